//! From a destination as written to its pieces.

use super::TransformError;
use super::call::{Call, braced};
use super::error::DestinationError::{IndexOutOfRange, InvalidTransform, UnknownFunction};
use super::function::{Key, Piece};
use crate::syntax::is_blank;
use crate::{Subject, tokens};

/// The pieces, and where the tokens of a final `>` begin in the source.
pub(super) fn pieces(
    source: &Subject,
    destination: &[u8],
) -> Result<(Box<[Piece]>, Option<usize>), TransformError> {
    validate(destination)?;
    let source = SourceTokens::of(source);
    if tokens(destination).any(|token| token == b"*") || source.tail.is_some() != ends_in_tail(destination) {
        return Err(TransformError::InvalidSubject);
    }
    let mut pieces = Vec::new();
    for (at, token) in tokens(destination).enumerate() {
        if at > 0 {
            push_text(&mut pieces, b".");
        }
        if token == b">" {
            break;
        }
        match Call::parse(token).map_err(|kind| kind.of(token))? {
            None => push_text(&mut pieces, token),
            Some(call) => pieces.push(source.resolve(call, token)?),
        }
    }
    Ok((pieces.into(), source.tail))
}

/// Whether the destination ends in a `>` that takes what the source's `>` matched.
fn ends_in_tail(destination: &[u8]) -> bool {
    tokens(destination).last() == Some(b">")
}

/// Refuses what is no subject even with functions in it.
fn validate(destination: &[u8]) -> Result<(), TransformError> {
    let mut ended = false;
    for token in tokens(destination) {
        if token.is_empty() {
            return Err(InvalidTransform.alone());
        }
        if ended {
            return Err(InvalidTransform.of(token));
        }
        ended = token == b">";
        if braced(token).is_some() {
            // What is said first when several tokens are wrong.
            if let Err(kind @ UnknownFunction) = Call::parse(token) {
                return Err(kind.of(token));
            }
        } else if token.iter().any(|&byte| is_blank(byte)) {
            return Err(InvalidTransform.alone());
        }
    }
    Ok(())
}

fn push_text(pieces: &mut Vec<Piece>, text: &[u8]) {
    if let Some(Piece::Text(before)) = pieces.last_mut() {
        *before = [before, text].concat().into();
    } else {
        pieces.push(Piece::Text(text.into()));
    }
}

/// Where the wildcards of a source stand.
struct SourceTokens {
    wildcards: Vec<usize>,
    tail: Option<usize>,
}

impl SourceTokens {
    fn of(source: &Subject) -> Self {
        let positions = |wildcard: &'static [u8]| {
            source.tokens().enumerate().filter(move |(_, token)| *token == wildcard).map(|(at, _)| at)
        };
        Self { wildcards: positions(b"*").collect(), tail: positions(b">").next() }
    }

    fn is_literal(&self) -> bool {
        self.wildcards.is_empty() && self.tail.is_none()
    }

    fn resolve(&self, call: Call<'_>, written: &[u8]) -> Result<Piece, TransformError> {
        let token = |index| self.position(index, written);
        Ok(match call {
            Call::Random { below } => Piece::Random { below },
            // Without wildcards there are no tokens to choose from: the subject is the key.
            Call::Partition { buckets, tokens } if tokens.is_empty() || self.is_literal() => {
                Piece::Partition { buckets, key: Key::Subject }
            }
            Call::Partition { buckets, tokens } => {
                let tokens = tokens.into_iter().map(token).collect::<Result<_, _>>()?;
                Piece::Partition { buckets, key: Key::Tokens(tokens) }
            }
            Call::Wildcard(index) => Piece::Token(token(index)?),
            Call::Split { token: index, delimiter } => {
                Piece::Split { token: token(index)?, delimiter: delimiter.into() }
            }
            Call::Sized { function, token: index, size } => {
                Piece::Sized { function, token: token(index)?, size }
            }
        })
    }

    /// Where the wildcard with this number stands. Numbers below one stand for the first token.
    fn position(&self, index: i64, written: &[u8]) -> Result<usize, TransformError> {
        if self.is_literal() {
            return Err(IndexOutOfRange { index: None }.of(written));
        }
        let Some(before) = index.checked_sub(1).and_then(|before| usize::try_from(before).ok()) else {
            return Ok(0);
        };
        self.wildcards.get(before).copied().ok_or_else(|| IndexOutOfRange { index: Some(index) }.of(written))
    }
}
