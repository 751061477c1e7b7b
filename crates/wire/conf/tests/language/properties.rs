//! Any text, and any tree.

use conf::{Date, Entry, Kind, Map, Position, Value};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::roundtrip;

/// Pieces that mean something somewhere, so that random texts get beyond the first byte.
const PIECES: &[&str] = &[
    "a",
    "b",
    "port",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "(\nx\n)\n",
    "\"q\"",
    "'s'",
    "\"",
    "'",
    " ",
    "\t",
    "\n",
    "\r\n",
    ":",
    "=",
    ",",
    ";",
    "#",
    "//",
    "/",
    "1",
    "-5",
    "2KB",
    "1kbb",
    "1.5",
    "1.2.3.4",
    "2016-05-04T18:53:41Z",
    "true",
    "$a",
    "$",
    "$2a$x",
    "include 1",
    "include ",
    "\\x41",
    "\\",
    "é",
    "\u{a0}",
    "a: 1\n",
    "\n---\n",
    "\0",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Kind::Bool),
        any::<i64>().prop_map(Kind::Int),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Kind::Float),
        (0_u32..1_000_000_000).prop_map(|n| Kind::Float(f64::from(n) / 8.0)),
        any::<String>().prop_map(Kind::String),
        "[ -~]{0,8}".prop_map(Kind::String),
        (0_u16..10_000, 1_u8..13, 1_u8..29, 0_u8..24, 0_u8..60, 0_u8..60).prop_map(
            |(year, month, day, hour, minute, second)| Kind::Date(Date {
                year,
                month,
                day,
                hour,
                minute,
                second
            })
        ),
    ];
    leaf.prop_map(placed).prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(|values| placed(Kind::Array(values))),
            map(inner).prop_map(|map| placed(Kind::Map(map))),
        ]
    })
}

fn map(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map> {
    let key = prop_oneof!["[a-z_.*>$0-9-]{0,8}", "[ -&(-~\n]{0,6}", "[ !#-~]{0,6}", "include"];
    vec((key, value), 0..6).prop_map(|entries| {
        let entry = |(key, value)| Entry { key, position: nowhere(), value, used: false };
        entries.into_iter().map(entry).collect()
    })
}

fn placed(kind: Kind) -> Value {
    Value { kind, position: nowhere() }
}

fn nowhere() -> Position {
    Position { file: "t".into(), line: 1, column: 1 }
}

proptest! {
    #[test]
    fn no_bytes_break_the_parser(bytes: Vec<u8>) {
        roundtrip::check(&bytes);
    }

    #[test]
    fn no_pieces_break_the_parser(pieces in vec(prop::sample::select(PIECES), 0..24)) {
        roundtrip::check(pieces.concat().as_bytes());
    }

    #[test]
    fn what_is_printed_reads_back(map in map(value())) {
        let printed = map.to_string();
        let again = conf::parse("t".as_ref(), printed.as_bytes(), &conf::Nothing);
        prop_assert_eq!(again.map(|map| conf::json(&map)).map_err(|e| e.to_string()), Ok(conf::json(&map)), "{}", printed);
    }
}
