//! Any header block, against a model that copies lines about.
#![no_main]

#[path = "../../crates/wire/proto/tests/headers/model.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|block: &[u8]| model::compare(block));
