//! How two filters relate.

use crate::{Subject, tokens};

/// Whether a message published to `literal` belongs to `filter`.
///
/// The published subject is taken literally, wildcard characters included: `a.*` belongs to `a.*` and `a.>`, not to `a.b`.
/// A published subject with an empty token belongs to no filter.
#[must_use]
pub fn matches_literal(filter: &[u8], literal: &[u8]) -> bool {
    let mut published = tokens(literal);
    for wanted in tokens(filter) {
        match published.next() {
            None | Some(b"") => return false,
            Some(_) if wanted == b">" => return published.all(|token| !token.is_empty()),
            Some(token) if wanted == b"*" || wanted == token => {}
            Some(_) => return false,
        }
    }
    published.next().is_none()
}

/// Whether everything that `filter` matches is matched by `of`, too.
#[must_use]
pub fn is_subset(filter: &[u8], of: &[u8]) -> bool {
    let mut narrow = tokens(filter);
    for wide in tokens(of) {
        match narrow.next() {
            None => return false,
            Some(_) if wide == b">" => return true,
            // A filter that matches any number of tokens is held only by another one.
            Some(b">") => return false,
            Some(token) if wide == b"*" || wide == token => {}
            Some(_) => return false,
        }
    }
    narrow.next().is_none()
}

/// Whether some literal subject is matched by both filters.
#[must_use]
pub fn overlaps(a: &[u8], b: &[u8]) -> bool {
    let (mut left, mut right) = (tokens(a), tokens(b));
    loop {
        match (left.next(), right.next()) {
            (None, None) => return true,
            (None, Some(_)) | (Some(_), None) => return false,
            (Some(b">"), Some(_)) | (Some(_), Some(b">")) => return true,
            (Some(one), Some(other)) if one == other || one == b"*" || other == b"*" => {}
            (Some(_), Some(_)) => return false,
        }
    }
}

/// The filter of exactly those subjects that both filters match, if there are any.
///
/// What a subscription to `>` means for an import that offers `orders.*` is `orders.*`; what `*.eu` means for it is
/// `orders.eu`.
#[must_use]
pub fn intersection(a: &Subject, b: &Subject) -> Option<Subject> {
    let mut both = Vec::with_capacity(a.as_bytes().len().max(b.as_bytes().len()));
    let (mut left, mut right) = (a.tokens(), b.tokens());
    loop {
        let (left_rest, right_rest) = (left.rest(), right.rest());
        let token = match (left.next(), right.next()) {
            (None, None) => return Subject::new(both.get(1..)?).ok(),
            (None, Some(_)) | (Some(_), None) => return None,
            (Some(b">"), Some(_)) => {
                append(&mut both, right_rest?);
                return Subject::new(both.get(1..)?).ok();
            }
            (Some(_), Some(b">")) => {
                append(&mut both, left_rest?);
                return Subject::new(both.get(1..)?).ok();
            }
            (Some(b"*"), Some(token)) | (Some(token), Some(b"*")) => token,
            (Some(one), Some(other)) if one == other => one,
            (Some(_), Some(_)) => return None,
        };
        append(&mut both, token);
    }
}

fn append(subject: &mut Vec<u8>, tokens: &[u8]) {
    subject.push(b'.');
    subject.extend_from_slice(tokens);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{all_literals, any_filter};
    use proptest::prelude::*;

    #[track_caller]
    fn check_match(filter: &str, yes: &[&str], no: &[&str]) {
        for literal in yes {
            assert!(matches_literal(filter.as_bytes(), literal.as_bytes()), "{filter} and {literal}");
        }
        for literal in no {
            assert!(!matches_literal(filter.as_bytes(), literal.as_bytes()), "{filter} and {literal}");
        }
    }

    #[test]
    fn literals_and_filters() {
        check_match("a", &["a"], &["", "b", "a.b", "aa"]);
        check_match("a.*", &["a.b", "a.*", "a.>"], &["a", "a.", "a.b.c", "b.a"]);
        check_match("a.>", &["a.b", "a.b.c", "a.*", "a.>"], &["a", "a.", "a..b", "a.b.", "b.a"]);
        check_match("*.b", &["a.b", "*.b"], &[".b", "b", "a.b.c"]);
        check_match(">", &["a", "a.b", ">", "*"], &["", ".", "a.", ".a", "a..b"]);
        check_match("a.*x", &["a.*x"], &["a.yx"]);
        check_match(">>", &[">>"], &["a"]);
    }

    #[track_caller]
    fn check_subset(narrow: &str, wide: &str, expected: bool) {
        assert_eq!(is_subset(narrow.as_bytes(), wide.as_bytes()), expected, "{narrow} in {wide}");
    }

    #[test]
    fn subsets() {
        for (narrow, wide) in [
            ("a", "a"),
            ("a", "*"),
            ("*", "*"),
            ("*", ">"),
            (">", ">"),
            ("a.*", "a.>"),
            ("*.>", ">"),
            ("a.>", "*.>"),
            ("a.b.>", "a.>"),
        ] {
            check_subset(narrow, wide, true);
        }
        for (narrow, wide) in [
            (">", "*"),
            ("*", "a"),
            (">", "*.>"),
            ("a.>", "a.*"),
            ("a.*", "a.b"),
            ("a", "a.>"),
            ("a.b", "a"),
            ("a.>", "a"),
        ] {
            check_subset(narrow, wide, false);
        }
    }

    #[track_caller]
    fn check_both(a: &str, b: &str, expected: Option<&str>) {
        let both = intersection(&a.parse().unwrap(), &b.parse().unwrap());
        assert_eq!(both.map(|both| both.to_string()).as_deref(), expected, "{a} and {b}");
        assert_eq!(overlaps(a.as_bytes(), b.as_bytes()), expected.is_some(), "{a} and {b}");
    }

    #[test]
    fn intersections() {
        check_both("a.*", "*.b", Some("a.b"));
        check_both(">", "a.*", Some("a.*"));
        check_both("a.>", "*.b", Some("a.b"));
        check_both("a.>", "*.b.>", Some("a.b.>"));
        check_both("*.>", "a", None);
        check_both("a.>", "a", None);
        check_both("a", "a.>", None);
        check_both("a", "a", Some("a"));
        check_both("a", "b", None);
        check_both("*.b", "a.c", None);
        check_both(">", ">", Some(">"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// All relations say what trying every literal says.
        #[test]
        fn relations_are_those_of_the_sets(a in any_filter(), b in any_filter()) {
            let literals = all_literals();
            let in_a = |literal: &Vec<u8>| a.matches(literal);
            let in_b = |literal: &Vec<u8>| b.matches(literal);
            let subset = literals.iter().all(|literal| !in_a(literal) || in_b(literal));
            prop_assert_eq!(is_subset(a.as_bytes(), b.as_bytes()), subset);
            let overlap = literals.iter().any(|literal| in_a(literal) && in_b(literal));
            prop_assert_eq!(overlaps(a.as_bytes(), b.as_bytes()), overlap);
            prop_assert_eq!(overlaps(b.as_bytes(), a.as_bytes()), overlap);
            let both = intersection(&a, &b);
            for literal in &literals {
                let found = both.as_ref().is_some_and(|both| both.matches(literal));
                prop_assert_eq!(found, in_a(literal) && in_b(literal));
            }
        }

        /// Matching says what a comparison of token lists by recursion says.
        #[test]
        fn matching_is_the_obvious_recursion(filter in any_filter(), literal in "[abc.*>]{0,9}") {
            let literal = literal.as_bytes();
            let filter_tokens: Vec<_> = filter.tokens().collect();
            let literal_tokens: Vec<_> = literal.split(|&byte| byte == b'.').collect();
            let valid = literal_tokens.iter().all(|token| !token.is_empty());
            let expected = valid && model(&filter_tokens, &literal_tokens);
            prop_assert_eq!(matches_literal(filter.as_bytes(), literal), expected);
        }
    }

    fn model(filter: &[&[u8]], literal: &[&[u8]]) -> bool {
        match (filter, literal) {
            ([], []) => true,
            ([b">"], [_, ..]) => true,
            ([wanted, filter @ ..], [token, literal @ ..]) => {
                (*wanted == b"*" || wanted == token) && model(filter, literal)
            }
            _ => false,
        }
    }
}
