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
