//! Any bytes a client may send, cut anywhere, against the slow model that the crate's own tests use.
#![no_main]

#[path = "../../crates/wire/proto/tests/parser/compare.rs"]
mod compare;
#[allow(dead_code)]
#[path = "../../crates/wire/proto/tests/parser/driver.rs"]
mod driver;
#[path = "../../crates/wire/proto/tests/parser/model.rs"]
mod model;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| compare::compare_bytes(bytes));
