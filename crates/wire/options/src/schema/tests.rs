//! How errors look, and how keys are found.

use super::*;
use crate::{ConfigError, Options};

fn errors(text: &str) -> Vec<String> {
    let map = conf::parse("t".as_ref(), text.as_bytes(), &conf::Nothing).unwrap();
    let errors: Vec<ConfigError> = Options::from_config(&map).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

fn check(text: &str, expected: &[&str]) {
    assert_eq!(errors(text), expected, "{text}");
}

#[test]
fn errors_name_place_key_and_what_is_there() {
    check("prot: 5", &[r#"t:1:1: unknown field "prot" (did you mean "port"?)"#]);
    check("zzz: 5", &[r#"t:1:1: unknown field "zzz""#]);
    check("port: x", &["t:1:7: port: expected a whole number, found text"]);
    check("\n debug: 1", &["t:2:9: debug: expected true or false, found a whole number"]);
    check(
        "server_name: 5",
        &["t:1:14: server_name: expected text, found a whole number (put it into quotes)"],
    );
    check("server_name: []", &["t:1:14: server_name: expected text, found an array"]);
    check(
        "accounts { A { user: 1 } }",
        &[r#"t:1:16: unknown field "user" in accounts.A (did you mean "users"?)"#],
    );
    check(
        "accounts { A { users: [ {user: a}, {user: b, pass: 5} ] } }",
        &["t:1:52: accounts.A.users[1].pass: expected text, found a whole number (put it into quotes)"],
    );
}

#[test]
fn secrets_are_not_repeated() {
    let all = errors("authorization { user: [hush], password: {hush: 1}, token: 77 }").join("\n");
    assert_eq!(all.lines().count(), 3);
    assert!(!all.contains("hush") && !all.contains("77"), "{all}");
}

#[test]
fn all_errors_are_found_at_once_in_the_order_of_the_file() {
    let all =
        errors("port: a\nfoo: 1\ncluster { bar: 1, port: b }\nauthorization { users: [ {}, {user: 1} ] }");
    let places: Vec<_> = all.iter().map(|error| error.split(": ").next().unwrap()).collect();
    assert_eq!(places, ["t:1:7", "t:2:1", "t:3:11", "t:3:25", "t:4:26", "t:4:37", "t:4:30"], "{all:#?}");
}

#[test]
fn a_key_that_a_variable_uses_may_have_any_name() {
    check("x: 5\nport: $x", &[]);
    check("accounts { x: 5, A { limits { max_conn: $x } } }", &[]);
    check("accounts { A { x: 5, limits { max_conn: $x } } }", &[]);
    // Within tls the reference insists.
    check("tls { x: 5, timeout: $x }", &[r#"t:1:7: unknown field "x" in tls"#]);
}

#[test]
fn keys_have_no_case() {
    check("PORT: 5\nMax_Payload: 1K", &[]);
    assert_eq!(errors("Port: x").len(), 1);
}

#[test]
fn no_name_stands_in_a_table_twice() {
    fn distinct<T>(keys: &[Key<T>]) {
        let mut seen = std::collections::HashSet::new();
        assert!(names(&[keys]).all(|name| seen.insert(name) && name == name.to_lowercase()));
    }
    let mut seen = std::collections::HashSet::new();
    assert!(names(&crate::keys::TABLES).all(|name| seen.insert(name)));
    crate::keys::TABLES.iter().for_each(|keys| distinct(keys));
}

#[test]
fn addresses() {
    let check = |text: &str, expected: Option<(&str, i64)>| {
        let address = Address::parse(text).ok();
        let parts = address.as_ref().map(|address| (address.host.as_deref().unwrap_or("-"), address.port));
        assert_eq!(parts, expected, "{text}");
    };
    check("localhost:4222", Some(("localhost", 4222)));
    check(":4222", Some(("", 4222)));
    check("[::1]:-1", Some(("::1", -1)));
    check("[]:1", Some(("", 1)));
    check("a:+5", Some(("a", 5)));
    for bad in [
        "", "host", "4222", "::1", "::1:4222", "[::1]", "[::1:5", "a]:1", "[[a]]:1", "[a]b:1", "a:", "a: 5",
        "a:b",
    ] {
        check(bad, None);
    }
}
