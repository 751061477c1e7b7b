//! Bytes that are no protocol: the reference's answer, the reason that is kept, and nobody else disturbed.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpStream},
    time::Duration,
};

use proto::CloseReason;
use stdx::random::Random;
use testkit::RawClient;

use crate::host::Host;

const UNKNOWN: &str = "-ERR 'Unknown Protocol Operation'\r\n";
const TOO_LONG: &str = "-ERR 'maximum control line exceeded'\r\n";
const TOO_LARGE: &str = "-ERR 'Maximum Payload Violation'\r\n";

/// Sends `bytes` after a quiet login; the server says `reply` and closes for `reason`.
#[track_caller]
fn check(host: &Host, bytes: impl AsRef<[u8]>, reply: &str, reason: CloseReason) {
    let mut client = host.log_in("\"headers\":true");
    let peer = client.local_address();
    client.send(bytes);
    let said = String::from_utf8(client.read_to_close()).unwrap();
    assert_eq!(said, reply);
    assert_eq!(host.end_of(peer), reason);
}

#[test]
fn the_answers_of_the_reference() {
    let host = Host::start("max_payload: 1000\nmax_control_line: 512");
    let mut bystander = host.client();
    let line = |length: usize| "x".repeat(length);
    let unknown = |bytes: &[u8]| check(&host, bytes, UNKNOWN, CloseReason::ProtocolViolation);
    unknown(b"GET / HTTP/1.1\r\n\r\n");
    unknown(b"\0");
    unknown(b"\xff\xfe");
    unknown(b" PING\r\n");
    unknown(b"\r\n");
    unknown(b"PUB\r\n");
    unknown(b"PUB a 1\r\nxy\r\n");
    unknown(b"PUB a 2\r\nx\r\n\r\n");
    unknown(b"MSG a 1 2\r\nhi\r\n");
    unknown(b"SUBSCRIBE a 1\r\n");
    let silent = |bytes: &[u8]| check(&host, bytes, "", CloseReason::ProtocolViolation);
    silent(b"PUB a\r\n");
    silent(b"PUB a -1\r\n");
    silent(b"PUB a 0x1\r\n");
    silent(b"PUB a 99999999999999999999\r\n");
    silent(b"PUB a b c 1\r\n");
    silent(b"SUB a b c d\r\n");
    silent(b"UNSUB 1 2 3\r\n");
    silent(b"HPUB a 5 3\r\n");
    silent(b"CONNECT {\"verbose\":\r\n");
    silent(b"CONNECT [1]\r\n");
    silent(b"INFO x\r\n");
    check(&host, "-ERR 'no'\r\n", "", CloseReason::ParseError);
    let too_large = |bytes: &[u8]| check(&host, bytes, TOO_LARGE, CloseReason::MaximumMessagePayloadExceeded);
    too_large(b"PUB a 1001\r\n");
    too_large(b"PUB a 999999999\r\n");
    too_large(b"HPUB a 12 1001\r\n");
    let too_long = |bytes: String| check(&host, bytes, TOO_LONG, CloseReason::MaximumControlLineExceeded);
    too_long(format!("SUB {} 1\r\n", line(511)));
    too_long(format!("PUB {}", line(600)));
    too_long(format!("CONNECT {{\"name\":\"{}\"}}\r\n", line(512)));
    bystander.expect_nothing();
    drop(bystander);
    host.expect_empty();
}

/// What came before the bad bytes in the same write is carried out and answered.
#[test]
fn good_before_bad() {
    let host = Host::start("port: 4222");
    let mut listener = host.client();
    listener.send("SUB a 1\r\n");
    listener.expect_nothing();
    let bytes = "SUB a 7\r\nPUB a 2\r\nhi\r\nPING\r\nPUB a 3\r\nfour\r\nPUB a 2\r\nno\r\n";
    let said = format!("MSG a 7 2\r\nhi\r\nPONG\r\n{UNKNOWN}");
    check(&host, bytes, &said, CloseReason::ProtocolViolation);
    listener.expect("MSG a 1 2\r\nhi\r\n");
    listener.expect_nothing();
}

/// An operation that never ends: nothing of it happens, and its client may go at any byte.
#[test]
fn half_sent() {
    let host = Host::start("port: 4222");
    let mut listener = host.client();
    listener.send("SUB a 1\r\n");
    listener.expect_nothing();
    let whole = "CONNECT {\"verbose\":false}\r\nSUB b 1\r\nPUB a 1\r\nx";
    for end in 0..whole.len() {
        let mut client = host.connect();
        client.info();
        let peer = client.local_address();
        client.send(&whole[..end]);
        drop(client);
        host.end_of(peer);
    }
    listener.expect_nothing();
    drop(listener);
    host.expect_empty();
}

const GOOD: &[&str] = &[
    "CONNECT {\"verbose\":false,\"headers\":true}\r\n",
    "SUB a.* 1\r\n",
    "SUB a.> q 2\r\n",
    "PUB a.b 5\r\nhello\r\n",
    "PUB a.b inbox 0\r\n\r\n",
    "HPUB a.c 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
    "UNSUB 1 3\r\n",
    "PING\r\n",
    "PONG\r\n",
];

/// Good operations with some bytes changed, left out or doubled, cut into writes anywhere.
#[test]
fn damaged_operations() {
    let host = Host::start("port: 4222");
    let mut bystander = host.client();
    bystander.send("SUB bystander 1\r\n");
    for seed in 0..300 {
        let mut random = Random::new(seed);
        let mut stream = TcpStream::connect(host.address()).unwrap();
        stream.set_nodelay(true).unwrap();
        let bytes = damaged(&mut random);
        let cut = random.below(bytes.len() as u64) as usize;
        // The server may close after the first part; what it does is its own business, as long as it does something.
        let _ = stream.write_all(&bytes[..cut]).and_then(|()| stream.write_all(&bytes[cut..]));
        let _ = stream.shutdown(Shutdown::Write);
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let ended = stream.read_to_end(&mut Vec::new());
        let reset = std::io::ErrorKind::ConnectionReset;
        assert!(ended.is_ok() || ended.is_err_and(|error| error.kind() == reset), "seed {seed}: still open");
        still_serves(&mut bystander);
    }
    drop(bystander);
    host.expect_empty();
}

fn damaged(random: &mut Random) -> Vec<u8> {
    let mut bytes: Vec<u8> =
        (0..8).flat_map(|_| GOOD[random.below(GOOD.len() as u64) as usize].bytes()).collect();
    for _ in 0..random.below(4) {
        let at = random.below(bytes.len() as u64) as usize;
        match random.below(3) {
            0 => bytes[at] = random.below(256) as u8,
            1 => drop(bytes.remove(at)),
            _ => bytes.insert(at, bytes[at]),
        }
    }
    bytes
}

fn still_serves(bystander: &mut RawClient) {
    bystander.send("PUB bystander 2\r\nhi\r\n");
    bystander.expect("MSG bystander 1 2\r\nhi\r\n");
}
