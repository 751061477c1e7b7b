//! One subject made from another.
//!
//! A [`Transform`] has a source filter and a destination in which `$1` or `{{wildcard(1)}}` stands for what the source's
//! first `*` matched, and further functions compute a token: `{{partition(n)}}`, `{{partition(n, tokens…)}}`,
//! `{{random(n)}}`, `{{split(token, delimiter)}}`, `{{splitfromleft(token, position)}}`, `{{splitfromright(…)}}`,
//! `{{slicefromleft(token, size)}}`, `{{slicefromright(…)}}`, `{{left(token, length)}}`, `{{right(…)}}`. What a final `>`
//! of the source matched is put in the place of the destination's final `>`; both have one or neither.
//!
//! A [`Remap`] is the strict kind that can be undone: imports need it.
//!
//! Differences to the reference, where it loses messages or answers by accident:
//! - an empty destination is refused (there it ends the process at the first publish);
//! - `split` never makes an empty token: `--a` split at `-` is `a` (there `.a`, which nobody receives);
//! - `partition(n)` of a source without wildcards hashes the subject (there, depending on order, nothing);
//! - numbers of partitions and of random values can't be negative;
//! - a function must be the whole token, nothing may stand between its name and the braces;
//! - undoing a remap that moves three or more tokens around gives the tokens back in their places.

mod build;
mod call;
mod error;
mod function;
mod remap;

use crate::{Subject, tokens};

use function::Piece;
use smallvec::SmallVec;

pub use error::{DestinationError, TransformError};
pub use remap::{Remap, number_wildcards};

/// Tokens of one subject; more than 32 go to the heap.
type TokenList<'a> = SmallVec<[&'a [u8]; 32]>;

/// A rule that makes a new subject from each subject of its source.
#[derive(Debug, Clone)]
pub struct Transform {
    source: Subject,
    destination: Box<[u8]>,
    pieces: Box<[Piece]>,
    /// Where the tokens that `>` matched begin, if the source and the destination end in one.
    tail: Option<usize>,
}

impl Transform {
    /// Reads a destination with mapping functions.
    ///
    /// A token index of zero or less stands for the first token of the subject, as it does in the reference.
    ///
    /// # Errors
    /// What is wrong with the destination, or that it doesn't go with the source.
    pub fn new(source: &Subject, destination: &[u8]) -> Result<Self, TransformError> {
        let (pieces, tail) = build::pieces(source, destination)?;
        Ok(Self { source: source.clone(), destination: destination.into(), pieces, tail })
    }

    /// What is transformed.
    #[must_use]
    pub fn source(&self) -> &Subject {
        &self.source
    }

    /// The destination as it was written.
    #[must_use]
    pub fn destination(&self) -> &[u8] {
        &self.destination
    }

    /// Appends the new subject to `out` if the source matches; otherwise leaves `out` alone and answers `false`.
    ///
    /// Only `random` asks `random`. Tokens are copied as they are, so the filter of a subscription, when the source holds
    /// all of it, is transformed just like a published subject.
    pub fn apply(&self, subject: &[u8], random: &mut impl FnMut() -> u32, out: &mut Vec<u8>) -> bool {
        let mut found = TokenList::new();
        if !match_tokens(self.source.as_bytes(), subject, &mut found) {
            return false;
        }
        self.write(subject, &found, random, out);
        true
    }

    /// The part of [`Transform::apply`] after the match.
    pub(crate) fn write(
        &self,
        subject: &[u8],
        tokens: &[&[u8]],
        random: &mut impl FnMut() -> u32,
        out: &mut Vec<u8>,
    ) {
        for piece in &self.pieces {
            piece.write(subject, tokens, random, out);
        }
        for (at, token) in
            self.tail.and_then(|from| tokens.get(from..)).unwrap_or_default().iter().enumerate()
        {
            if at > 0 {
                out.push(b'.');
            }
            out.extend_from_slice(token);
        }
    }
}

/// Cuts `subject` into `found` and compares it with `source` on the way.
fn match_tokens<'a>(source: &[u8], subject: &'a [u8], found: &mut TokenList<'a>) -> bool {
    found.extend(tokens(subject));
    let mut at = 0;
    for wanted in tokens(source) {
        match found.get(at).copied() {
            None | Some(b"") => return false,
            Some(_) if wanted == b">" => return !found.iter().any(|token| token.is_empty()),
            Some(token) if wanted == b"*" || wanted == token => at += 1,
            Some(_) => return false,
        }
    }
    at == found.len()
}

#[cfg(test)]
mod tests;
