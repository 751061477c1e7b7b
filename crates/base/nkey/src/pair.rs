//! Key pairs that sign.

use std::fmt;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};

use crate::{KeyError, Kind, PublicKey, Seed};

/// Bytes of a signature.
pub const SIGNATURE_LEN: usize = 64;

/// An identity that signs: any kind but [`Kind::Curve`].
pub struct KeyPair {
    seed: Seed,
    public: PublicKey,
    signer: Ed25519KeyPair,
}

impl KeyPair {
    /// A new identity.
    pub fn generate(kind: Kind) -> Result<Self, KeyError> {
        Self::from_seed(Seed::generate(kind)?)
    }

    /// The identity that `seed` is the secret of.
    pub fn from_seed(seed: Seed) -> Result<Self, KeyError> {
        if !seed.kind().signs() {
            return Err(KeyError::CannotSign(seed.kind()));
        }
        let signer = Ed25519KeyPair::from_seed_unchecked(seed.secret()).map_err(|_| KeyError::Crypto)?;
        let bytes = signer.public_key().as_ref().try_into().map_err(|_| KeyError::Crypto)?;
        Ok(KeyPair { public: PublicKey::new(seed.kind(), bytes), seed, signer })
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        self.public
    }

    /// The secret half.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }

    /// The signature of this identity over `message`.
    pub fn sign(&self, message: &[u8]) -> Result<[u8; SIGNATURE_LEN], KeyError> {
        let signature = self.signer.try_sign(message).map_err(|_| KeyError::Crypto)?;
        signature.as_ref().try_into().map_err(|_| KeyError::Crypto)
    }
}

impl fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyPair({}, ..)", self.public)
    }
}
