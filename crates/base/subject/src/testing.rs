//! What the property tests share: subjects over a small alphabet, all of them enumerable.

use proptest::prelude::*;

use crate::Subject;

/// The longest literal that [`all_literals`] lists.
pub(crate) const MAX_TOKENS: usize = 5;

/// Filters of up to four tokens.
pub(crate) fn any_filter() -> impl Strategy<Value = Subject> {
    let token = prop::sample::select(vec!["a", "b", "*", "*"]);
    (prop::collection::vec(token, 0..4), any::<bool>()).prop_map(|(mut tokens, tail)| {
        if tail || tokens.is_empty() {
            tokens.push(">");
        }
        tokens.join(".").parse().unwrap()
    })
}

/// Literals of up to [`MAX_TOKENS`] tokens.
pub(crate) fn any_literal() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..=MAX_TOKENS)
        .prop_map(|tokens| tokens.join(".").into_bytes())
}

/// Every literal over `a`, `b` and `c` (which no filter names) of up to [`MAX_TOKENS`] tokens: enough to tell any two
/// filters of [`any_filter`] apart.
pub(crate) fn all_literals() -> Vec<Vec<u8>> {
    let mut all: Vec<Vec<u8>> = Vec::new();
    let mut level: Vec<Vec<u8>> = vec![Vec::new()];
    for _ in 0..MAX_TOKENS {
        level =
            level.iter().flat_map(|before| "abc".bytes().map(move |token| longer(before, token))).collect();
        all.extend(level.iter().cloned());
    }
    all
}

fn longer(before: &[u8], token: u8) -> Vec<u8> {
    let mut subject = before.to_vec();
    if !subject.is_empty() {
        subject.push(b'.');
    }
    subject.push(token);
    subject
}
