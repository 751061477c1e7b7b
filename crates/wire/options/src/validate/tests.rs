//! Contradictions between keys that are right by themselves.

use crate::Options;

/// The contradictions of a configuration that is right key by key.
fn check(text: &str, expected: &[&str]) {
    let map = conf::parse("t".as_ref(), text.as_bytes(), &conf::Nothing).unwrap();
    let loaded = Options::from_config(&map).unwrap();
    let found: Vec<String> = loaded.contradictions.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn sizes_and_times() {
    check("port: 4222", &[]);
    check("max_payload: 2MB\nmax_pending: 2MB", &[]);
    check(
        "max_payload: 3MB\nmax_pending: 2MB",
        &["max_payload (3145728) cannot be higher than max_pending (2097152)"],
    );
    check("max_payload: -1\nmax_pending: 1", &[]);
    check(
        "lame_duck_duration: 30s\nlame_duck_grace_period: 30s",
        &["lame duck grace period (30s) should be strictly lower than lame duck duration (30s)"],
    );
}

#[test]
fn users_and_accounts_that_are_named_must_be_there() {
    check("no_auth_user: b", &[r#"no_auth_user: "b" present, but users/nkeys are not defined"#]);
    check(
        "no_auth_user: b\naccounts { A { users: [{user: a}] } }",
        &[r#"no_auth_user: "b" not present as user or nkey in authorization block or account configuration"#],
    );
    check("no_auth_user: a\naccounts { A { users: [{user: a}] } }", &[]);
    check("no_auth_user: a\nauthorization { users: [{user: a}] }", &[]);
    check("no_auth_user: ''", &[]);
    check("system_account: X", &[r#"error resolving system account: account "X" missing"#]);
    check("system_account: X\naccounts [X]", &[]);
    check("system_account: '$SYS'", &[]);
}

#[test]
fn listeners() {
    check("port: 65536", &["port: 65536 is not a port number"]);
    check(
        "port: -2\nhttp_port: 99999999999",
        &["port: -2 is not a port number", "http_port: 99999999999 is not a port number"],
    );
    check(
        "http: -1\nhttps: -1\ntls { cert_file: a, key_file: b }",
        &["can't specify both HTTP and HTTPs ports"],
    );
    check("https: 8443", &["TLS cert and key required for HTTPS"]);
    check("https: 8443\ntls { certs: [{cert_file: a, key_file: b}] }", &[]);
    check("tls {}", &[r#"tls: needs "cert_file" and "key_file""#]);
}
