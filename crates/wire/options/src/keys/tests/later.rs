//! What is known and not carried out.

use super::{later, refused, warned};

#[test]
fn blocks_of_later_stages_are_reported_once_and_only_when_they_ask() {
    later("cluster { name: a, listen: ':6222', tls { connection_rate_limit: 5 } }", &["cluster"]);
    later("cluster {}\ngateway {}\nleafnodes {}\nwebsocket {}\nmqtt {}", &[]);
    later("jetstream: true", &["jetstream"]);
    later("jetstream {}", &["jetstream"]);
    later("jetstream { enabled: false, store_dir: x }", &[]);
    later("jetstream: disabled\nstore_dir: x", &[]);
    later("accounts { A { jetstream: enabled }, B { jetstream: disabled } }", &["accounts.A.jetstream"]);
    later("resolver: MEMORY", &["resolver"]);
    later("ocsp: false\nproxy_protocol: false\nprof_port: 0\nconnect_error_reports: 5", &[]);
    later("ocsp: {mode: never}\nfeature_flags: {x: true}", &[]);
    later("ocsp: {mode: must}\nproxy_protocol: true\nprof_port: 1", &["ocsp", "proxy_protocol", "prof_port"]);
    later("authorization { proxy_required: true }", &["authorization.proxy_required"]);
    later(
        "authorization { users: [ {user: a, proxy_required: true} ] }",
        &["authorization.users[0].proxy_required"],
    );
    later(
        "accounts { A { exports: [ {service: s, allow_trace: true} ] } }",
        &["accounts.A.exports[0].allow_trace"],
    );
}

#[test]
fn blocks_of_later_stages_are_checked() {
    refused("cluster { prot: 5 }", "did you mean \"port\"?");
    refused("cluster { authorization { token: a } }", "tokens are not for servers");
    refused("cluster { permissions { export: 'a q' } }", "no queues");
    refused("cluster { routes: ['127.0.0.1:4222'] }", "is not a URL");
    warned("cluster { ping_interval: '31s', routes: ['nats://a', 'nats://a'] }", 2);
    refused("gateway { gateways: [ {nam: a} ] }", "gateway.gateways[0]");
    refused("leafnodes { min_version: '2.7.9' }", "2.8.0");
    refused("leafnodes { remotes: [ {url: 'nats://a'}, {url: 'nats://a'} ] }", "duplicate remote");
    refused("leafnodes { authorization { users: [{user: a}, {user: a}] } }", "duplicate user");
    refused("jetstream { max_mem: '1GB' }", "K, M, G or T");
    refused("jetstream { disabled: true }", "unknown field");
    refused("store_dir: a\njetstream { store_dir: b }", "twice");
    refused("jetstream { limits { batch { x: 1 } } }", "jetstream.limits.batch");
    refused("websocket { headers: {a: 1} }", "websocket.headers.a");
    warned("mqtt { ack_wait: 5, consumer_replicas: 1 }", 2);
    refused("mqtt { max_inflight: 65536 }", "65535");
    refused("resolver { type: full }", "needs a \"dir\"");
    refused("trusted: x", "operator");
    refused("ocsp: {urls: [a]}", "cannot be given");
    refused("authorization { auth_callout { auth_users: [a] } }", "needs an issuer");
}
