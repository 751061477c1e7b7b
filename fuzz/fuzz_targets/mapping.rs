//! Any source, destination and subjects: refused, or what the model promises.
#![no_main]

#[path = "../../crates/base/subject/tests/mapping/model.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|input: &[u8]| model::check(input));
