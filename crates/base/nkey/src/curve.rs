//! Key pairs that seal.

use std::fmt;

use aws_lc_rs::agreement::{PrivateKey, X25519};

use crate::{KeyError, Kind, PublicKey, Seed};

/// An identity that others can seal messages for.
pub struct CurveKeyPair {
    seed: Seed,
    public: PublicKey,
}

impl CurveKeyPair {
    /// A new identity.
    pub fn generate() -> Result<Self, KeyError> {
        Self::from_seed(Seed::generate(Kind::Curve)?)
    }

    /// The identity that `seed` is the secret of.
    pub fn from_seed(seed: Seed) -> Result<Self, KeyError> {
        if seed.kind() != Kind::Curve {
            return Err(KeyError::CannotSeal(seed.kind()));
        }
        let scalar = PrivateKey::from_private_key(&X25519, seed.secret()).map_err(|_| KeyError::Crypto)?;
        let point = scalar.compute_public_key().map_err(|_| KeyError::Crypto)?;
        let bytes = point.as_ref().try_into().map_err(|_| KeyError::Crypto)?;
        Ok(CurveKeyPair { public: PublicKey::new(Kind::Curve, bytes), seed })
    }

    /// The public half.
    pub fn public_key(&self) -> PublicKey {
        self.public
    }

    /// The secret half.
    pub fn seed(&self) -> &Seed {
        &self.seed
    }
}

impl fmt::Debug for CurveKeyPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CurveKeyPair({}, ..)", self.public)
    }
}
