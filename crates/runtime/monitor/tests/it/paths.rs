//! The paths of all fields that the reference (2.15.1) shows for the same scenario.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::server::{Running, with_accounts};

/// Every path of `json`, `[]` for any element and without values.
fn paths(json: &Value) -> BTreeSet<String> {
    fn walk(json: &Value, here: &str, found: &mut BTreeSet<String>) {
        match json {
            Value::Object(fields) => fields.iter().for_each(|(name, value)| {
                let path = if here.is_empty() { name.clone() } else { format!("{here}.{name}") };
                found.insert(path.clone());
                walk(value, &path, found);
            }),
            Value::Array(elements) => {
                elements.iter().for_each(|value| walk(value, &format!("{here}[]"), found))
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    walk(json, "", &mut found);
    found
}

#[track_caller]
fn check(running: &Running, path: &str, expected: &str) {
    let expected: BTreeSet<String> = expected.split_whitespace().map(str::to_owned).collect();
    let found = paths(&running.json(path));
    let missing: Vec<_> = expected.difference(&found).collect();
    let more: Vec<_> = found.difference(&expected).collect();
    assert!(missing.is_empty() && more.is_empty(), "{path}: missing {missing:?}, more {more:?}");
}

#[test]
fn every_endpoint_has_the_fields_of_the_reference() {
    let running = Running::start(with_accounts());
    let mut a = running.client("a");
    a.send("SUB s.> q 1\r\nUNSUB 1 5\r\nPING\r\n");
    a.expect("PONG\r\n");

    running.get("/");
    check(
        &running,
        "/varz",
        "server_id server_name version proto git_commit go host port auth_required max_connections
         ping_interval ping_max http_host http_port http_base_path https_port auth_timeout max_control_line
         max_payload max_pending cluster gateway leaf mqtt websocket jetstream tls_timeout write_deadline
         start now uptime mem cores gomaxprocs cpu connections total_connections routes remotes leafnodes
         in_msgs in_bytes in_client_msgs in_client_bytes out_msgs out_bytes out_client_msgs out_client_bytes
         slow_consumers stale_connections stalled_clients subscriptions
         http_req_stats http_req_stats./ http_req_stats./varz
         config_load_time config_digest tags system_account
         slow_consumer_stats slow_consumer_stats.clients slow_consumer_stats.routes
         slow_consumer_stats.gateways slow_consumer_stats.leafs
         stale_connection_stats stale_connection_stats.clients stale_connection_stats.routes
         stale_connection_stats.gateways stale_connection_stats.leafs
         disk_io_wait_stats disk_io_wait_stats.waiters disk_io_wait_stats.waits
         disk_io_wait_stats.wait_time disk_io_wait_stats.max_wait_time",
    );
    let connz = "server_id now num_connections total offset limit connections
         connections[].cid connections[].kind connections[].type connections[].ip connections[].port
         connections[].start connections[].last_activity connections[].rtt connections[].uptime
         connections[].idle connections[].pending_bytes connections[].in_msgs connections[].out_msgs
         connections[].in_bytes connections[].out_bytes connections[].subscriptions connections[].name
         connections[].lang connections[].version";
    check(&running, "/connz", connz);
    check(&running, "/connz?subs=1", &format!("{connz} connections[].subscriptions_list"));
    let details = "authorized_user account name_tag subscriptions_list_detail
         subscriptions_list_detail[].subject subscriptions_list_detail[].qgroup
         subscriptions_list_detail[].sid subscriptions_list_detail[].msgs
         subscriptions_list_detail[].max subscriptions_list_detail[].cid";
    let details: String = details.split_whitespace().map(|name| format!(" connections[].{name}")).collect();
    check(&running, "/connz?subs=detail&auth=1", &(connz.to_owned() + &details));
    let stats = "num_subscriptions num_cache num_inserts num_removes num_matches cache_hit_rate max_fanout
         avg_fanout";
    check(&running, "/subsz", &format!("server_id now {stats} total offset limit"));
    check(
        &running,
        "/subscriptionsz?subs=1&acc=A",
        &format!(
            "server_id now {stats} total offset limit subscriptions_list subscriptions_list[].account
             subscriptions_list[].account_tag subscriptions_list[].subject subscriptions_list[].qgroup
             subscriptions_list[].sid subscriptions_list[].msgs subscriptions_list[].max
             subscriptions_list[].cid"
        ),
    );
    check(&running, "/accountz", "server_id now system_account accounts");
    check(
        &running,
        "/accstatz",
        "server_id now account_statz account_statz[].acc account_statz[].name account_statz[].conns
         account_statz[].leafnodes account_statz[].total_conns account_statz[].num_subscriptions
         account_statz[].sent account_statz[].sent.msgs account_statz[].sent.bytes
         account_statz[].sent.gateways account_statz[].sent.gateways.msgs account_statz[].sent.gateways.bytes
         account_statz[].sent.routes account_statz[].sent.routes.msgs account_statz[].sent.routes.bytes
         account_statz[].sent.leafs account_statz[].sent.leafs.msgs account_statz[].sent.leafs.bytes
         account_statz[].received account_statz[].received.msgs account_statz[].received.bytes
         account_statz[].received.gateways account_statz[].received.gateways.msgs
         account_statz[].received.gateways.bytes account_statz[].received.routes
         account_statz[].received.routes.msgs account_statz[].received.routes.bytes
         account_statz[].received.leafs account_statz[].received.leafs.msgs
         account_statz[].received.leafs.bytes account_statz[].slow_consumers",
    );
    check(&running, "/routez", "server_id server_name now num_routes routes");
    check(&running, "/gatewayz", "server_id now outbound_gateways inbound_gateways");
    check(&running, "/leafz", "server_id now leafnodes leafs");
    check(
        &running,
        "/jsz",
        "memory storage reserved_memory reserved_storage accounts ha_assets api api.level api.total api.errors
         server_id now disabled config config.max_memory config.max_storage streams consumers messages bytes
         total",
    );
    check(&running, "/healthz", "status");
    check(&running, "/ipqueuesz", "");
}

#[test]
fn the_order_of_fields_is_the_references() {
    let running = Running::start(with_accounts());
    let body = running.get("/varz").body;
    assert!(body.starts_with("{\n  \"server_id\": \"N"), "{body}");
    assert!(body.contains("\n  \"cluster\": {},\n  \"gateway\": {},\n  \"leaf\": {},\n"), "{body}");
    assert!(body.contains("\n  \"tls_timeout\": 2,\n  \"write_deadline\": 10000000000,\n"), "{body}");
    assert!(body.ends_with("\"max_wait_time\": 0\n  }\n}"), "{body}");
}
