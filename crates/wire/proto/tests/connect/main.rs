//! `CONNECT` against a general JSON parser.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod model;

use proptest::{collection::vec, prelude::*, sample::select};

#[test]
fn saved_inputs_still_agree_with_the_model() {
    common::replay("connect_json", model::compare);
}

/// Pieces that texts are made of, good and bad.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\n",
    "null",
    "true",
    "false",
    "0",
    "1",
    "-1",
    "1.0",
    "1e3",
    "01",
    "\"\"",
    "\"x\"",
    "\"verbose\"",
    "\"VERBOSE\"",
    "\"verbose\":false",
    "\"name\":\"n\"",
    "\"name\":5",
    "\"user\":null",
    "\"protocol\":1",
    "\"protocol\":1.0",
    "\"echo\"",
    "\"x\":[{}]",
    "\"import\":{\"allow\":[\"a\"]}",
    "\"\\u00e9\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"\\x\"",
    "\"é\"",
    "\"",
    "\\",
    "nul",
    "{}",
    "[]",
    "{\"verbose\":false}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn agrees_with_the_model(pieces in vec(select(PIECES), 0..10)) {
        model::compare(pieces.concat().as_bytes());
    }

    #[test]
    fn objects_agree_with_the_model(members in vec(select(PIECES), 0..6)) {
        model::compare(format!("{{{}}}", members.join(",")).as_bytes());
    }
}
