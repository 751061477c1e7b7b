//! Thousands of sockets that send a byte now and then: a normal client does not notice, and memory stays within bounds.

use std::{
    io::Write,
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use proto::CloseReason;
use testkit::RawClient;

use crate::{
    host::{Host, wait_until},
    process::{affordable_connections, alone, resident_memory},
};

const SOCKETS: usize = 5_000;
const ROUNDS: usize = 20;
/// What one dripping connection may cost in a build without optimisation, the test's own end included.
const PER_SOCKET: u64 = 16 * 1024;

/// What is dripped: never finished within the test.
const WORDS: [&str; 4] = [
    "CONNECT {\"name\":\"a very long name that takes its time\"}",
    "PUB drip 100\r\nxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
    "SUB drip.with.a.long.subject.that.goes.on.and.on.and.on 12345",
    "PING and a lot of bytes that mean nothing, up to the end of the line",
];

#[test]
fn thousands_of_sockets() {
    alone("drips::thousands_of_sockets", || {
        let host = Host::start("ping_interval: \"5m\"\nmax_connections: 10000");
        let (mut asking, mut answering) = (host.client(), host.client());
        asking.send("SUB inbox 1\r\n");
        answering.send("SUB service 1\r\n");
        answering.expect_nothing();
        let before = resident_memory();
        let sockets = affordable_connections(SOCKETS);
        let mut streams: Vec<TcpStream> = (0..sockets)
            .map(|_| {
                let stream = TcpStream::connect(host.address()).unwrap();
                stream.set_nodelay(true).unwrap();
                stream
            })
            .collect();
        for round in 0..ROUNDS {
            for (number, stream) in streams.iter_mut().enumerate() {
                let word = WORDS[number % WORDS.len()].as_bytes();
                stream.write_all(&word[round..=round]).unwrap();
                if number % 500 == 0 {
                    request(&mut asking, &mut answering);
                }
            }
        }
        let grown = resident_memory().saturating_sub(before);
        assert!(grown < PER_SOCKET * sockets as u64, "{grown} bytes for {sockets} sockets");
        assert_eq!(host.inspect().counts().connections, sockets as u64 + 2);
        drop(streams);
        request(&mut asking, &mut answering);
        drop((asking, answering));
        host.expect_empty();
    });
}

/// A request and its answer: both fail when they take longer than the deadline of every read.
fn request(asking: &mut RawClient, answering: &mut RawClient) {
    asking.send("PUB service inbox 2\r\nhi\r\n");
    answering.expect("MSG service 1 inbox 2\r\nhi\r\n");
    answering.send("PUB inbox 5\r\nhello\r\n");
    asking.expect("MSG inbox 1 5\r\nhello\r\n");
}

/// An endless line that is cut off at the limit, whatever the pieces are.
#[test]
fn a_control_line_byte_by_byte() {
    let host = Host::start("max_control_line: 1024");
    for beginning in ["SUB ", "PUB ", "CONNECT {\"name\":\"", "INFO ", "-ERR "] {
        let mut stream = TcpStream::connect(host.address()).unwrap();
        stream.set_nodelay(true).unwrap();
        let peer = stream.local_addr().unwrap();
        stream.write_all(beginning.as_bytes()).unwrap();
        let sent = (0..100_000).take_while(|_| stream.write_all(b"x").is_ok()).count();
        assert!(sent >= 1024 - beginning.len(), "{beginning}: cut off after {sent} bytes");
        assert_eq!(host.end_of(peer), CloseReason::MaximumControlLineExceeded, "{beginning}");
    }
}

/// What has no meaning needs no memory, however long it goes on.
#[test]
fn endless_nothing() {
    alone("drips::endless_nothing", || {
        let host = Host::start("ping_interval: \"5m\"");
        for beginning in ["PING", "PONG", "+OK", "PUB ", "CONNECT ", "HPUB \t"] {
            let mut stream = TcpStream::connect(host.address()).unwrap();
            let peer = stream.local_addr().unwrap();
            stream.write_all(beginning.as_bytes()).unwrap();
            let block = [b' '; 1 << 16];
            let before = resident_memory();
            for _ in 0..512 {
                stream.write_all(&block).unwrap();
            }
            let grown = resident_memory().saturating_sub(before);
            assert!(grown < 8 << 20, "{beginning}: {grown} bytes for 32 MiB of nothing");
            let open = host.inspect().open_connections();
            assert!(open.iter().any(|view| view.peer() == peer), "{beginning} is no reason to close");
        }
    });
}

/// A payload that arrives a little at a time is delivered when it is whole, and only then.
#[test]
fn a_payload_in_many_pieces() {
    let host = Host::start("port: 4222");
    let mut listener = host.client();
    listener.send("SUB slow 1\r\n");
    listener.expect_nothing();
    let mut sender = host.client();
    let payload = "0123456789".repeat(500);
    let text = format!("PUB slow 5000\r\n{payload}\r\n");
    let (last, first) = (&text[text.len() - 1..], &text[..text.len() - 1]);
    first.as_bytes().chunks(7).for_each(|piece| sender.send(piece));
    listener.expect_nothing();
    sender.send(last);
    listener.expect(format!("MSG slow 1 5000\r\n{payload}\r\n"));
}

/// Connections that come and go as fast as they can, next to one that stays.
#[test]
fn connections_in_passing() {
    alone("drips::connections_in_passing", || {
        let host = Host::start("ping_interval: \"5m\"");
        let (mut asking, mut answering) = (host.client(), host.client());
        asking.send("SUB inbox 1\r\n");
        answering.send("SUB service 1\r\n");
        answering.expect_nothing();
        let until = Instant::now() + Duration::from_secs(2);
        let passing: Vec<_> = (0..4)
            .map(|_| {
                let address = host.address();
                thread::spawn(move || {
                    let mut count = 0;
                    while Instant::now() < until {
                        let mut stream = TcpStream::connect(address).unwrap();
                        let _ = stream.write_all(b"CONNECT {}\r\nSUB service 1\r\nSUB > 2\r\n");
                        count += 1;
                    }
                    count
                })
            })
            .collect();
        while Instant::now() < until {
            request(&mut asking, &mut answering);
        }
        let count: u64 = passing.into_iter().map(|thread| thread.join().unwrap()).sum();
        wait_until("they have all come and gone", || {
            let counts = host.inspect().counts();
            counts.total_connections == count + 2 && counts.connections == 2
        });
        drop((asking, answering));
        host.expect_empty();
    });
}
