//! Cutting a subject at its dots.

/// The tokens of a subject. An empty subject has one empty token, like a text split at dots.
#[must_use]
pub fn tokens(subject: &[u8]) -> Tokens<'_> {
    Tokens { rest: Some(subject) }
}

/// Iterator of [`tokens`].
#[derive(Debug, Clone)]
pub struct Tokens<'a> {
    /// `None` once the last token is out.
    rest: Option<&'a [u8]>,
}

impl<'a> Tokens<'a> {
    /// What has not been handed out, dots included; `None` after the last token.
    #[must_use]
    pub fn rest(&self) -> Option<&'a [u8]> {
        self.rest
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        // Tokens are short: a plain loop beats a vectorised search.
        match rest.iter().position(|&byte| byte == b'.').and_then(|dot| rest.split_at_checked(dot)) {
            Some((token, after)) => {
                self.rest = after.get(1..);
                Some(token)
            }
            None => {
                self.rest = None;
                Some(rest)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(subject: &str, expected: &[&str]) {
        let found: Vec<_> =
            tokens(subject.as_bytes()).map(|token| std::str::from_utf8(token).unwrap()).collect();
        assert_eq!(found, expected, "{subject:?}");
    }

    #[test]
    fn splits_at_every_dot() {
        check("a", &["a"]);
        check("a.bc.d", &["a", "bc", "d"]);
        check("", &[""]);
        check(".", &["", ""]);
        check("a..b.", &["a", "", "b", ""]);
    }

    #[test]
    fn rest_is_what_follows() {
        let mut tokens = tokens(b"a.b.c");
        assert_eq!(tokens.rest(), Some(&b"a.b.c"[..]));
        tokens.next();
        assert_eq!(tokens.rest(), Some(&b"b.c"[..]));
        tokens.next();
        tokens.next();
        assert_eq!(tokens.rest(), None);
    }
}
