//! What a subject may look like.

use crate::{SubjectError, tokens};

/// Whether the bytes are a filter: no empty token, no blank, `>` only as the last token.
#[must_use]
pub fn is_valid_filter(subject: &[u8]) -> bool {
    validate_filter(subject).is_ok()
}

/// Like [`is_valid_filter`], and says what is wrong.
///
/// # Errors
/// The first thing that is wrong, from the left.
pub fn validate_filter(subject: &[u8]) -> Result<(), SubjectError> {
    if subject.is_empty() {
        return Err(SubjectError::Empty);
    }
    let mut at = 0;
    let mut tokens = tokens(subject);
    while let Some(token) = tokens.next() {
        if token.is_empty() {
            return Err(SubjectError::EmptyToken { at });
        }
        if let Some(blank) = token.iter().position(|&byte| is_blank(byte)) {
            return Err(SubjectError::Blank { at: at + blank });
        }
        if token == b">" && tokens.rest().is_some() {
            return Err(SubjectError::FullWildcardNotLast { at });
        }
        at += token.len() + 1;
    }
    Ok(())
}

/// Whether the bytes are a subject without wildcards.
#[must_use]
pub fn is_valid_literal(subject: &[u8]) -> bool {
    !subject.is_empty()
        && tokens(subject)
            .all(|token| !token.is_empty() && !is_wildcard(token) && !token.iter().any(|&b| is_blank(b)))
}

/// What a pedantic connection asks of the subject of a publish: the same as [`is_valid_literal`].
#[must_use]
pub fn is_valid_publish(subject: &[u8]) -> bool {
    is_valid_literal(subject)
}

/// Whether a token of the subject is `*` or `>`, wherever it stands.
#[must_use]
pub fn has_wildcard(subject: &[u8]) -> bool {
    // Nearly all subjects have neither byte; the search for them is vectorised.
    memchr::memchr2_iter(b'*', b'>', subject).any(|at| {
        let starts = at.checked_sub(1).is_none_or(|before| subject.get(before) == Some(&b'.'));
        starts && subject.get(at + 1).is_none_or(|&after| after == b'.')
    })
}

/// Whether a token of the subject is empty. A message published to such a subject reaches nobody, not even `>`.
#[must_use]
pub fn has_empty_token(subject: &[u8]) -> bool {
    let mut previous = b'.';
    for &byte in subject {
        if byte == b'.' && previous == b'.' {
            return true;
        }
        previous = byte;
    }
    previous == b'.'
}

pub(crate) fn is_wildcard(token: &[u8]) -> bool {
    matches!(token, b"*" | b">")
}

pub(crate) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

#[cfg(test)]
mod tests {
    use super::*;
    use SubjectError::*;

    #[track_caller]
    fn check(subject: &[u8], expected: Result<(), SubjectError>) {
        assert_eq!(validate_filter(subject), expected, "{:?}", subject.escape_ascii().to_string());
    }

    #[test]
    fn filters() {
        for good in [
            "a", "a.b", "*", ">", "a.*", "a.*.b", "a.>", "*.>", ">>", "a.>>", ">>.a", "a.*x", "a.**",
            "a.>x.b", "$1",
        ] {
            check(good.as_bytes(), Ok(()));
        }
        check(b"\x00\x7f\xff.\x0c\xc3", Ok(()));
        check(b"", Err(Empty));
        check(b".", Err(EmptyToken { at: 0 }));
        check(b".a", Err(EmptyToken { at: 0 }));
        check(b"a.", Err(EmptyToken { at: 2 }));
        check(b"a..b", Err(EmptyToken { at: 2 }));
        check(b"ab.>.c", Err(FullWildcardNotLast { at: 3 }));
        check(b">.", Err(FullWildcardNotLast { at: 0 }));
        check(b"a b", Err(Blank { at: 1 }));
        check(b"a.b\t", Err(Blank { at: 3 }));
        check(b"\r", Err(Blank { at: 0 }));
        check(b"a\nb", Err(Blank { at: 1 }));
    }

    #[test]
    fn literals() {
        for good in ["a", "a.b", "a.*x", "a.>x", "a.**", ">>"] {
            assert!(is_valid_literal(good.as_bytes()) && is_valid_publish(good.as_bytes()), "{good}");
        }
        for bad in ["", "a.", ".a", "a..b", ".", "*", ">", "a.*", "*.b", "a.>", "a b"] {
            assert!(!is_valid_literal(bad.as_bytes()), "{bad}");
        }
    }

    #[test]
    fn wildcards_are_whole_tokens() {
        for with in ["*", ">", "a.*", "*.a", "a.*.b", "a.>", ">.a", "x*.>"] {
            assert!(has_wildcard(with.as_bytes()), "{with}");
        }
        for without in ["", "a", "a.**", "*a.b", "a*", ">>", "a.>b", "a.b>.c"] {
            assert!(!has_wildcard(without.as_bytes()), "{without}");
        }
    }

    #[test]
    fn empty_tokens() {
        for with in ["", ".", "a.", ".a", "a..b", ".."] {
            assert!(has_empty_token(with.as_bytes()), "{with}");
        }
        for without in ["a", "a.b", "*.>"] {
            assert!(!has_empty_token(without.as_bytes()), "{without}");
        }
    }
}
