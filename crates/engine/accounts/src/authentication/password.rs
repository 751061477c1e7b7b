//! Comparing passwords and tokens.

use std::fmt;

use aws_lc_rs::constant_time::verify_slices_are_equal;

/// A password or token as configured.
#[derive(Clone)]
pub(super) enum Secret {
    /// As it is.
    Plain(Box<str>),
    /// As a bcrypt hash.
    Hashed(Box<str>),
}

impl Secret {
    pub(super) fn new(text: &str) -> Self {
        if is_hash(text) { Secret::Hashed(text.into()) } else { Secret::Plain(text.into()) }
    }

    pub(super) fn is_hashed(&self) -> bool {
        matches!(self, Secret::Hashed(_))
    }

    /// Whether the offered text is the secret. The stored hash itself is not.
    pub(super) fn matches(&self, offered: &str) -> bool {
        match self {
            Secret::Plain(secret) => equal(secret, offered),
            Secret::Hashed(hash) => bcrypt::verify(offered, hash).unwrap_or(false),
        }
    }
}

/// Secrets are never shown.
impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Secret::Plain(_) => "Plain(…)",
            Secret::Hashed(_) => "Hashed(…)",
        })
    }
}

/// Whether the texts are equal, in a time that depends on their lengths only.
pub(super) fn equal(secret: &str, offered: &str) -> bool {
    verify_slices_are_equal(secret.as_bytes(), offered.as_bytes()).is_ok()
}

/// Whether the text has the form of a bcrypt hash: `$2a$`, `b`, `x` or `y`, two digits, `$`.
pub(super) fn is_hash(text: &str) -> bool {
    matches!(
        text.as_bytes(),
        [b'$', b'2', b'a' | b'b' | b'x' | b'y', b'$', b'0'..=b'9', b'0'..=b'9', b'$', ..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_hash() {
        for hash in ["$2a$04$x", "$2b$11$", "$2x$10$abc", "$2y$99$abc"] {
            assert!(is_hash(hash), "{hash}");
        }
        for plain in ["", "$2c$10$abc", "$2a$4$abc", "2a$10$abc", "$2a$10", " $2a$10$abc"] {
            assert!(!is_hash(plain), "{plain}");
        }
    }

    #[test]
    fn every_kind_of_hash_is_understood() {
        let hash = bcrypt::hash_with_salt("s3cr3t", 4, [7; 16]).unwrap();
        for version in
            [bcrypt::Version::TwoA, bcrypt::Version::TwoB, bcrypt::Version::TwoX, bcrypt::Version::TwoY]
        {
            let hash = hash.format_for_version(version);
            let secret = Secret::new(&hash);
            assert!(secret.is_hashed() && secret.matches("s3cr3t"), "{hash}");
            assert!(!secret.matches("S3cr3t") && !secret.matches("") && !secret.matches(&hash), "{hash}");
        }
    }

    #[test]
    fn a_broken_hash_lets_nobody_in() {
        let secret = Secret::new("$2a$10$tooshort");
        assert!(!secret.matches("") && !secret.matches("$2a$10$tooshort"));
    }

    #[test]
    fn plain_secrets() {
        assert!(Secret::new("p").matches("p") && Secret::new("").matches(""));
        assert!(
            !Secret::new("p").matches("") && !Secret::new("").matches("p") && !Secret::new("p").matches("pp")
        );
        assert_eq!(format!("{:?}", Secret::new("p")), "Plain(…)");
    }
}
