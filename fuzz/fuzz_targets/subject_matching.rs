//! Any filters and published subjects, against lists of tokens that are compared by recursion; and any sequence of
//! subscriptions and lookups, against a list that is searched from end to end.
#![no_main]

#[path = "../../crates/base/subject/tests/matching/model.rs"]
mod relations;
#[path = "../../crates/engine/routing/tests/table/model.rs"]
mod table;

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    relations::compare(input);
    table::compare(input);
});
