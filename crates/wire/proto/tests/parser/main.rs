//! The parser against tables, against a slow model, and cut into pieces.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests may fail by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod compare;
mod driver;
mod model;
mod properties;
mod tables;

#[test]
fn saved_inputs_still_agree_with_the_model() {
    common::replay("client_parser", compare::compare_bytes);
}
