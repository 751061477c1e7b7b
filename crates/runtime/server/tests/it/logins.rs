//! Who a client is: by CONNECT, by a second CONNECT, or by default.

use std::thread;

use proto::CloseReason;
use testkit::RawClient;

use crate::host::{Host, credentials, quiet};

const VIOLATION: &str = "-ERR 'Authorization Violation'\r\n";
const ACCOUNTS: &str = "accounts {
    A { users [{user: A, password: A}] }
    B { users [{user: B, password: B}], limits { max_connections: 1 } }
}";

fn clients_of(host: &Host, account: &str) -> u64 {
    host.inspect().account(account).unwrap().connections()
}

fn connect_as(client: &mut RawClient, user: &str) {
    client.send(format!("CONNECT {}\r\n", quiet(&credentials(user))));
}

#[test]
fn a_second_connect_changes_the_account() {
    let host = Host::start(ACCOUNTS);
    let (mut a, mut mover) = (host.user("A"), host.user("A"));
    mover.send("SUB > 1\r\nSUB x q 2\r\n");
    mover.expect_nothing();
    assert_eq!(clients_of(&host, "A"), 2);
    connect_as(&mut mover, "B");
    mover.expect_nothing();
    assert_eq!((clients_of(&host, "A"), clients_of(&host, "B")), (1, 1));
    assert!(host.table_sizes().iter().all(|(_, count)| *count == 0), "{:?}", host.table_sizes());
    mover.send("SUB x 1\r\n");
    mover.expect_nothing();
    a.send("PUB x 0\r\n\r\n");
    a.expect_nothing();
    mover.send("PUB x 1\r\nb\r\n");
    mover.expect("MSG x 1 1\r\nb\r\n");
    // What is left out of the next CONNECT keeps its value: the password, too, which is the wrong one now.
    let peer = mover.local_address();
    mover.send("CONNECT {\"user\":\"A\"}\r\n");
    mover.expect(VIOLATION);
    mover.expect_closed();
    assert_eq!(host.end_of(peer), CloseReason::AuthenticationFailure);
    assert_eq!(clients_of(&host, "B"), 0);
    drop(a);
    host.expect_empty();
}

#[test]
fn a_full_account() {
    let host = Host::start(ACCOUNTS);
    let (mut b, mut mover) = (host.user("B"), host.user("A"));
    mover.send("SUB > 1\r\n");
    connect_as(&mut mover, "B");
    let peer = mover.local_address();
    mover.expect("-ERR 'maximum account active connections exceeded'\r\n");
    mover.expect_closed();
    assert_eq!(host.end_of(peer), CloseReason::MaximumAccountConnectionsExceeded);
    assert_eq!((clients_of(&host, "A"), clients_of(&host, "B")), (0, 1));
    connect_as(&mut b, "B");
    b.expect_nothing();
    drop(b);
    host.expect_empty();
    let mut next = host.user("B");
    next.expect_nothing();
}

/// Every way of saying nothing makes a client the default user; saying something wrong doesn't.
#[test]
fn by_default() {
    let host = Host::start(&format!("no_auth_user: A\n{ACCOUNTS}"));
    let mut listener = host.user("A");
    listener.send("SUB > 1\r\n");
    listener.expect_nothing();
    for (first, answer) in [
        ("PING\r\n", "PONG\r\n"),
        ("PUB x 0\r\n\r\n", "+OK\r\n"),
        ("SUB x 1\r\n", "+OK\r\n"),
        ("CONNECT {}\r\n", "+OK\r\n"),
    ] {
        let mut client = host.connect();
        client.info();
        client.send(first);
        client.expect(answer);
        client.send("PUB y 1\r\ny\r\n");
        client.expect("+OK\r\n");
        listener.read_until("MSG y 1 1\r\ny\r\n");
    }
    for wrong in ["{\"user\":\"A\"}", "{\"user\":\"A\",\"pass\":\"B\"}", "{\"auth_token\":\"A\"}"] {
        let mut client = host.connect();
        client.info();
        client.send(format!("CONNECT {wrong}\r\nPUB y 1\r\nn\r\n"));
        client.expect(VIOLATION);
        client.expect_closed();
    }
    listener.expect_nothing();
    let mut b = host.user("B");
    b.send("PUB y 0\r\n\r\n");
    b.expect_nothing();
    listener.expect_nothing();
}

/// What comes before the CONNECT of somebody who must log in.
#[test]
fn strangers() {
    let host = Host::start(ACCOUNTS);
    for first in ["PING\r\n", "PUB x 0\r\n\r\n", "SUB > 1\r\n", "\r\n", "GET / HTTP/1.1\r\n"] {
        let mut client = host.connect();
        let peer = client.local_address();
        client.info();
        client.send(first);
        client.expect(VIOLATION);
        client.expect_closed();
        assert_eq!(host.end_of(peer), CloseReason::AuthenticationFailure, "{first}");
    }
    host.expect_empty();
}

/// A password that takes long to check: what comes behind the CONNECT waits for it and is carried out in order, and
/// nobody else waits.
#[test]
fn slow_passwords() {
    let hash = bcrypt::hash("s3cret", 8).unwrap();
    let host = Host::start(&format!("authorization {{ users [{{user: u, password: \"{hash}\"}}] }}"));
    let login =
        |password: &str| format!("CONNECT {}\r\n", quiet(&format!("\"user\":\"u\",\"pass\":\"{password}\"")));
    let mut known = host.connect();
    known.info();
    known.send(login("s3cret") + "SUB x 1\r\nPUB x 5\r\nfirst\r\nUNSUB 1\r\nPUB x 0\r\n\r\nPING\r\n");
    known.expect("MSG x 1 5\r\nfirst\r\nPONG\r\n");
    thread::scope(|scope| {
        let guess = |number: usize| {
            let mut client = host.connect();
            client.info();
            client.send(login(&format!("guess {number}")) + "SUB > 1\r\nPUB known 0\r\n\r\n");
            client.expect(VIOLATION);
            client.expect_closed();
        };
        for thread in 0..4 {
            scope.spawn(move || (0..5).for_each(|number| guess(5 * thread + number)));
        }
        known.send("SUB known 2\r\n");
        (0..100).for_each(|_| known.expect_nothing());
    });
    known.expect_nothing();
    // Gone before it is known who it is.
    let mut hasty = host.connect();
    let peer = hasty.local_address();
    hasty.info();
    hasty.send(login("s3cret") + "SUB > 1\r\n");
    drop(hasty);
    host.end_of(peer);
    drop(known);
    host.expect_empty();
}
