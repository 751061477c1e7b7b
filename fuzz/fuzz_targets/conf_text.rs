//! Configuration text: no bytes may break the parser, and what it understood must survive printing.

#![no_main]

#[path = "../../crates/wire/conf/tests/language/roundtrip.rs"]
mod roundtrip;

libfuzzer_sys::fuzz_target!(|data: &[u8]| roundtrip::check(data));
