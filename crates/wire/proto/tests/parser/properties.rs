//! However the bytes are cut, the model says what happens.

use proptest::{collection::vec, prelude::*, sample::select};

use proto::Limits;

use crate::compare::compare;

/// Pieces that lines are made of, good and bad.
const PIECES: &[&str] = &[
    "CONNECT {}\r\n",
    "CONNECT ",
    "connect",
    "INFO {}\r\n",
    "INFO",
    "PING\r\n",
    "PONG\r\n",
    "+OK\r\n",
    "PINGPING",
    "ping",
    "-ERR ",
    "-ERR x\r\n",
    "PUB ",
    "pub",
    "PUB foo 2\r\nhi\r\n",
    "PUB foo bar 0\r\n\r\n",
    "PUB a..b 1\r\nx\r\n",
    "PUB * 0\r\n\r\n",
    "HPUB ",
    "HPUB foo 12 14\r\nNATS/1.0\r\n\r\nhi\r\n",
    "HPUB a b 0 0\r\n\r\n",
    "HPUB a 3 2\r\n",
    "HMSG x 1 2\r\n\r\n",
    "HMSG ",
    "SUB foo 1\r\n",
    "SUB foo q 1\n",
    "SUB ",
    "UNSUB 1\r\n",
    "UNSUB 1 5\r\n",
    "UNSUB 1 x\r\n",
    "UNSUB ",
    " ",
    "\t",
    "   ",
    "\r",
    "\n",
    "\r\n",
    "foo",
    "a.b",
    "1",
    "2",
    "5",
    "05",
    "9999999999",
    "999999999",
    "-1",
    "x",
    "hello",
    "\0",
    "\u{e9}",
    "GET / HTTP/1.1\r\n",
];

fn input() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => select(PIECES).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => vec(any::<u8>(), 1..4),
        2 => (0usize..30).prop_map(|size| format!("PUB s {size}\r\n{}\r\n", "p".repeat(size)).into_bytes()),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn limits() -> impl Strategy<Value = Limits> {
    let max_control_line = select(&[1usize, 5, 9, 12, 4096][..]);
    let max_payload = select(&[Some(0), Some(4), Some(20), Some(1 << 20), None][..]);
    (max_control_line, max_payload, any::<bool>(), any::<bool>(), prop::bool::weighted(0.8)).prop_map(
        |(max_control_line, max_payload, headers, pedantic, authenticated)| Limits {
            max_control_line,
            max_payload,
            headers,
            pedantic,
            authenticated,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    #[test]
    fn agrees_with_the_model(input in input(), limits in limits(), lengths in vec(1usize..9, 1..5)) {
        compare(&input, limits, &lengths);
    }
}
