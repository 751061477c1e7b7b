//! Public keys.

use std::{fmt, str::FromStr};

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};

use crate::{
    DecodeError, KeyError, Kind,
    text::{self, KEY_LEN},
};

/// The public half of an identity: what others know it by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PublicKey {
    kind: Kind,
    bytes: [u8; KEY_LEN],
}

impl PublicKey {
    /// The key with these 32 bytes.
    pub fn new(kind: Kind, bytes: [u8; KEY_LEN]) -> Self {
        PublicKey { kind, bytes }
    }

    /// The key that `text` stands for.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        let ([prefix], bytes) = text::decode::<1>(text)?;
        let kind = Kind::from_byte(prefix).ok_or(DecodeError::Prefix)?;
        Ok(PublicKey { kind, bytes: *bytes })
    }

    /// The key that `text` stands for, which must be of this kind.
    pub fn parse_kind(expected: Kind, text: &str) -> Result<Self, DecodeError> {
        match Self::parse(text)? {
            key if key.kind == expected => Ok(key),
            PublicKey { kind: found, .. } => Err(DecodeError::Kind { expected, found }),
        }
    }

    /// What the identity stands for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The key itself, undecorated.
    pub fn as_bytes(&self) -> &[u8; KEY_LEN] {
        &self.bytes
    }

    /// Checks that `signature` over `message` was made by this identity.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), KeyError> {
        if !self.kind.signs() {
            return Err(KeyError::CannotSign(self.kind));
        }
        let key = UnparsedPublicKey::new(&ED25519, &self.bytes);
        key.verify(message, signature).map_err(|_| KeyError::InvalidSignature)
    }
}

impl FromStr for PublicKey {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text)
    }
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&text::encode(&[self.kind.byte()], &self.bytes))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}
