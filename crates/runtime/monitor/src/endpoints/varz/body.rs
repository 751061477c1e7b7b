//! The fields of `/varz` in the order of the reference.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{endpoints::is_default, text::Time};

#[derive(Debug, Serialize)]
pub(super) struct Varz<'a> {
    pub(super) server_id: &'a str,
    pub(super) server_name: &'a str,
    pub(super) version: &'a str,
    pub(super) proto: u32,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) git_commit: &'a str,
    pub(super) go: &'a str,
    pub(super) host: &'a str,
    pub(super) port: u16,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) auth_required: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) tls_required: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) tls_verify: bool,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) connect_urls: &'a [String],
    pub(super) max_connections: i64,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) max_subscriptions: u64,
    pub(super) ping_interval: i64,
    pub(super) ping_max: u32,
    pub(super) http_host: &'a str,
    pub(super) http_port: i32,
    pub(super) http_base_path: &'a str,
    pub(super) https_port: i32,
    pub(super) auth_timeout: f64,
    pub(super) max_control_line: usize,
    pub(super) max_payload: i64,
    pub(super) max_pending: usize,
    pub(super) cluster: Absent,
    pub(super) gateway: Absent,
    pub(super) leaf: Absent,
    pub(super) mqtt: Absent,
    pub(super) websocket: Absent,
    pub(super) jetstream: Absent,
    pub(super) tls_timeout: f64,
    pub(super) write_deadline: i64,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) write_timeout: &'a str,
    pub(super) start: Time,
    pub(super) now: Time,
    pub(super) uptime: String,
    pub(super) mem: u64,
    pub(super) cores: usize,
    pub(super) gomaxprocs: usize,
    pub(super) cpu: f64,
    pub(super) connections: u64,
    pub(super) total_connections: u64,
    pub(super) routes: u64,
    pub(super) remotes: u64,
    pub(super) leafnodes: u64,
    pub(super) in_msgs: u64,
    pub(super) in_bytes: u64,
    pub(super) in_client_msgs: u64,
    pub(super) in_client_bytes: u64,
    pub(super) out_msgs: u64,
    pub(super) out_bytes: u64,
    pub(super) out_client_msgs: u64,
    pub(super) out_client_bytes: u64,
    pub(super) slow_consumers: u64,
    pub(super) stale_connections: u64,
    pub(super) stalled_clients: u64,
    pub(super) subscriptions: u64,
    pub(super) http_req_stats: BTreeMap<&'static str, u64>,
    pub(super) config_load_time: Time,
    pub(super) config_digest: &'a str,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) tags: &'a [String],
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) metadata: &'a BTreeMap<String, String>,
    #[serde(skip_serializing_if = "is_default")]
    pub(super) system_account: &'a str,
    pub(super) slow_consumer_stats: ByKind,
    pub(super) stale_connection_stats: ByKind,
    pub(super) disk_io_wait_stats: DiskWaits,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tls_cert_not_after: Option<Time>,
}

/// The settings of something that the server doesn't have.
#[derive(Debug, Serialize)]
pub(super) struct Absent {}

/// A count for each kind of connection.
#[derive(Debug, Default, Serialize)]
pub(super) struct ByKind {
    pub(super) clients: u64,
    pub(super) routes: u64,
    pub(super) gateways: u64,
    pub(super) leafs: u64,
}

/// How long disk accesses had to wait for each other.
#[derive(Debug, Default, Serialize)]
pub(super) struct DiskWaits {
    waiters: u64,
    waits: u64,
    wait_time: u64,
    max_wait_time: u64,
}
