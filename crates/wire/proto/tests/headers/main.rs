//! Header blocks against lines.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod model;

use proptest::{collection::vec, prelude::*, sample::select};

#[test]
fn saved_inputs_still_agree_with_the_model() {
    common::replay("headers", model::compare);
}

/// Pieces that blocks are made of, good and bad.
const PIECES: &[&str] = &[
    "NATS/1.0",
    "NATS/1.0\r\n",
    "NATS/1.0 503",
    "\r\n",
    "\r\n\r\n",
    "\r",
    "\n",
    "A",
    "AA",
    "A:",
    "A: ",
    "A: 1\r\n",
    "AB: 2\r\n",
    "a: 3\r\n",
    "B:A: 4\r\n",
    ":",
    " ",
    "value",
    "\0",
    "é",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn agrees_with_the_model(pieces in vec(select(PIECES), 0..12)) {
        model::compare(pieces.concat().as_bytes());
    }
}
