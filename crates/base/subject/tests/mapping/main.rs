//! Mappings of any kind.

#![allow(clippy::unwrap_used, reason = "tests may fail by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod model;

use proptest::{collection::vec, prelude::*, sample::select};

#[test]
fn saved_inputs_still_hold() {
    common::replay("mapping", model::check);
}

/// Pieces of sources, good and bad.
const TOKENS: &[&str] = &["a", "b", "*", "*", "$1"];

/// Pieces of destinations, good and bad.
const PIECES: &[&str] = &[
    "a",
    ".",
    ".",
    "$1",
    "$2",
    "$0",
    "{{",
    "}}",
    "wildcard(",
    "Partition(",
    "random(",
    "split(",
    "splitFromLeft(",
    "slicefromright(",
    "left(",
    "1",
    "2",
    "-",
    ",",
    ", ",
    ")",
    ")}}",
    " ",
    "*",
    "{{wildcard(1)}}",
    "{{split(1,-)}}",
    "{{splitfromright(1,2)}}",
    "{{SliceFromLeft(2,1)}}",
    "{{right(1,2)}}",
    "{{partition(7)}}",
    "{{partition(7,2,1)}}",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn hold_what_they_promise(
        source in vec(select(TOKENS), 1..4),
        destination in vec(select(PIECES), 1..8),
        tail in prop::bool::weighted(0.3),
        subjects in vec("[a*$1>-]{1,3}(\\.[a*$1>-]{0,3}){0,4}", 1..5),
    ) {
        let end = if tail { ".>" } else { "" };
        let input = format!("{}{end}\n{}{end}\n{}", source.join("."), destination.concat(), subjects.join("\n"));
        model::check(input.as_bytes());
    }
}
