//! The owned subject.

use std::borrow::Borrow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use crate::{SubjectError, Tokens, has_wildcard, tokens, validate_filter};

/// A checked filter (a literal is a filter without wildcards). Immutable; a clone shares the bytes.
///
/// Compares, orders and hashes as its bytes, so a map of subjects can be asked with a `&[u8]`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(Arc<[u8]>);

impl Subject {
    /// Checks and copies the bytes.
    ///
    /// # Errors
    /// What keeps them from being a filter.
    pub fn new(bytes: &[u8]) -> Result<Self, SubjectError> {
        validate_filter(bytes)?;
        Ok(Self(bytes.into()))
    }

    /// A subject written in the program.
    ///
    /// # Panics
    /// When the text is no filter; use [`Subject::new`] for everything that comes from outside.
    #[must_use]
    #[track_caller]
    #[allow(clippy::expect_used, reason = "the text is a constant of the program")]
    pub fn from_static(text: &'static str) -> Self {
        Self::new(text.as_bytes()).expect("a subject written in the program is valid")
    }

    /// The bytes, as published or subscribed.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether there is no wildcard.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        !has_wildcard(&self.0)
    }

    /// The tokens between the dots; none is empty.
    #[must_use]
    pub fn tokens(&self) -> Tokens<'_> {
        tokens(&self.0)
    }

    /// How many tokens there are, at least one.
    #[must_use]
    pub fn token_count(&self) -> usize {
        memchr::memchr_iter(b'.', &self.0).count() + 1
    }

    /// Whether a message published to `literal` belongs to this filter, see [`crate::matches_literal`].
    #[must_use]
    pub fn matches(&self, literal: &[u8]) -> bool {
        crate::matches_literal(&self.0, literal)
    }
}

impl AsRef<[u8]> for Subject {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Borrow<[u8]> for Subject {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Subject {
    type Error = SubjectError;

    fn try_from(bytes: &[u8]) -> Result<Self, SubjectError> {
        Self::new(bytes)
    }
}

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(text: &str) -> Result<Self, SubjectError> {
        Self::new(text.as_bytes())
    }
}

/// Bytes that are no UTF-8 are shown as replacement characters.
impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&String::from_utf8_lossy(&self.0), f)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keeps_bytes_as_they_are() {
        let subject = Subject::new(b"a.\xff").unwrap();
        assert_eq!(subject.as_bytes(), b"a.\xff");
        assert_eq!(subject.to_string(), "a.\u{fffd}");
        assert_eq!(subject.token_count(), 2);
        assert!(subject.is_literal());
    }

    #[test]
    fn refuses_what_is_no_filter() {
        assert_eq!(Subject::new(b"a..b"), Err(SubjectError::EmptyToken { at: 2 }));
        assert_eq!("".parse::<Subject>(), Err(SubjectError::Empty));
    }

    #[test]
    fn a_set_can_be_asked_with_bytes() {
        let set = HashSet::from([Subject::from_static("a.b")]);
        assert!(set.contains(&b"a.b"[..]));
        assert!(!set.contains(&b"a.*"[..]));
    }
}
