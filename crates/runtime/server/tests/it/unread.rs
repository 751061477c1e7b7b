//! Clients that ask and never listen: what they would be told must not pile up in the server's memory.

use std::{io::Write, net::TcpStream, time::Duration};

use proto::CloseReason;

use crate::{
    host::Host,
    process::{alone, resident_memory},
};

const MAX_PENDING: u64 = 1 << 20;
/// More than the sockets' own buffers and what may wait behind them.
const FLOOD: usize = 64 << 20;

/// Sends `ask` over and over without reading, until the server has had enough. The server may answer what it likes.
#[track_caller]
fn check(config: &str, user: &str, ask: &str) {
    let host = Host::start(&format!("max_pending: {MAX_PENDING}\n{config}"));
    let mut bystander = host.user("quiet");
    let mut stream = TcpStream::connect(host.address()).unwrap();
    stream.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
    let peer = stream.local_addr().unwrap();
    stream.write_all(format!("CONNECT {user}\r\n").as_bytes()).unwrap();
    let block = ask.repeat((64 << 10) / ask.len());
    let before = resident_memory();
    let mut most = 0;
    let closed = (0..FLOOD / block.len()).any(|_| {
        most = most.max(resident_memory());
        stream.write_all(block.as_bytes()).is_err()
    });
    assert!(closed, "the server listens to {FLOOD} bytes of {ask:?} without being heard");
    assert_eq!(host.end_of(peer), CloseReason::SlowConsumerPendingBytes, "{ask:?}");
    assert_eq!(host.inspect().counts().slow_consumers, 1, "{ask:?}");
    let grown = most.saturating_sub(before);
    assert!(grown < 48 << 20, "{ask:?} takes {grown} bytes");
    bystander.expect_nothing();
}

const USERS: &str = "accounts { A { users [
    {user: quiet, password: quiet}
    {user: loud, password: loud, permissions {publish {deny: [forbidden]}}}
] } }";
const LOUD: &str = "{\"user\":\"loud\",\"pass\":\"loud\"}";

#[test]
fn violations() {
    alone("unread::violations", || check(USERS, LOUD, "PUB forbidden 0\r\n\r\n"));
}

#[test]
fn pings() {
    alone("unread::pings", || check(USERS, LOUD, "PING\r\n"));
}

#[test]
fn nobody_there() {
    let user = LOUD.replace('}', ",\"verbose\":false,\"headers\":true,\"no_responders\":true}");
    let ask = "SUB inbox 1\r\nPUB nobody inbox 0\r\n\r\n";
    alone("unread::nobody_there", || check(USERS, &user, ask));
}

#[test]
fn itself() {
    let ask = format!("SUB own 1\r\nPUB own 1000\r\n{}\r\n", "x".repeat(1000));
    alone("unread::itself", || check(USERS, LOUD, &ask));
}
