//! What can be wrong with a key.

use thiserror::Error;

use crate::Kind;

/// Why a text is not a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// Not base32 in its canonical form: upper case, no padding, no bits left over.
    #[error("not a key: invalid base32")]
    Encoding,
    /// Too short or too long.
    #[error("not a key: wrong length")]
    Length,
    /// The checksum does not match: a typing error, most likely.
    #[error("not a key: wrong checksum")]
    Checksum,
    /// The first letter names no kind of public key.
    #[error("not a public key: unknown prefix")]
    Prefix,
    /// Not a seed of any kind.
    #[error("not a seed: unknown prefix")]
    SeedPrefix,
    /// A key, but not of the kind that was asked for.
    #[error("expected {expected} key, got {found} key")]
    Kind {
        /// What was asked for.
        expected: Kind,
        /// What the text holds.
        found: Kind,
    },
}

/// Why a key cannot do what it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Keys of this kind do not sign.
    #[error("{0} keys cannot sign")]
    CannotSign(Kind),
    /// Keys of this kind do not seal.
    #[error("{0} keys cannot seal")]
    CannotSeal(Kind),
    /// The signature is not the key's.
    #[error("invalid signature")]
    InvalidSignature,
    /// The system gives no randomness.
    #[error("no key can be made: the system gives no randomness")]
    Randomness,
    /// The crypto library refuses the key.
    #[error("the crypto library refuses the key")]
    Crypto,
}
