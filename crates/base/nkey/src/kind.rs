//! What an identity stands for.

use std::fmt;

/// What an identity stands for: the first letter of a public key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// `O`: signs accounts.
    Operator,
    /// `A`: signs users.
    Account,
    /// `U`: connects.
    User,
    /// `N`: one server.
    Server,
    /// `C`: a cluster of servers.
    Cluster,
    /// `X`: seals messages; the only kind that cannot sign.
    Curve,
}

impl Kind {
    const ALL: [Kind; 6] =
        [Kind::Operator, Kind::Account, Kind::User, Kind::Server, Kind::Cluster, Kind::Curve];

    /// The first letter of a public key of this kind.
    pub fn letter(self) -> char {
        match self {
            Kind::Operator => 'O',
            Kind::Account => 'A',
            Kind::User => 'U',
            Kind::Server => 'N',
            Kind::Cluster => 'C',
            Kind::Curve => 'X',
        }
    }

    /// Whether keys of this kind sign; those that do not, seal.
    pub fn signs(self) -> bool {
        self != Kind::Curve
    }

    /// The kind's byte: the base32 value of its letter in the upper five bits.
    pub(crate) fn byte(self) -> u8 {
        (self.letter() as u8 - b'A') << 3
    }

    pub(crate) fn from_byte(byte: u8) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.byte() == byte)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Operator => "operator",
            Kind::Account => "account",
            Kind::User => "user",
            Kind::Server => "server",
            Kind::Cluster => "cluster",
            Kind::Curve => "curve",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_the_format() {
        let bytes = Kind::ALL.map(Kind::byte);
        assert_eq!(bytes, [0x70, 0x00, 0xA0, 0x68, 0x10, 0xB8]);
    }

    #[test]
    fn bytes_and_kinds_are_inverse() {
        for byte in 0..=u8::MAX {
            assert!(Kind::from_byte(byte).is_none_or(|kind| kind.byte() == byte));
        }
        for kind in Kind::ALL {
            assert_eq!(Kind::from_byte(kind.byte()), Some(kind));
        }
    }
}
