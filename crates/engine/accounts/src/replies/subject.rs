//! Reply subjects: `_R_.`, six characters for the table, a dot, six for the request.

use std::fmt;

const DIGITS: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const TOKEN: usize = 6;
/// How many tokens there are.
const TOKENS: u64 = 62_u64.pow(6);
/// From one token to another; sharing no factor with the number of tokens, it leads to all of them.
const STEP: u64 = 0x9_e377_9b99;
const START: &[u8; 4] = b"_R_.";
const PREFIX: usize = START.len() + TOKEN + 1;
const LENGTH: usize = PREFIX + TOKEN;

/// A reply subject that the server made.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ReplySubject([u8; LENGTH]);

impl ReplySubject {
    /// The bytes of the subject.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for ReplySubject {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for ReplySubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

impl fmt::Debug for ReplySubject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The part of a table's subjects that all of them share.
#[derive(Debug, Clone, Copy)]
pub(super) struct Prefix([u8; PREFIX]);

/// The part that tells them apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Token(u64);

impl Prefix {
    pub(super) fn new(random: u64) -> Self {
        let mut bytes = [b'.'; PREFIX];
        let (start, rest) = bytes.split_at_mut(START.len());
        start.copy_from_slice(START);
        if let Some(token) = rest.first_chunk_mut::<TOKEN>() {
            *token = Token::from_random(random).digits();
        }
        Prefix(bytes)
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn subject(&self, token: Token) -> ReplySubject {
        let mut bytes = [0; LENGTH];
        let (prefix, rest) = bytes.split_at_mut(PREFIX);
        prefix.copy_from_slice(&self.0);
        rest.copy_from_slice(&token.digits());
        ReplySubject(bytes)
    }

    /// The token of a subject with this prefix.
    pub(super) fn token(&self, subject: &[u8]) -> Option<Token> {
        Token::parse(subject.strip_prefix(&self.0)?)
    }
}

impl Token {
    pub(super) fn from_random(random: u64) -> Self {
        Token(random % TOKENS)
    }

    /// Another one, when this one is taken.
    pub(super) fn next(self) -> Self {
        Token((self.0 + STEP) % TOKENS)
    }

    fn digits(self) -> [u8; TOKEN] {
        let mut rest = self.0;
        [(); TOKEN].map(|()| {
            let digit = usize::try_from(rest % 62).ok().and_then(|at| DIGITS.get(at));
            rest /= 62;
            digit.copied().unwrap_or(b'0')
        })
    }

    fn parse(digits: &[u8]) -> Option<Self> {
        if digits.len() != TOKEN {
            return None;
        }
        digits.iter().rev().try_fold(0, |value, &digit| Some(value * 62 + value_of(digit)?)).map(Token)
    }
}

fn value_of(digit: u8) -> Option<u64> {
    Some(match digit {
        b'0'..=b'9' => u64::from(digit - b'0'),
        b'A'..=b'Z' => u64::from(digit - b'A') + 10,
        b'a'..=b'z' => u64::from(digit - b'a') + 36,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_read_as_it_was_made() {
        let prefix = Prefix::new(12_345_678_901_234_567_890);
        for random in [0, 1, 61, 62, TOKENS - 1, TOKENS, u64::MAX] {
            let token = Token::from_random(random);
            let subject = prefix.subject(token);
            assert_eq!(prefix.token(subject.as_bytes()), Some(token), "{subject}");
            assert_eq!(subject.to_string().len(), 17);
            assert!(subject.to_string().starts_with("_R_.") && subject.as_bytes()[10] == b'.');
        }
        assert_eq!(Prefix::new(0).subject(Token::from_random(61)).to_string(), "_R_.000000.z00000");
    }

    #[test]
    fn other_subjects_are_not_read() {
        let prefix = Prefix::new(0);
        for other in [
            "_R_.000000.00000",
            "_R_.000000.0000000",
            "_R_.000000.00000-",
            "_R_.100000.000000",
            "_R_.000000",
            "",
            "a",
        ] {
            assert_eq!(prefix.token(other.as_bytes()), None, "{other}");
        }
    }

    #[test]
    fn every_token_has_a_next_one() {
        let gcd = |mut a: u64, mut b: u64| {
            while b != 0 {
                (a, b) = (b, a % b);
            }
            a
        };
        assert_eq!(gcd(STEP, TOKENS), 1);
        assert_ne!(Token(5).next(), Token(5));
    }
}
