//! Requests between accounts: how many answers come back, who may give them, and what the exporter learns.

use testkit::RawClient;

use crate::{host::Host, wire::Wire};

/// An exporter, an importer, and an account that has nothing to do with them.
fn start(export: &str) -> Host {
    Host::start(&format!(
        "accounts {{
            A {{ users [{{user: A, password: A}}], exports [{{service: s, accounts: [B], {export}}}] }}
            B {{ users [{{user: B, password: B}}], imports [{{service: {{account: A, subject: s}}, to: ask}}] }}
            C {{ users [{{user: C, password: C}}] }}
        }}"
    ))
}

/// A service that listens, and a requester that listens to its inbox.
fn meet(host: &Host) -> (RawClient, RawClient) {
    let (mut service, mut requester) = (host.user("A"), host.user("B"));
    service.send("SUB s 1\r\nSUB reports 2\r\n");
    requester.send("SUB inbox 1\r\n");
    service.expect_nothing();
    requester.expect_nothing();
    (service, requester)
}

/// Lets the requester ask, and gives back where the service has to answer.
#[track_caller]
fn ask(service: &mut RawClient, requester: &mut RawClient) -> String {
    requester.send("PUB ask inbox 2\r\nhi\r\n");
    requester.expect_nothing();
    let line = service.line();
    let words: Vec<&str> = line.split(' ').collect();
    let ["MSG", "s", "1", reply, "2"] = words[..] else { panic!("{line}") };
    service.expect("hi\r\n");
    assert!(reply.starts_with("_R_."), "{line}");
    reply.to_owned()
}

/// What comes back of four answers, the last of which is empty and one more after it.
#[track_caller]
fn check_answers(export: &str, arriving: &[&str]) {
    let host = start(export);
    let (mut service, mut requester) = meet(&host);
    let reply = ask(&mut service, &mut requester);
    for answer in ["one", "two", "", "late"] {
        service.send(format!("PUB {reply} {}\r\n{answer}\r\n", answer.len()));
    }
    service.expect_nothing();
    for answer in arriving {
        requester.expect(format!("MSG inbox 1 {}\r\n{answer}\r\n", answer.len()));
    }
    requester.expect_nothing();
}

#[test]
fn how_many_answers_come_back() {
    check_answers("response_type: singleton", &["one"]);
    check_answers("response_type: stream", &["one", "two", ""]);
    check_answers("response_type: chunked", &["one", "two", ""]);
}

/// The subject of an answer is worth nothing in another account, nor to whoever asked.
#[test]
fn answers_come_from_the_exporter_only() {
    let host = start("response_type: stream");
    let (mut service, mut requester) = meet(&host);
    let reply = ask(&mut service, &mut requester);
    let mut other = host.user("C");
    for forger in [&mut other, &mut requester] {
        forger.send(format!("PUB {reply} 6\r\nforged\r\n"));
        forger.expect_nothing();
    }
    service.send(format!("PUB {reply} 4\r\ntrue\r\n"));
    service.expect_nothing();
    requester.expect("MSG inbox 1 4\r\ntrue\r\n");
    requester.expect_nothing();
}

/// An answer to somebody who has gone, and whose connection's number nobody has again, reaches nobody.
#[test]
fn answers_to_those_who_left() {
    let host = start("response_type: stream");
    let (mut service, mut requester) = meet(&host);
    let reply = ask(&mut service, &mut requester);
    let peer = requester.local_address();
    drop(requester);
    host.end_of(peer);
    let mut next = host.user("B");
    next.send("SUB inbox 1\r\n");
    next.expect_nothing();
    service.send(format!("PUB {reply} 4\r\nlate\r\n"));
    service.expect_nothing();
    next.expect_nothing();
}

const MEASURED: &str = "latency: {sampling: 100%, subject: reports}";

/// The next report that the exporter gets.
#[track_caller]
fn report(service: &mut RawClient) -> String {
    let line = service.line();
    assert!(line.starts_with("MSG reports 2 "), "{line}");
    let report = service.line();
    assert!(report.contains("\"type\":\"io.nats.server.metric.v1.service_latency\""), "{report}");
    report
}

#[test]
fn the_exporter_learns_how_long_it_took() {
    let host = start(MEASURED);
    let (mut service, mut requester) = meet(&host);
    let reply = ask(&mut service, &mut requester);
    service.send(format!("PUB {reply} 2\r\nok\r\n"));
    requester.expect("MSG inbox 1 2\r\nok\r\n");
    let answered = report(&mut service);
    assert!(answered.contains("\"status\":200"), "{answered}");
    assert!(answered.contains("\"requestor\":") && answered.contains("\"responder\":"), "{answered}");
    // Nobody else hears of it, the importer included.
    let mut curious = host.user("B");
    curious.send("SUB > 1\r\n");
    curious.expect_nothing();
    let reply = ask(&mut service, &mut requester);
    service.send(format!("PUB {reply} 2\r\nok\r\n"));
    report(&mut service);
    curious.expect("MSG ask 1 inbox 2\r\nhi\r\nMSG inbox 1 2\r\nok\r\n");
    curious.expect_nothing();
}

#[test]
fn the_exporter_learns_that_nobody_waits() {
    let host = start(MEASURED);
    let (mut service, mut requester) = meet(&host);
    ask(&mut service, &mut requester);
    drop(requester);
    let lost = report(&mut service);
    assert!(lost.contains("\"status\":408"), "{lost}");
}

#[test]
fn the_exporter_learns_that_nobody_was_there() {
    let host = start(MEASURED);
    let (mut service, mut requester) = meet(&host);
    service.send("UNSUB 1\r\n");
    service.expect_nothing();
    requester.send("PUB ask inbox 0\r\n\r\n");
    requester.expect_nothing();
    let nobody = report(&mut service);
    assert!(nobody.contains("\"status\":503"), "{nobody}");
}

/// After the threshold a request is given up: it is reported, and its answer goes nowhere.
#[test]
fn answers_that_come_too_late() {
    let host = start(&format!("response_threshold: 300ms, {MEASURED}"));
    let (mut service, mut requester) = meet(&host);
    let reply = ask(&mut service, &mut requester);
    let late = report(&mut service);
    assert!(late.contains("\"status\":504"), "{late}");
    service.send(format!("PUB {reply} 4\r\nlate\r\n"));
    service.expect_nothing();
    requester.expect_nothing();
}

/// Nobody listens on the other side: the requester is told as if it were its own account.
#[test]
fn no_responders() {
    let host = start("response_type: singleton");
    let fields = format!("{},\"headers\":true,\"no_responders\":true", crate::host::credentials("B"));
    let mut requester = Wire::connect(host.address(), &fields);
    requester.send("SUB inbox 1\r\nPUB ask inbox 0\r\n\r\n");
    let heard = requester.hear();
    assert_eq!(heard.len(), 1);
    assert_eq!((heard[0].subject.as_str(), heard[0].payload.as_str()), ("inbox", ""));
}
