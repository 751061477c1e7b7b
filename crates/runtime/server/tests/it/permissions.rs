//! What users may publish, subscribe to and answer, where it takes a running server to see it.

use crate::host::Host;

const VIOLATION: &str = "-ERR 'Permissions Violation for";

fn start(permissions: &str) -> Host {
    Host::start(&format!(
        "accounts {{
            A {{ users [{{user: A, password: A}}, {{user: limited, password: limited, permissions {{{permissions}}}}}]
                imports [{{stream: {{account: B, subject: news.>}}}}] }}
            B {{ users [{{user: B, password: B}}], exports [{{stream: news.>}}] }}
        }}"
    ))
}

/// The right to answer: as many messages as allowed, to exactly the reply of a request that was received.
#[test]
fn answers_to_requests() {
    for (allowed, count) in [("true", 1), ("{max: 2, expires: \"1m\"}", 2)] {
        let host = start(&format!("subscribe: service, allow_responses: {allowed}"));
        let (mut asking, mut service) = (host.user("A"), host.user("limited"));
        asking.send("SUB inbox.* 1\r\n");
        service.send("SUB service 1\r\nPUB inbox.1 0\r\n\r\n");
        service.expect(format!("{VIOLATION} Publish to \"inbox.1\"'\r\n"));
        for reply in ["inbox.1", "inbox.2"] {
            asking.send(format!("PUB service {reply} 0\r\n\r\n"));
            service.expect(format!("MSG service 1 {reply} 0\r\n\r\n"));
            service.send(format!("PUB {reply}x 0\r\n\r\n"));
            service.expect(format!("{VIOLATION} Publish to \"{reply}x\"'\r\n"));
            for _ in 0..count {
                service.send(format!("PUB {reply} 2\r\nok\r\n"));
                asking.expect(format!("MSG {reply} 1 2\r\nok\r\n"));
            }
            service.send(format!("PUB {reply} 2\r\nno\r\n"));
            service.expect(format!("{VIOLATION} Publish to \"{reply}\"'\r\n"));
            asking.expect_nothing();
        }
        service.expect_nothing();
    }
}

#[test]
fn answers_expire() {
    let host = start("subscribe: service, allow_responses: {max: 100000, expires: 300ms}");
    let (mut asking, mut service) = (host.user("A"), host.user("limited"));
    service.send("SUB service 1\r\n");
    service.expect_nothing();
    asking.send("PUB service inbox 0\r\n\r\n");
    service.expect("MSG service 1 inbox 0\r\n\r\n");
    let mut answers = 0;
    loop {
        service.send("PUB inbox 0\r\n\r\nPING\r\n");
        if service.line() != "PONG" {
            break;
        }
        answers += 1;
    }
    assert!(answers < 100_000, "it was the time that ended it");
    service.expect("PONG\r\n");
}

/// An allowed wildcard over something denied: the denied messages are held back one by one, imported ones as well.
#[test]
fn denied_below_a_wildcard() {
    let host = start("subscribe: {allow: \">\", deny: [\"secret.>\", \"*.private\", \"news.secret\"]}");
    let (mut a, mut b, mut limited) = (host.user("A"), host.user("B"), host.user("limited"));
    limited.send("SUB > 1\r\nSUB secret.a 2\r\nSUB news.* 3\r\n");
    limited.expect(format!("{VIOLATION} Subscription to \"secret.a\"'\r\n"));
    limited.expect_nothing();
    for subject in ["secret.a", "a.private", "secret", "open.a"] {
        a.send(format!("PUB {subject} 0\r\n\r\n"));
    }
    a.expect_nothing();
    limited.expect("MSG secret 1 0\r\n\r\nMSG open.a 1 0\r\n\r\n");
    limited.expect_nothing();
    b.send("PUB news.secret 0\r\n\r\nPUB news.private 0\r\n\r\n");
    b.expect_nothing();
    limited.expect_nothing();
    b.send("PUB news.open 0\r\n\r\n");
    b.expect_nothing();
    let mut heard = [limited.line(), limited.line(), limited.line(), limited.line()];
    heard.sort();
    assert_eq!(heard, ["", "", "MSG news.open 1 0", "MSG news.open 3 0"]);
    limited.expect_nothing();
}

/// The permissions of a queue, and a member that may not have this very message: another one gets it.
#[test]
fn queues() {
    let host = start("subscribe: {deny: [\"jobs.secret\", \"jobs.x forbidden\"]}");
    let (mut a, mut limited) = (host.user("A"), host.user("limited"));
    limited.send("SUB jobs.x forbidden 1\r\nSUB jobs.* q 2\r\n");
    limited.expect(format!("{VIOLATION} Subscription to \"jobs.x\" using queue \"forbidden\"'\r\n"));
    limited.expect_nothing();
    a.send("SUB jobs.* q 1\r\n");
    a.expect_nothing();
    for _ in 0..20 {
        a.send("PUB jobs.secret 0\r\n\r\n");
        a.expect("MSG jobs.secret 1 0\r\n\r\n");
    }
    limited.expect_nothing();
}

/// Who doesn't want to hear itself is passed over in its queue group, and is nobody to a request of its own.
#[test]
fn queues_without_echo() {
    let host = Host::start("port: 4222");
    let mut silent = host.log_in("\"echo\":false,\"headers\":true,\"no_responders\":true");
    let mut other = host.client();
    silent.send("SUB jobs q 1\r\nSUB jobs 2\r\nSUB inbox 3\r\n");
    other.send("SUB jobs q 1\r\n");
    silent.expect_nothing();
    other.expect_nothing();
    for _ in 0..20 {
        silent.send("PUB jobs inbox 0\r\n\r\n");
        other.expect("MSG jobs 1 inbox 0\r\n\r\n");
    }
    silent.expect_nothing();
    other.send("UNSUB 1\r\n");
    other.expect_nothing();
    silent.send("PUB jobs inbox 0\r\n\r\n");
    let block = "NATS/1.0 503\r\nNats-Subject: jobs\r\n\r\n";
    silent.expect(format!("HMSG inbox 3 {0} {0}\r\n{block}\r\n", block.len()));
    other.send("PUB jobs 0\r\n\r\n");
    silent.read_until("jobs 1 0\r\n\r\n");
}
