//! SUB and UNSUB with everything that limits them.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use crate::{
    host::{Host, RaiseAtEnd},
    wire::Wire,
};

const REFUSED: &str = "-ERR 'maximum subscriptions exceeded'\r\n";

#[test]
fn unsubscribe_after_some_messages() {
    let host = Host::start("port: 4222");
    let mut client = host.client();
    client.send("SUB a 1\r\nUNSUB 1 2\r\n");
    client.send("PUB a 1\r\n1\r\n".repeat(4));
    client.expect("MSG a 1 1\r\n1\r\nMSG a 1 1\r\n1\r\n");
    client.expect_nothing();
    assert_eq!(host.table_sizes()[0].1, 0);
    // The limit counts from the start; one that was reached before ends it now, and another one replaces the first.
    client.send("SUB a 1\r\nPUB a 1\r\n1\r\nPUB a 1\r\n2\r\nUNSUB 1 2\r\nPUB a 1\r\n3\r\n");
    client.expect("MSG a 1 1\r\n1\r\nMSG a 1 1\r\n2\r\n");
    client.expect_nothing();
    client.send("SUB a 1\r\nUNSUB 1 1\r\nUNSUB 1 3\r\n");
    client.send("PUB a 1\r\n1\r\n".repeat(4));
    client.expect("MSG a 1 1\r\n1\r\n".repeat(3));
    client.expect_nothing();
    // A limit that comes after the end brings nothing back.
    client.send("UNSUB 1 9\r\nPUB a 1\r\n1\r\n");
    client.expect_nothing();
    drop(client);
    host.expect_empty();
}

#[test]
fn a_sid_is_free_again_after_the_last_message() {
    let host = Host::start("port: 4222");
    let mut client = host.client();
    for _ in 0..3 {
        client.send("SUB a 1\r\nSUB ignored 1\r\nUNSUB 1 1\r\nPUB a 1\r\nx\r\nPUB ignored 1\r\ny\r\n");
        client.expect("MSG a 1 1\r\nx\r\n");
        client.send("SUB b 1\r\nPUB a 1\r\nx\r\nPUB b 1\r\ny\r\nUNSUB 1\r\nPUB b 1\r\nz\r\n");
        client.expect("MSG b 1 1\r\ny\r\n");
        client.expect_nothing();
    }
    drop(client);
    host.expect_empty();
}

/// A client that makes a subscription for each request is not remembered for all of them.
#[test]
fn what_was_served_is_forgotten() {
    let host = Host::start("max_subscriptions: 10");
    let mut client = host.client();
    client.send("SUB stays 0\r\n");
    for number in 1..=1_000 {
        client
            .send(format!("SUB inbox.{number} {number}\r\nUNSUB {number} 1\r\nPUB inbox.{number} 0\r\n\r\n"));
        client.expect(format!("MSG inbox.{number} {number} 0\r\n\r\n"));
    }
    client.expect_nothing();
    assert_eq!(host.view(client.local_address()).subscriptions, 1);
    assert_eq!(host.table_sizes()[0].1, 1);
    let peer = client.local_address();
    drop(client);
    host.end_of(peer);
    assert_eq!(host.inspect().closed_connections()[0].subscriptions, 1);
    host.expect_empty();
}

/// The limit of a connection: refusals keep it open, and what ends makes room, one way or another.
#[test]
fn at_the_limit() {
    let host = Host::start("max_subscriptions: 3");
    let mut client = host.client();
    client.send("SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nSUB d 4\r\nSUB a 1\r\n");
    client.expect(REFUSED.repeat(2));
    client.send("UNSUB 3\r\nSUB d 4\r\nSUB e 5\r\n");
    client.expect(REFUSED);
    client.send("UNSUB 1 1\r\nSUB e 5\r\n");
    client.expect(REFUSED);
    client.send("PUB a 0\r\n\r\nSUB e 5\r\nPUB e 0\r\n\r\nPUB d 0\r\n\r\n");
    client.expect("MSG a 1 0\r\n\r\nMSG e 5 0\r\n\r\nMSG d 4 0\r\n\r\n");
    client.expect_nothing();
    let mut other = host.client();
    other.send("SUB a 1\r\n");
    other.expect_nothing();
    client.send("CONNECT {}\r\nSUB a 1\r\nSUB b 2\r\nSUB c 3\r\n");
    client.expect_nothing();
    drop((client, other));
    host.expect_empty();
}

#[test]
fn an_account_may_allow_less() {
    let host = Host::start(
        "max_subscriptions: 3
        accounts {
            A { users [{user: A, password: A}], limits { max_subscriptions: 2 } }
            B { users [{user: B, password: B}] }
        }",
    );
    let (mut a, mut b) = (host.user("A"), host.user("B"));
    a.send("SUB a 1\r\nSUB b 2\r\nSUB c 3\r\n");
    a.expect(REFUSED);
    a.expect_nothing();
    b.send("SUB a 1\r\nSUB b 2\r\nSUB c 3\r\nSUB d 4\r\n");
    b.expect(REFUSED);
    b.expect_nothing();
    drop((a, b));
    host.expect_empty();
}

#[test]
fn depth_of_subjects() {
    let host = Host::start("max_subscription_tokens: 3");
    let mut client = host.client();
    client.send("SUB a.b.c 1\r\nSUB a.b.c.d 2\r\nSUB a.b.c.> 3\r\nSUB a..b 4\r\n");
    for subject in ["a.b.c.d", "a.b.c.>"] {
        client.expect(format!(
            "-ERR 'Permissions Violation for Subscription to \"{subject}\", too many tokens'\r\n"
        ));
    }
    client.expect("-ERR 'Invalid Subject'\r\n");
    client.expect_nothing();
}

/// Nothing is delivered to what a client has given up, even while others publish to it as fast as they can.
#[test]
fn nothing_comes_after_unsubscribe() {
    let host = Host::start("port: 4222");
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let _stop = RaiseAtEnd(&done);
        scope.spawn(|| publish_until(&host, &done));
        let mut client = Wire::connect(host.address(), "");
        for round in 0..200 {
            client.send("SUB busy 1\r\n");
            assert!(client.next().is_some(), "somebody publishes all the time");
            client.send("UNSUB 1\r\n");
            client.hear();
            assert_eq!(client.hear(), [], "round {round}: UNSUB was carried out before");
        }
    });
}

/// Publishes to itself, which it does not want to hear, and then to others: that takes long enough for them to change
/// their mind meanwhile.
fn publish_until(host: &Host, done: &AtomicBool) {
    let mut publisher = Wire::connect(host.address(), "\"echo\":false");
    publisher.send((0..2_000).map(|sid| format!("SUB busy {sid}\r\n")).collect::<String>());
    while !done.load(Ordering::Relaxed) {
        publisher.send("PUB busy 1\r\nx\r\n".repeat(5));
        assert_eq!(publisher.hear(), []);
    }
}
