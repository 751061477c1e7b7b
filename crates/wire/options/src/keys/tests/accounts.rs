//! Accounts, exports, imports and mappings.

use std::time::Duration;

use super::{check, later, options, refused, warned};
use crate::*;

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
