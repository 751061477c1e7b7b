//! `/varz`: the server as a whole.

mod body;

use std::time::Duration;

use options::{ListenSpec, WriteTimeoutPolicy};
use tokio::runtime::Handle;

use body::{Absent, ByKind, DiskWaits, Varz};

use crate::{
    answer::Answer,
    process,
    site::Site,
    text::{Time, nanoseconds, span},
};

/// What a handshake may take when nothing is configured, shown even when there is no TLS.
const TLS_TIMEOUT: Duration = Duration::from_secs(2);

pub(super) fn answer(site: &Site) -> Answer {
    Answer::json(&varz(site))
}

fn varz(site: &Site) -> Varz<'_> {
    let inspector = &site.inspector;
    let (options, port) = (inspector.options(), inspector.client_port());
    let (identity, build, limits) = (inspector.identity(), inspector.build(), &options.limits);
    let (traffic, counts) = (inspector.traffic(), inspector.counts());
    let started = Time(inspector.started());
    Varz {
        server_id: &identity.id,
        server_name: &identity.name,
        version: build.version,
        proto: build.protocol,
        git_commit: build.commit,
        go: build.program,
        host: port.host,
        port: port.port,
        auth_required: port.auth_required,
        tls_required: port.tls_required,
        tls_verify: port.tls_verify,
        connect_urls: port.connect_urls,
        max_connections: shown_limit(limits.max_connections),
        max_subscriptions: limits.max_subscriptions.unwrap_or(0),
        ping_interval: nanoseconds(options.ping_interval),
        ping_max: options.ping_max,
        http_host: options.https.as_ref().or(options.http.as_ref()).map_or("", |listen| &listen.host),
        http_port: shown_port(options.http.as_ref()),
        http_base_path: if options.http_base_path == "/" { "" } else { &options.http_base_path },
        https_port: shown_port(options.https.as_ref()),
        auth_timeout: port.login_timeout.as_secs_f64(),
        max_control_line: limits.max_control_line,
        max_payload: i64::try_from(limits.max_payload).unwrap_or(-1),
        max_pending: limits.max_pending,
        cluster: Absent {},
        gateway: Absent {},
        leaf: Absent {},
        mqtt: Absent {},
        websocket: Absent {},
        jetstream: Absent {},
        tls_timeout: options.tls.as_ref().and_then(|tls| tls.timeout).unwrap_or(TLS_TIMEOUT).as_secs_f64(),
        write_deadline: nanoseconds(options.write_deadline),
        write_timeout: match options.write_timeout {
            WriteTimeoutPolicy::Close => "",
            WriteTimeoutPolicy::Retry => "retry",
        },
        start: started,
        now: site.now(),
        uptime: span(inspector.uptime()),
        mem: process::memory(),
        cores: process::cores(),
        gomaxprocs: Handle::try_current().map_or(1, |runtime| runtime.metrics().num_workers()),
        cpu: site.process.cpu_percent(),
        connections: counts.connections,
        total_connections: counts.total_connections,
        routes: 0,
        remotes: 0,
        leafnodes: 0,
        in_msgs: traffic.in_messages,
        in_bytes: traffic.in_bytes,
        in_client_msgs: traffic.in_messages,
        in_client_bytes: traffic.in_bytes,
        out_msgs: traffic.out_messages,
        out_bytes: traffic.out_bytes,
        out_client_msgs: traffic.out_messages,
        out_client_bytes: traffic.out_bytes,
        slow_consumers: counts.slow_consumers,
        stale_connections: counts.stale_connections,
        stalled_clients: counts.stalls,
        subscriptions: inspector.accounts().map(|account| account.routing().subscriptions).sum(),
        http_req_stats: site.requests.by_path(),
        config_load_time: started,
        config_digest: options.config_digest.as_deref().unwrap_or(""),
        tags: &options.server_tags,
        metadata: &options.server_metadata,
        system_account: inspector.system_account().map_or("", |account| account.name()),
        slow_consumer_stats: ByKind { clients: counts.slow_consumers, ..ByKind::default() },
        stale_connection_stats: ByKind { clients: counts.stale_connections, ..ByKind::default() },
        disk_io_wait_stats: DiskWaits::default(),
        tls_cert_not_after: port.certificate_not_after.map(Time),
    }
}

/// The port as configured, where -1 stands for any that is free and 0 for none.
fn shown_port(listen: Option<&ListenSpec>) -> i32 {
    match listen {
        None => 0,
        Some(ListenSpec { port: 0, .. }) => -1,
        Some(listen) => listen.port.into(),
    }
}

fn shown_limit(limit: Option<u64>) -> i64 {
    limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_shown_as_configured() {
        let listen = |port| ListenSpec { host: "h".into(), port };
        assert_eq!(shown_port(None), 0);
        assert_eq!(shown_port(Some(&listen(0))), -1);
        assert_eq!(shown_port(Some(&listen(8222))), 8222);
    }
}
