//! As much as the limits allow, of everything: long names, deep subjects, nested CONNECTs.

use crate::host::Host;

/// A line as long as anybody would allow, so that the limits of the code show, not those of the configuration.
const LONG_LINES: &str = "max_control_line: 2MB\nmax_payload: 8MB\nmax_pending: 64MB";

#[test]
fn names_of_many_kilobytes() {
    let host = Host::start(LONG_LINES);
    let mut client = host.client();
    for length in [300, 4_000, 100_000] {
        let (subject, queue, sid) = ("s".repeat(length), "q".repeat(length), "i".repeat(length));
        client.send(format!("SUB {subject} {queue} {sid}\r\nPUB {subject} {subject} 2\r\nhi\r\n"));
        client.expect(format!("MSG {subject} {sid} {subject} 2\r\nhi\r\n"));
        client.send(format!("UNSUB {sid}\r\nPUB {subject} 2\r\nhi\r\n"));
        client.expect_nothing();
    }
    drop(client);
    host.expect_empty();
}

/// Hundreds of thousands of tokens: no stack is deep enough to follow them by recursion.
#[test]
fn subjects_as_deep_as_a_line_is_long() {
    let host = Host::start(&format!(
        "{LONG_LINES}
        accounts {{
            A {{ users [{{user: A, password: A, permissions {{publish {{deny: [no.>]}}, subscribe {{deny: [no.>]}}}}}}],
                exports [{{stream: >}}, {{service: \"*.>\"}}], mappings {{ none.*: some.$1 }} }}
            B {{ users [{{user: B, password: B}}],
                imports [{{stream: {{account: A, subject: >}}, prefix: p}}, {{service: {{account: A, subject: t.>}}}}] }}
        }}"
    ));
    let (mut a, mut b) = (host.user("A"), host.user("B"));
    let literal = ["t"; 400_000].join(".");
    let stars = ["*"; 400_000].join(".");
    b.send("SUB p.t.> deep\r\n");
    b.expect_nothing();
    for filter in [literal.clone(), stars, format!("{literal}.>")] {
        a.send(format!("SUB {filter} 1\r\nPUB {literal}.t 0\r\n\r\nPUB {literal} 0\r\n\r\n"));
        let tail = if filter.ends_with('>') { ".t" } else { "" };
        a.expect(format!("MSG {literal}{tail} 1 0\r\n\r\n"));
        a.expect_nothing();
        b.expect(format!("MSG p.{literal}.t deep 0\r\n\r\nMSG p.{literal} deep 0\r\n\r\n"));
        b.send(format!("PUB {literal}{tail} 0\r\n\r\n"));
        b.expect_nothing();
        a.read_until(" 0\r\n\r\n");
        a.send("UNSUB 1\r\n");
        a.expect_nothing();
    }
    drop((a, b));
    host.expect_empty();
}

#[test]
fn connects_of_every_shape() {
    let host = Host::start(LONG_LINES);
    let mut client = host.client();
    let nested = |depth: usize| format!("CONNECT {{\"x\":{}{}}}\r\n", "[".repeat(depth), "]".repeat(depth));
    client.send(nested(9_000));
    client.expect_nothing();
    let mut other = host.client();
    other.send(nested(500_000));
    other.expect_closed();
    client.send(format!("CONNECT {{\"name\":\"{}\"}}\r\n", "é".repeat(100_000)));
    client.expect_nothing();
    let members: String = (0..50_000).map(|number| format!("\"unknown{number}\":{{}},")).collect();
    client.send(format!("CONNECT {{{members}\"name\":\"last\"}}\r\n"));
    client.expect_nothing();
    assert_eq!(&*host.view(client.local_address()).profile().name, "last");
    client.send("CONNECT {}\r\n".repeat(10_000));
    client.expect_nothing();
}

/// Sizes that don't fit what follows: the next operation is never taken from the middle of a payload.
#[test]
fn sizes_that_lie() {
    let host = Host::start("port: 4222");
    let mut listener = host.client();
    listener.send("SUB > 1\r\n");
    listener.expect_nothing();
    for (size, payload) in [(3, "PUB a 0\r\n\r\n"), (0, "x\r\n"), (5, "x\r\nPING\r\n"), (1, "\r\n\r\n")] {
        let mut liar = host.client();
        liar.send(format!("PUB x {size}\r\n{payload}"));
        liar.read_until("-ERR 'Unknown Protocol Operation'\r\n");
        liar.expect_closed();
    }
    listener.expect_nothing();
    let mut liar = host.client();
    liar.send("PUB x 12\r\nPUB y 1\r\nz\r\n\r\n");
    liar.expect_nothing();
    listener.expect("MSG x 1 12\r\nPUB y 1\r\nz\r\n\r\n");
    listener.expect_nothing();
}

/// A message as large as is allowed, and one byte more.
#[test]
fn the_largest_payload() {
    let host = Host::start("max_payload: 2MB");
    let mut listener = host.client();
    listener.send("SUB large 1\r\n");
    listener.expect_nothing();
    let mut sender = host.client();
    let payload = "p".repeat(2 << 20);
    sender.send(format!("PUB large {}\r\n{payload}\r\n", payload.len()));
    listener.expect(format!("MSG large 1 {}\r\n{payload}\r\n", payload.len()));
    sender.send(format!("PUB large {}\r\n", payload.len() + 1));
    sender.expect("-ERR 'Maximum Payload Violation'\r\n");
    sender.expect_closed();
}
