//! Seeds: the secret that an identity is made from.

use std::fmt;

use zeroize::Zeroizing;

use crate::{
    DecodeError, KeyError, Kind,
    text::{self, KEY_LEN},
};

/// `S`, the letter of every seed, in the upper five bits.
const SEED_BYTE: u8 = (b'S' - b'A') << 3;

/// The secret of an identity, wiped from memory when dropped.
pub struct Seed {
    kind: Kind,
    secret: Zeroizing<[u8; KEY_LEN]>,
}

impl Seed {
    /// A new secret from the system's randomness.
    ///
    /// The crypto library's own generator gathers jitter of the processor first, which takes a tenth of a second: too
    /// long for a server's start and for tools that make one key.
    pub fn generate(kind: Kind) -> Result<Self, KeyError> {
        let mut secret = Zeroizing::new([0; KEY_LEN]);
        getrandom::fill(secret.as_mut()).map_err(|_| KeyError::Randomness)?;
        Ok(Seed { kind, secret })
    }

    /// The seed that `text` stands for.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        let (prefix, secret) = text::decode::<2>(text)?;
        let kind = kind_of(prefix).ok_or(DecodeError::SeedPrefix)?;
        Ok(Seed { kind, secret })
    }

    /// What the identity stands for.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The text form, wiped from memory when dropped.
    pub fn encode(&self) -> Zeroizing<String> {
        Zeroizing::new(text::encode(&prefix_of(self.kind), &self.secret))
    }

    pub(crate) fn secret(&self) -> &[u8; KEY_LEN] {
        &self.secret
    }
}

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Seed({}, ..)", self.kind)
    }
}

/// Five bits of `S` and eight of the kind, so that the text starts with `S` and the kind's letter.
fn prefix_of(kind: Kind) -> [u8; 2] {
    let kind = kind.byte();
    [SEED_BYTE | kind >> 5, kind << 3]
}

fn kind_of([first, second]: [u8; 2]) -> Option<Kind> {
    let kind = Kind::from_byte(first << 5 | second >> 3)?;
    (prefix_of(kind) == [first, second]).then_some(kind)
}
