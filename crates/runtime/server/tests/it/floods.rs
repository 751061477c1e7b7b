//! Too many of everything: connections, subscriptions, clients that never say who they are.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    thread,
    time::Duration,
};

use proto::CloseReason;
use testkit::DEADLINE;

use crate::{
    host::{Host, wait_until},
    process::{affordable_connections, alone, resident_memory},
    wire::Wire,
};

/// Everything that comes until the server closes.
#[track_caller]
fn read_to_end(mut stream: TcpStream) -> String {
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    let mut text = Vec::new();
    stream.read_to_end(&mut text).unwrap();
    String::from_utf8(text).unwrap()
}

#[test]
fn connections_beyond_the_limit() {
    alone("floods::connections_beyond_the_limit", || {
        let host = Host::start("max_connections: 50");
        let connections = affordable_connections(1_000);
        let mut inside: Vec<Wire> = (0..50).map(|_| Wire::connect(host.address(), "")).collect();
        inside.iter_mut().for_each(|wire| assert_eq!(wire.hear(), []));
        let flood: Vec<TcpStream> =
            (0..connections).map(|_| TcpStream::connect(host.address()).unwrap()).collect();
        for stream in flood {
            let said = read_to_end(stream);
            assert!(said.starts_with("INFO {"), "{said}");
            assert!(said.ends_with("} \r\n-ERR 'maximum connections exceeded'\r\n"), "{said}");
        }
        inside.iter_mut().for_each(|wire| assert_eq!(wire.hear(), []));
        assert_eq!(host.inspect().counts().connections, 50);
        inside.truncate(49);
        wait_until("one has gone", || host.inspect().counts().connections == 49);
        assert_eq!(Wire::connect(host.address(), "").hear(), [], "there is room again");
        drop(inside);
        host.expect_empty();
    });
}

/// Whoever stops in the middle of logging in is cut off, byte by byte or not; who has logged in stays.
#[test]
fn strangers_that_stay() {
    let host = Host::start("authorization { user: u, password: u, timeout: 0.5 }");
    let mut known = host.user("u");
    let beginnings = ["", "C", "CONNECT", "CONNECT {\"user\":\"u\",\"pass\":\""];
    let strangers: Vec<TcpStream> = (0..100)
        .map(|number| {
            let mut stream = TcpStream::connect(host.address()).unwrap();
            stream.write_all(beginnings[number % beginnings.len()].as_bytes()).unwrap();
            stream
        })
        .collect();
    let mut dripping = TcpStream::connect(host.address()).unwrap();
    let peer = dripping.local_addr().unwrap();
    dripping.set_nodelay(true).unwrap();
    dripping.write_all(b"CONNECT ").unwrap();
    wait_until("a dripping stranger is cut off", || {
        thread::sleep(Duration::from_millis(2));
        dripping.write_all(b" ").is_err()
    });
    assert_eq!(host.end_of(peer), CloseReason::AuthenticationTimeout);
    for stream in strangers {
        let peer = stream.local_addr().unwrap();
        let said = read_to_end(stream);
        assert!(said.ends_with("-ERR 'Authentication Timeout'\r\n"), "{said}");
        assert_eq!(host.end_of(peer), CloseReason::AuthenticationTimeout);
    }
    known.expect_nothing();
}

/// A million attempts: the limit holds, each attempt is answered, nothing is kept of those that failed.
#[test]
fn a_million_subscriptions() {
    const ATTEMPTS: usize = 1_000_000;
    const LIMIT: usize = 1_000;
    alone("floods::a_million_subscriptions", || {
        let host = Host::start(&format!("max_subscriptions: {LIMIT}"));
        let mut bystander = host.client();
        let mut stream = TcpStream::connect(host.address()).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
        let before = resident_memory();
        let subscribing = thread::spawn(move || {
            stream.write_all(b"CONNECT {\"verbose\":false}\r\n").unwrap();
            for block in 0..ATTEMPTS / 1_000 {
                let line = |number| format!("SUB flood.{block}.{number} {}\r\n", block * 1_000 + number);
                stream.write_all((0..1_000).map(line).collect::<String>().as_bytes()).unwrap();
            }
            stream.write_all(b"PING\r\n").unwrap();
            stream
        });
        let said = lines.take_while(|line| line != "PONG");
        let refusals = said.filter(|line| !line.starts_with("INFO") && line != "PING");
        let count =
            refusals.inspect(|line| assert_eq!(line, "-ERR 'maximum subscriptions exceeded'")).count();
        assert_eq!(count, ATTEMPTS - LIMIT);
        let stream = subscribing.join().unwrap();
        assert_eq!(host.table_sizes().iter().map(|(_, count)| count).sum::<u64>(), LIMIT as u64);
        let grown = resident_memory().saturating_sub(before);
        assert!(grown < 64 << 20, "{grown} bytes for {LIMIT} subscriptions");
        bystander.expect_nothing();
        drop((stream, bystander));
        host.expect_empty();
    });
}
