//! NKeys: identities as Ed25519 (and, for sealing, X25519) keys in their decorated text form.
//!
//! Promises: a [`PublicKey`] or [`Seed`] that exists was decoded strictly (base32 without padding, canonical to the
//! last bit, checksum, kind and length) and prints as the very text it was read from; a secret is never shown by
//! `Debug` and is wiped from memory when its owner is dropped.
//!
//! ```text
//! public key = base32( kind ‖ 32 bytes of key ‖ CRC-16, little endian )             56 characters
//! seed       = base32( S and kind, 2 bytes ‖ 32 bytes of secret ‖ CRC-16, the same ) 58 characters
//! ```
//!
//! A kind is a letter's five bits at the top of its byte, so that the text starts with that letter.
//!
//! Deliberately absent: sealing with curve keys, credentials files, and the 64-byte private form that the text format
//! also defines and nobody stores.

mod curve;
mod error;
mod kind;
mod pair;
mod public;
mod seed;
mod text;

pub use curve::CurveKeyPair;
pub use error::{DecodeError, KeyError};
pub use kind::Kind;
pub use pair::{KeyPair, SIGNATURE_LEN};
pub use public::PublicKey;
pub use seed::Seed;
