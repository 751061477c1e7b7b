//! Filters as lists of tokens, compared by recursion.

use subject::{
    Subject, has_wildcard, intersection, is_subset, is_valid_filter, is_valid_literal, matches_literal,
    overlaps,
};

/// Reads two lines as filters and all further ones as published subjects, and holds every function against the lists.
pub(crate) fn compare(input: &[u8]) {
    let lines: Vec<&[u8]> = input.split(|&byte| byte == b'\n').take(12).collect();
    for line in &lines {
        let tokens = cut(line);
        assert_eq!(is_valid_filter(line), is_filter(&tokens), "{}", line.escape_ascii());
        assert_eq!(is_valid_literal(line), is_filter(&tokens) && !tokens.iter().any(is_wildcard));
        assert_eq!(has_wildcard(line), tokens.iter().any(is_wildcard), "{}", line.escape_ascii());
    }
    if let [a, b, published @ ..] = &*lines
        && let (Ok(a), Ok(b)) = (Subject::new(a), Subject::new(b))
    {
        compare_filters(&a, &b, published);
    }
}

fn compare_filters(a: &Subject, b: &Subject, published: &[&[u8]]) {
    let (of_a, of_b) = (cut(a.as_bytes()), cut(b.as_bytes()));
    assert_eq!(is_subset(a.as_bytes(), b.as_bytes()), holds(&of_b, &of_a), "{a} in {b}");
    assert_eq!(overlaps(a.as_bytes(), b.as_bytes()), meet(&of_a, &of_b), "{a} and {b}");
    let both = intersection(a, b);
    assert_eq!(both.is_some(), meet(&of_a, &of_b), "{a} and {b}");
    for literal in published {
        let tokens = cut(literal);
        let (in_a, in_b) = (reaches(&tokens, &of_a), reaches(&tokens, &of_b));
        let shown = literal.escape_ascii();
        assert_eq!(matches_literal(a.as_bytes(), literal), in_a, "{shown} and {a}");
        assert_eq!(matches_literal(b.as_bytes(), literal), in_b, "{shown} and {b}");
        // A published wildcard is no set of subjects, so what two filters have in common says nothing about it.
        if !tokens.iter().any(is_wildcard) {
            assert_eq!(both.as_ref().is_some_and(|both| both.matches(literal)), in_a && in_b, "{shown}");
        }
    }
}

fn cut(subject: &[u8]) -> Vec<&[u8]> {
    subject.split(|&byte| byte == b'.').collect()
}

fn is_wildcard(token: &&[u8]) -> bool {
    [b"*", b">"].iter().any(|wildcard| token == wildcard)
}

fn is_filter(tokens: &[&[u8]]) -> bool {
    let blank = |token: &&[u8]| token.is_empty() || token.iter().any(|byte| b" \t\r\n".contains(byte));
    let before_last = tokens.len() - 1;
    !tokens.iter().any(blank) && !tokens.iter().take(before_last).any(|token| token == b">")
}

/// Whether a published subject reaches a filter.
fn reaches(published: &[&[u8]], filter: &[&[u8]]) -> bool {
    !published.iter().any(|token| token.is_empty())
        && match (published, filter) {
            ([], []) => true,
            ([_, ..], [b">"]) => true,
            ([token, published @ ..], [wanted, filter @ ..]) => {
                (wanted == b"*" || wanted == token)
                    && (filter.is_empty() == published.is_empty())
                    && (filter.is_empty() || reaches(published, filter))
            }
            _ => false,
        }
}

/// Whether `wide` matches everything that `narrow` matches.
fn holds(wide: &[&[u8]], narrow: &[&[u8]]) -> bool {
    match (wide, narrow) {
        ([], []) => true,
        ([b">"], [_, ..]) => true,
        ([_, ..], [b">"]) => false,
        ([one, wide @ ..], [other, narrow @ ..]) => (one == b"*" || one == other) && holds(wide, narrow),
        _ => false,
    }
}

/// Whether some subject is matched by both.
fn meet(a: &[&[u8]], b: &[&[u8]]) -> bool {
    match (a, b) {
        ([], []) => true,
        ([b">"], [_, ..]) | ([_, ..], [b">"]) => true,
        ([one, a @ ..], [other, b @ ..]) => (one == b"*" || other == b"*" || one == other) && meet(a, b),
        _ => false,
    }
}
