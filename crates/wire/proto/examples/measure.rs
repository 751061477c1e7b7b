//! How long the parser and the writers take, in nanoseconds per message: `cargo run --release --example measure`.
#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a tool for the terminal, with input of its own"
)]

use std::{hint::black_box, time::Instant};

use proto::{Cursor, Limits, Op, Step, next, write};

const LIMITS: Limits = Limits {
    max_control_line: 4096,
    max_payload: Some(1 << 20),
    headers: true,
    pedantic: false,
    authenticated: true,
};

/// Messages in one buffer, as many as a busy socket brings at once.
const BATCH: usize = 1_000;
const ROUNDS: usize = 5_000;

fn main() {
    let sixteen = "x".repeat(16);
    parse("PUB foo 16", &format!("PUB foo 16\r\n{sixteen}\r\n"));
    parse("PUB foo _INBOX.… 16", &format!("PUB foo _INBOX.Lr0BdPfPBKqbSVUSoYQnzO.1 16\r\n{sixteen}\r\n"));
    parse("PUB 40 bytes 16", &format!("PUB sensors.europe.berlin.floor3.room42.temp 16\r\n{sixteen}\r\n"));
    parse("PUB 100 bytes 16", &format!("PUB {} 16\r\n{sixteen}\r\n", "abcdefghi.".repeat(10)));
    parse("PUB foo 4096", &format!("PUB foo 4096\r\n{}\r\n", "x".repeat(4096)));
    parse("HPUB foo 12 28", &format!("HPUB foo 12 28\r\nNATS/1.0\r\n\r\n{sixteen}\r\n"));
    parse("SUB foo 1", "SUB foo 1\r\n");
    parse("UNSUB 1", "UNSUB 1\r\n");
    parse("PING", "PING\r\n");
    deliver();
}

fn parse(name: &str, operation: &str) {
    let input = operation.repeat(BATCH);
    report(name, || {
        let mut rest = black_box(input.as_bytes());
        let mut cursor = Cursor::default();
        let mut sum = 0;
        while let Step::Op { op, used } = &next(rest, &LIMITS, &mut cursor) {
            sum += weight(op);
            rest = rest.get(*used..).unwrap();
        }
        black_box(sum);
    });
}

/// The quickest of many rounds: the one that nothing else on the machine disturbed.
fn report(name: &str, mut round: impl FnMut()) {
    let quickest = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed().as_nanos() as u64
        })
        .min()
        .unwrap();
    println!("{name:<22} {:6.1} ns", quickest as f64 / BATCH as f64);
}

/// Uses what a server would use.
fn weight(op: &Op<'_>) -> usize {
    match op {
        Op::Pub(publish) | Op::HPub(publish) => {
            let reply = publish.reply.map_or(0, |reply| reply.len());
            publish.subject.len() + reply + publish.size.len() + publish.payload().len()
        }
        Op::Sub(subscribe) => subscribe.subject.len() + subscribe.sid.len(),
        Op::Unsub(unsubscribe) => unsubscribe.sid.len(),
        _ => 1,
    }
}

fn deliver() {
    let mut out = Vec::with_capacity(1 << 20);
    report("write MSG line", || {
        out.clear();
        for _ in 0..BATCH {
            write::msg(&mut out, black_box(b"foo.bar"), black_box(b"17"), None, black_box(b"16"));
        }
        black_box(&out);
    });
}
