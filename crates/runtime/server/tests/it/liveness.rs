//! PING and PONG by the server: who answers stays, who doesn't goes.

use std::time::{Duration, Instant};

use proto::CloseReason;

use crate::host::Host;

const STALE: &str = "-ERR 'Stale Connection'\r\n";

#[test]
fn who_does_not_answer_goes() {
    let host = Host::start("ping_interval: 50ms\nping_max: 2");
    let mut client = host.connect();
    let peer = client.local_address();
    client.info();
    client.send("CONNECT {\"verbose\":false}\r\nSUB x 1\r\n");
    client.expect(format!("PING\r\nPING\r\n{STALE}"));
    client.expect_closed();
    assert_eq!(host.end_of(peer), CloseReason::StaleConnection);
    assert_eq!(host.inspect().counts().stale_connections, 1);
    host.expect_empty();
}

#[test]
fn who_answers_stays() {
    let host = Host::start("ping_interval: 50ms\nping_max: 1");
    let mut client = host.connect();
    client.info();
    client.send("CONNECT {\"verbose\":false}\r\n");
    for _ in 0..5 {
        client.expect("PING\r\n");
        client.send("PONG\r\n");
    }
    assert!(host.view(client.local_address()).rtt > Duration::ZERO);
    // Anything that comes in shows that it is alive, but not for ever.
    client.expect(format!("PING\r\n{STALE}"));
    client.expect_closed();
}

/// A client that talks is not asked whether it is there.
#[test]
fn who_talks_is_not_asked() {
    let host = Host::start("ping_interval: 400ms\nping_max: 1");
    let mut client = host.connect();
    client.info();
    client.send("CONNECT {\"verbose\":false}\r\n");
    client.expect("PING\r\n");
    client.send("PONG\r\n");
    let until = Instant::now() + Duration::from_secs(2);
    while Instant::now() < until {
        client.send("PING\r\n");
        client.expect("PONG\r\n");
    }
    client.expect(format!("PING\r\n{STALE}"));
}

#[test]
fn the_server_asks_without_a_connect_as_well() {
    let host = Host::start("ping_interval: 50ms\nping_max: 1");
    let mut client = host.connect();
    let peer = client.local_address();
    client.info();
    client.expect(format!("PING\r\n{STALE}"));
    client.expect_closed();
    assert_eq!(host.end_of(peer), CloseReason::StaleConnection);
}

#[test]
fn login_takes_no_longer_than_allowed() {
    let host = Host::start("authorization { user: u, password: u, timeout: 0.3 }");
    let mut silent = host.connect();
    let mut talking = host.connect();
    let peer = silent.local_address();
    silent.info();
    talking.info();
    talking.send("CONNECT {\"user\":\"u\"");
    for client in [&mut silent, &mut talking] {
        client.expect("-ERR 'Authentication Timeout'\r\n");
        client.expect_closed();
    }
    assert_eq!(host.end_of(peer), CloseReason::AuthenticationTimeout);
    let mut known = host.user("u");
    let until = Instant::now() + Duration::from_millis(500);
    while Instant::now() < until {
        known.expect_nothing();
    }
}
