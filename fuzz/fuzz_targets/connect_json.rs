//! Any argument of a `CONNECT` or an `INFO`, against a general JSON parser.
#![no_main]

#[path = "../../crates/wire/proto/tests/connect/model.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|text: &[u8]| {
    model::compare(text);
    proto::info::is_acceptable(text);
});
