//! Every block of the configuration: values, refusals, and what is reported as not carried out.

use std::time::Duration;

use crate::*;

const USER_KEY: &str = "UCNGL4W5QX66CFX6A6DCBVDH5VOHMI7B2UZZU7TXAUQQSI2JPHULCKBR";

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

fn password(user: &str, password: &str) -> CredentialSpec {
    CredentialSpec::Password { user: user.into(), password: password.into() }
}

#[test]
fn users() {
    let credentials =
        |o: Options| o.authorization.users.into_iter().map(|user| user.credential).collect::<Vec<_>>();
    check(
        "authorization { users: [ {user: a, pass: b}, {username: c} ] }",
        credentials,
        vec![password("a", "b"), password("c", "")],
    );
    check(
        &format!("authorization {{ users = [ {{nkey: {USER_KEY}}} ] }}"),
        credentials,
        vec![CredentialSpec::NKey(USER_KEY.into())],
    );
    check(
        "authorization { users: [ {user: a, clients: [standard, WEBSOCKET, Standard]} ] }",
        |o| o.authorization.users[0].allowed_connection_types.clone(),
        vec!["STANDARD".to_owned(), "WEBSOCKET".to_owned()],
    );
    refused("authorization { users: [ {user: a, clients: [tcp]} ] }", "TCP");
    refused("authorization { users: [ {pass: a} ] }", "needs a user name or an nkey");
    refused("authorization { users: [ {nkey: UA} ] }", "not the public key of a user");
    refused(&format!("authorization {{ users: [ {{nkey: {USER_KEY}, user: a}} ] }}"), "neither");
    refused("authorization { users: [ {user: a}, {user: a} ] }", r#"duplicate user "a", see t:1:26"#);
    refused("accounts { A { users: [{user: a}] }, B { users: [{user: a}] } }", "duplicate user");
    refused("authorization { users: [{user: a}] }\naccounts { B { users: [{user: a}] } }", "duplicate user");
}

#[test]
fn a_single_user_stands_alone() {
    let user = |o: Options| (o.authorization.user, o.authorization.password, o.authorization.token);
    check("authorization { user: a, password: b }", user, (Some("a".into()), Some("b".into()), None));
    check("authorization { token: t }", user, (None, None, Some("t".into())));
    refused("authorization { user: a, token: t }", "both a user and a token");
    refused("authorization { user: a, users: [] }", "a single user and other users");
    refused("authorization { token: a }\naccounts { A { users: [{user: b}] } }", "a token and other users");
    check("accounts { A {} }\nauthorization { token: t }", |o| o.accounts.len(), 1);
}

#[test]
fn authorization_timeout() {
    let timeout = |options: Options| options.authorization.timeout;
    check("authorization { timeout: 1 }", timeout, Some(Duration::from_secs(1)));
    check("authorization { timeout: 0.5 }", timeout, Some(Duration::from_millis(500)));
    check("authorization { timeout: '2s' }", timeout, Some(Duration::from_secs(2)));
    check("authorization { timeout: 0 }", timeout, None);
    warned("authorization { timeout: 1m }", 1);
    warned("authorization { timeout: '1m' }", 0);
}

fn permissions(text: &str) -> PermissionsSpec {
    let text = format!("authorization {{ users: [ {{user: a, permissions: {{ {text} }} }} ] }}");
    let permissions = options(&text).authorization.users[0].permissions.clone();
    permissions.unwrap()
}

fn rule(allow: &[&str], deny: &[&str]) -> Option<RuleSpec> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    Some(RuleSpec { allow: (!allow.is_empty()).then(|| texts(allow)), deny: texts(deny) })
}

#[test]
fn rules() {
    assert_eq!(permissions("publish: 'a.>'").publish, rule(&["a.>"], &[]));
    assert_eq!(permissions("pub: [a, b]").publish, rule(&["a", "b"], &[]));
    assert_eq!(permissions("publish: []").publish, rule(&[], &[]));
    assert_eq!(permissions("publish: {}").publish, None);
    assert_eq!(permissions("publish: {deny: [a]}").publish, rule(&[], &["a"]));
    assert_eq!(
        permissions("sub: {allow: 'a q*', deny: ['b.* q.>']}").subscribe,
        rule(&["a q*"], &["b.* q.>"])
    );
    refused("authorization { users: [{user: a, permissions: {publish: 'a q'}}] }", "not a valid subject");
    refused("authorization { users: [{user: a, permissions: {subscribe: 'a q..'}}] }", "not a valid queue");
    refused(
        "authorization { users: [{user: a, permissions: {publish: {allowed: a}}}] }",
        "did you mean \"allow\"?",
    );
}

#[test]
fn the_right_to_answer_closes_publishing() {
    let closed = Some(RuleSpec { allow: Some(Vec::new()), deny: Vec::new() });
    let responses = |text: &str| permissions(text).responses;
    assert_eq!(permissions("allow_responses: true").publish, closed);
    assert_eq!(permissions("allow_responses: true, publish: a").publish, rule(&["a"], &[]));
    assert_eq!(permissions("allow_responses: false").publish, None);
    assert_eq!(responses("allow_responses: true"), Some(ResponsesSpec::default()));
    let own = ResponsesSpec { max: Some(5), expires: Some(Duration::from_secs(60)) };
    assert_eq!(responses("allow_responses: {max: 5, ttl: '1m'}"), Some(own));
    assert_eq!(responses("allow_responses: {max: 0, expires: '0s'}"), Some(ResponsesSpec::default()));
    let unlimited = ResponsesSpec { max: None, expires: None };
    assert_eq!(responses("allow_responses: {max: -1, expires: '-1s'}"), Some(unlimited));
}

#[test]
fn accounts() {
    let names = |o: Options| o.accounts.into_iter().map(|account| account.name).collect::<Vec<_>>();
    check("accounts: [B, A]", names, vec!["B".into(), "A".into()]);
    check("accounts { B {}, a {}, A {} }", names, vec!["B".into(), "a".into(), "A".into()]);
    refused("accounts: [A, A]", "duplicate account");
    refused("accounts: {'$G': {}}", "reserved");
    check("accounts { $SYS {} }", names, vec!["$SYS".into()]);
    let limits = |o: Options| o.accounts[0].limits.clone();
    check(
        "accounts { A { limits { max_conn: 5, max_subs: -1, max_pay: 0, max_leafs: 2 } } }",
        limits,
        AccountLimits {
            max_connections: Some(5),
            max_subscriptions: None,
            max_payload: Some(0),
            max_leafnodes: Some(2),
        },
    );
    refused("accounts { A { limits { max_con: 5 } } }", "did you mean \"max_conn\"?");
    refused("accounts { A { nkey: AB } }", "not the public key of an account");
    refused("accounts: 5", "expected a map");
}

#[test]
fn traces() {
    let trace = |o: Options| o.accounts[0].trace.clone().map(|trace| (trace.destination, trace.sampling));
    check("accounts { A { trace_dest: t } }", trace, Some(("t".into(), 100)));
    check("accounts { A { msg_trace { dest: t, sampling: '20%' } } }", trace, Some(("t".into(), 20)));
    later("accounts { A { msg_trace { dest: t, sampling: 20 } } }", &["accounts.A.msg_trace"]);
    warned("accounts { A { msg_trace { sampling: 20 } } }", 1);
    refused("accounts { A { trace_dest: 't.*' } }", "published to");
}

fn export(text: &str) -> ExportSpec {
    options(&format!("accounts {{ A {{ exports: [ {{ {text} }} ] }} }}")).accounts[0].exports[0].clone()
}

#[test]
fn exports() {
    let stream = export("stream: 's.>', accounts: [B, C]");
    assert_eq!(
        (stream.subject.as_str(), &stream.kind, stream.accounts.len()),
        ("s.>", &ExportKind::Stream, 2)
    );
    assert_eq!(stream.position, "t:1:27");
    let service =
        export("service: s.*, response: Chunked, threshold: '5s', latency: l, account_token_position: 2");
    assert_eq!(service.account_token_position, Some(2));
    assert_eq!(
        service.kind,
        ExportKind::Service {
            response: ResponseKind::Chunked,
            threshold: Some(Duration::from_secs(5)),
            latency: Some(LatencySpec { sampling: 100, subject: "l".into() }),
        }
    );
    check("accounts { A { exports: [ {} ] } }", |o| o.accounts[0].exports.len(), 0);
}

#[test]
fn bad_exports() {
    let refused =
        |text: &str, part: &str| refused(&format!("accounts {{ A {{ exports: [ {{ {text} }} ] }} }}"), part);
    refused("stream: s, service: s", "either a stream or a service");
    refused("stream: s, threshold: '1s'", "a stream does not have \"threshold\"");
    refused("stream: s, allow_trace: false", "a stream does not have \"allow_trace\"");
    refused("service: s, response: x", "must be");
    refused("service: s, response: stream, response_type: stream", "twice");
    refused("service: s, latency: {sampling: 20}", "needs a subject");
    refused("service: s, latency: {sampling: 0, subject: l}", "between 1 and 100");
    refused("service: s, latency: 'l.*'", "cannot be reported");
    refused("service: s, accounts: B", "expected an array");
}

#[test]
fn latency_needs_a_system_account() {
    let service = "accounts { A { exports: [ {service: s, latency: {sampling: headers, subject: l}} ] } }";
    check(
        service,
        |o| match &o.accounts[0].exports[0].kind {
            ExportKind::Service { latency: Some(latency), .. } => Some(latency.sampling),
            _ => None,
        },
        Some(0),
    );
    refused(&format!("{service}\nno_sys_acc: true"), "needs a system account");
}

#[test]
fn imports() {
    let import = |text: &str| {
        options(&format!("accounts {{ A {{ imports: [ {{ {text} }} ] }} }}")).accounts[0].imports[0].clone()
    };
    let stream = import("stream: {account: B, subject: s}, prefix: p");
    assert_eq!(
        (stream.kind, stream.account.as_str(), stream.prefix.as_deref()),
        (ImportKind::Stream, "B", Some("p"))
    );
    let service = import("to: t, share: true, service: {account: B, subject: s}");
    assert_eq!((service.kind, service.to.as_deref(), service.share), (ImportKind::Service, Some("t"), true));
    check("accounts { A { imports: [ {to: x} ] } }", |o| o.accounts[0].imports.len(), 0);
}

#[test]
fn bad_imports() {
    let refused =
        |text: &str, part: &str| refused(&format!("accounts {{ A {{ imports: [ {text} ] }} }}"), part);
    let origin = "{account: B, subject: s}";
    refused("{stream: {account: B}}", "needs an account and a subject");
    refused("{stream: s}", "expected a map");
    refused(&format!("{{stream: {origin}, service: {origin}}}"), "either");
    refused(&format!("{{stream: {origin}, prefix: p, to: t}}"), "both");
    refused(&format!("{{service: {origin}, allow_trace: false}}"), "allow_trace");
    refused(
        &format!("{{service: {origin}}}, {{service: {{account: B, subject: x}}, to: s}}"),
        "duplicate import",
    );
}

#[test]
fn mappings() {
    let destinations = |o: Options| {
        let each = o.mappings.into_iter().flat_map(|mapping| mapping.destinations);
        each.map(|to| (to.subject, to.weight, to.cluster)).collect::<Vec<_>>()
    };
    check("mappings { a: b }", destinations, vec![("b".into(), 100, "".into())]);
    check("maps { a: {dest: b, weight: '5%', cluster: c} }", destinations, vec![("b".into(), 5, "c".into())]);
    check(
        "mappings { a: [ {dest: b, weight: 5}, {destination: c, weight: 0} ] }",
        destinations,
        vec![("b".into(), 5, "".into()), ("c".into(), 0, "".into())],
    );
    refused("mappings { a: {dest: b} }", "needs a weight");
    refused("mappings { a: {dest: b, weight: 101} }", "between 0 and 100");
    refused("mappings { a: {dest: b, weight: 1, x: 1} }", "unknown field");
    refused("mappings { 'a b': c }", "not a valid subject");
    refused("mappings { a: 5 }", "expected an array");
}

fn tls(text: &str) -> TlsSpec {
    options(&format!("tls {{ {text} }}")).tls.unwrap()
}

#[test]
fn tls_values() {
    let pair = CertificateSpec { cert_file: "c".into(), key_file: "k".into() };
    assert_eq!(tls("cert_file: c, key_file: k").certificates, std::slice::from_ref(&pair));
    assert_eq!(tls("certs: [ {cert_file: c, key_file: k} ]").certificates, [pair]);
    assert!(tls("verify_and_map: true").verify);
    assert_eq!(tls("timeout: 0.5").timeout, Some(Duration::from_millis(500)));
    assert_eq!(tls("min_version: '1.3'").min_version.as_deref(), Some("1.3"));
    assert_eq!(tls(&format!("pinned_certs: [{}]", "AB".repeat(32))).pinned_certs, ["ab".repeat(32)]);
    let first = |text: &str| tls(&format!("handshake_first: {text}")).handshake_first;
    assert_eq!(first("true"), HandshakeFirst::Always);
    assert_eq!(first("'off'"), HandshakeFirst::No);
    assert_eq!(first("Auto"), HandshakeFirst::Fallback(Duration::from_millis(50)));
    assert_eq!(first("300ms"), HandshakeFirst::Fallback(Duration::from_millis(300)));
    assert_eq!(first("'-1s'"), HandshakeFirst::Always);
}

#[test]
fn bad_tls() {
    let refused = |text: &str, part: &str| refused(&format!("tls {{ {text} }}"), part);
    refused("cert_file: c", "missing \"key_file\"");
    refused("cert_file: c, key_file: k, certs: [ {cert_file: c, key_file: k} ]", "cannot stand together");
    refused("certs: [ {cert_file: c} ]", "needs both");
    refused("cipher_suites: []", "cannot be empty");
    refused("cipher_suites: [NOPE]", "unrecognized cipher suite NOPE");
    refused("cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]", "allow_insecure_cipher_suites");
    refused("curve_preferences: [P256]", "unrecognized curve");
    refused("verify_cert_and_check_known_urls: true", "routes and gateways");
    refused("min_version: 1.3", "expected text");
    refused("min_version: '1.1'", "must be");
    refused("pinned_certs: [ab]", "SHA-256");
    refused("cert_store: WindowsCurrentUser", "operating system");
    refused("cert_flie: c", "did you mean \"cert_file\"?");
    refused("handshake_first: 5", "expected true");
}

#[test]
fn tls_that_is_not_carried_out() {
    later(
        "tls { cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA] }",
        &["tls.cipher_suites: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"],
    );
    later("tls { curve_preferences: [CurveP521, X25519] }", &["tls.curve_preferences: CurveP521"]);
    later(
        "tls { connection_rate_limit: 5, ocsp_peer: true }",
        &["tls.connection_rate_limit", "tls.ocsp_peer"],
    );
    later("tls { connection_rate_limit: 0, ocsp_peer: {verify: false} }", &[]);
}

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
