//! Every block of the configuration: values, refusals, and what is reported as not carried out.

mod accounts;
mod later;
mod tls;
mod users;

use std::time::Duration;

use crate::*;

fn load(text: &str) -> Result<Loaded, Vec<ConfigError>> {
    let map = conf::parse("t".as_ref(), text.as_bytes(), &conf::Nothing).unwrap();
    Options::from_config(&map)
}

fn options(text: &str) -> Options {
    load(text).unwrap().options
}

/// Checks that a configuration is read and that something of it holds.
fn check<T: PartialEq + std::fmt::Debug>(text: &str, of: impl Fn(Options) -> T, expected: T) {
    assert_eq!(of(options(text)), expected, "{text}");
}

fn refused(text: &str, part: &str) {
    let errors = load(text).expect_err(text);
    let all: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert!(all.iter().any(|error| error.contains(part)), "{text}: {all:?}");
}

/// The keys that are reported as not carried out.
fn later(text: &str, expected: &[&str]) {
    let keys: Vec<String> = load(text).unwrap().unsupported.into_iter().map(|later| later.key).collect();
    assert_eq!(keys, expected, "{text}");
}

fn warned(text: &str, count: usize) {
    assert_eq!(load(text).unwrap().warnings.len(), count, "{text}");
}

#[test]
fn an_unwritten_key_has_the_default() {
    let expected = Options { config_digest: Some(conf::digest(&conf::Map::new())), ..Options::default() };
    assert_eq!(options(""), expected);
    warned("", 1);
    let zeros = "port: 0\nmax_payload: 0\nmax_pending: 0\nmax_control_line: 0\nping_max: 0\nmax_closed_clients: 0\n\
                 ping_interval: '0s'\nwrite_deadline: '0s'\nlame_duck_grace_period: '0s'\nhost: ''\nhttp_port: 0";
    assert_eq!(Options { config_digest: expected.config_digest.clone(), ..options(zeros) }, expected);
}

#[test]
fn listeners() {
    let client = |options: Options| (options.client.host, options.client.port);
    check("listen: 'localhost:4333'", client, ("localhost".into(), 4333));
    check("listen: ':4333'", client, ("0.0.0.0".into(), 4333));
    check("listen: 4333", client, ("0.0.0.0".into(), 4333));
    check("host: h\nlisten: 4333", client, ("h".into(), 4333));
    check("net: '::1'\nport: -1", client, ("::1".into(), 0));
    check("listen: '[::1]:-1'", client, ("::1".into(), 0));
    let http = |options: Options| options.http.map(|http| (http.host, http.port));
    check("http: 'h:8222'", http, Some(("h".into(), 8222)));
    check("host: h\nmonitor_port: 8222", http, Some(("h".into(), 8222)));
    check("http: 'a:0'", http, None);
    check("https_port: -1\ntls { cert_file: a, key_file: b }", |o| o.https.map(|https| https.port), Some(0));
}

#[test]
fn limits() {
    let limits = |options: Options| options.limits;
    check("max_conn: 0", |o| limits(o).max_connections, Some(0));
    check("max_connections: -1", |o| limits(o).max_connections, Some(0));
    check("max_connections: 64K", |o| limits(o).max_connections, Some(64_000));
    check("max_subs: 0", |o| limits(o).max_subscriptions, None);
    check("max_subscriptions: -1", |o| limits(o).max_subscriptions, None);
    check("max_subscriptions: 5", |o| limits(o).max_subscriptions, Some(5));
    check("max_sub_tokens: 255", |o| limits(o).max_subscription_tokens, Some(255));
    check("max_payload: -1", |o| limits(o).max_payload, usize::MAX);
    check("max_payload: 8MB", |o| limits(o).max_payload, 8 << 20);
    refused("max_payload: 2147483648", "too big");
    refused("max_payload: -2", "at least -1");
    refused("max_sub_tokens: 256", "too big");
    refused("max_sub_tokens: 0", "at least 1");
    check("ping_interval: 20", |o| o.ping_interval, Duration::from_secs(20));
    warned("ping_interval: 20", 1);
    warned("ping_interval: '20s'", 0);
    refused("ping_interval: 20.5", "expected a duration");
    refused("ping_interval: '-1s'", "negative");
    refused("lame_duck_duration: '29s'", "at least 30");
    refused("lame_duck_duration: 60", "expected a duration");
    check("write_timeout: retry", |o| o.write_timeout, WriteTimeoutPolicy::Retry);
    check("write_timeout: default", |o| o.write_timeout, WriteTimeoutPolicy::Close);
    refused("write_timeout: Retry", "must be");
}

#[test]
fn logging() {
    let log = |options: Options| options.log;
    check("trace_verbose: true", |o| (log(o.clone()).trace, log(o).trace_verbose), (true, true));
    check("trace: true\ntrace_headers: false", |o| log(o).trace, true);
    check(
        "log_file: a\nlog_size_limit: 1k\nlog_max_num: -1",
        |o| (log(o.clone()).size_limit, log(o).max_files),
        (1000, 0),
    );
    check(
        "max_traced_msg_len: 10\nlogtime_utc: on",
        |o| (log(o.clone()).max_traced_message, log(o).utc),
        (10, true),
    );
}

#[test]
fn identity() {
    check("server_tags: [Foo, ' foo ', bar, '']", |o| o.server_tags, vec!["foo".into(), "bar".into()]);
    check("server_tags: A", |o| o.server_tags, vec!["a".into()]);
    check(
        "server_metadata: {a: b}",
        |o| o.server_metadata.into_iter().collect(),
        vec![("a".into(), "b".into())],
    );
    refused("server_metadata: {a: 1}", "server_metadata.a: expected text");
    refused("server_name: 'a b'", "spaces");
}
