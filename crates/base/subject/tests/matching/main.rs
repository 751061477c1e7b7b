//! Filters against lists of tokens.

#![allow(clippy::unwrap_used, reason = "tests may fail by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod model;

use proptest::{collection::vec, prelude::*, sample::select};

#[test]
fn saved_inputs_still_agree_with_the_model() {
    common::replay("subject_matching", model::compare);
}

/// Pieces that subjects are made of, good and bad.
const PIECES: &[&str] = &["a", "b", ".", ".", ".", "*", "*", ">", "\n", "\n", " ", "\0"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn agrees_with_the_model(pieces in vec(select(PIECES), 0..40)) {
        model::compare(pieces.concat().as_bytes());
    }
}
