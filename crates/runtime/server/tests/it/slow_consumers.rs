//! Receivers that don't keep up: closed for the right reason, counted once, and nobody else is worse off.

use std::{net::SocketAddr, thread};

use proto::CloseReason;
use testkit::RawClient;

use crate::{
    host::{Host, options, wait_until},
    wire::Wire,
};

const PAYLOAD: usize = 60_000;

/// Somebody who subscribes and never reads.
fn stuck(host: &Host, fields: &str) -> (RawClient, SocketAddr) {
    let mut client = host.log_in(fields);
    client.send("SUB bulk 1\r\n");
    client.expect_nothing();
    let peer = client.local_address();
    (client, peer)
}

/// A publisher and a receiver that keeps up.
struct Flow {
    publisher: Wire,
    receiver: Wire,
    sent: usize,
}

impl Flow {
    fn new(host: &Host, fields: &str) -> Flow {
        let mut receiver = Wire::connect(host.address(), fields);
        receiver.send("SUB bulk 1\r\n");
        assert_eq!(receiver.hear(), []);
        Flow { publisher: Wire::connect(host.address(), fields), receiver, sent: 0 }
    }

    /// Sends some messages and waits until they have arrived.
    #[track_caller]
    fn go_on(&mut self) {
        for _ in 0..4 {
            let payload = format!("{:0PAYLOAD$}", self.sent);
            self.publisher.send(format!("PUB bulk {PAYLOAD}\r\n{payload}\r\n"));
            self.sent += 1;
        }
        assert_eq!(self.publisher.hear(), []);
        let heard: Vec<usize> = self.receiver.hear().iter().map(|it| it.payload.parse().unwrap()).collect();
        assert_eq!(heard, (self.sent - 4..self.sent).collect::<Vec<_>>());
    }

    /// Goes on until that is so, or for `most` bytes.
    #[track_caller]
    fn go_on_until(&mut self, what: &str, most: usize, mut holds: impl FnMut() -> bool) {
        while !holds() {
            assert!(self.sent * PAYLOAD < most, "{} bytes sent, and still not: {what}", self.sent * PAYLOAD);
            self.go_on();
        }
    }
}

fn has_ended(host: &Host, peer: SocketAddr) -> bool {
    host.inspect().open_connections().iter().all(|view| view.peer() != peer)
}

#[test]
fn too_much_waits() {
    let host = Host::start(
        "max_pending: 2MB
        accounts {
            A { users [{user: A, password: A}], exports [{stream: bulk}] }
            B { users [{user: B, password: B}], imports [{stream: {account: A, subject: bulk}}] }
        }",
    );
    let (_a, peer_a) = stuck(&host, "\"user\":\"A\",\"pass\":\"A\"");
    let (_b, peer_b) = stuck(&host, "\"user\":\"B\",\"pass\":\"B\"");
    let mut flow = Flow::new(&host, "\"user\":\"A\",\"pass\":\"A\"");
    flow.go_on_until("closed", 64 << 20, || has_ended(&host, peer_a) && has_ended(&host, peer_b));
    assert_eq!(host.end_of(peer_a), CloseReason::SlowConsumerPendingBytes);
    assert_eq!(host.end_of(peer_b), CloseReason::SlowConsumerPendingBytes);
    flow.go_on();
    assert_eq!(host.inspect().counts().slow_consumers, 2);
    for account in ["A", "B"] {
        assert_eq!(host.inspect().account(account).unwrap().slow_consumers(), 1, "{account}");
    }
    drop(flow);
    host.expect_empty();
}

#[test]
fn a_write_takes_too_long() {
    let host = Host::start("write_deadline: 300ms");
    let (client, peer) = stuck(&host, "");
    let mut flow = Flow::new(&host, "");
    flow.go_on_until("its socket is full", 48 << 20, || host.view(client.local_address()).pending_bytes > 0);
    assert_eq!(host.end_of(peer), CloseReason::SlowConsumerWriteDeadline);
    flow.go_on();
    assert_eq!(host.inspect().counts().slow_consumers, 1);
    drop(flow);
    host.expect_empty();
}

/// With `write_timeout: retry` the receiver is counted and stays; when it reads again, nothing is missing.
#[test]
fn a_write_may_take_longer() {
    let mut config = options("write_deadline: 100ms");
    config.write_timeout = options::WriteTimeoutPolicy::Retry;
    let host = Host::start_with(config);
    let mut late = Wire::connect(host.address(), "");
    late.send("SUB bulk 1\r\n");
    assert_eq!(late.hear(), []);
    let mut flow = Flow::new(&host, "");
    let pending = || host.inspect().open_connections().iter().map(|view| view.pending_bytes).max();
    flow.go_on_until("much waits", 48 << 20, || pending() > Some(2 << 20));
    wait_until("it was counted twice", || host.inspect().counts().slow_consumers >= 2);
    let heard: Vec<usize> = late.hear().iter().map(|it| it.payload.parse().unwrap()).collect();
    assert_eq!(heard, (0..flow.sent).collect::<Vec<_>>());
    flow.go_on();
}

/// Many publishers find out at the same time that one receiver is too slow: it counts once.
#[test]
fn counted_once() {
    let host = Host::start("max_pending: 1MB\nno_fast_producer_stall: true");
    for round in 1..=5 {
        let (_client, peer) = stuck(&host, "");
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let mut publisher = Wire::connect(host.address(), "");
                    let message = format!("PUB bulk {PAYLOAD}\r\n{}\r\n", "x".repeat(PAYLOAD));
                    while !has_ended(&host, peer) {
                        publisher.send(message.repeat(4));
                        assert_eq!(publisher.hear(), []);
                    }
                });
            }
        });
        assert_eq!(host.end_of(peer), CloseReason::SlowConsumerPendingBytes);
        assert_eq!(host.inspect().counts().slow_consumers, round);
    }
}
