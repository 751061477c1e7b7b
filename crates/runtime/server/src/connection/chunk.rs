//! Bytes on their way to a socket: text written in place, with shared payloads spliced in between.

use std::io::IoSlice;

use bytes::Bytes;

/// Slices handed to one vectored write; Linux takes up to 1,024, more than this gained nothing.
const SLICES: usize = 256;

/// A run of outgoing bytes with a write position.
///
/// Small messages are copied into `bytes`; a payload that several receivers share is kept as a reference-counted
/// splice at the place where it belongs.
#[derive(Default)]
pub(crate) struct Chunk {
    bytes: Vec<u8>,
    splices: Vec<Splice>,
    /// Bytes of all splices together.
    spliced: usize,
    /// Write position: everything before it has gone out.
    next: Position,
}

struct Splice {
    /// Offset in `bytes` before which the payload stands.
    at: usize,
    payload: Bytes,
}

#[derive(Default, Clone, Copy)]
struct Position {
    byte: usize,
    splice: usize,
    within: usize,
}

impl Chunk {
    /// A chunk that writes into `bytes`, a cleared buffer that was used before.
    pub(crate) fn recycled(bytes: Vec<u8>) -> Chunk {
        debug_assert!(bytes.is_empty());
        Chunk { bytes, ..Chunk::default() }
    }

    /// Whether any buffer is held, used or not.
    pub(crate) fn owns_buffer(&self) -> bool {
        self.bytes.capacity() > 0
    }

    /// Whether nothing was ever appended.
    pub(crate) fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.splices.is_empty()
    }

    /// All bytes appended, written or not.
    pub(crate) fn len(&self) -> usize {
        self.bytes.len() + self.spliced
    }

    /// Where small pieces are appended.
    pub(crate) fn text(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Appends a payload without copying it.
    pub(crate) fn splice(&mut self, payload: Bytes) {
        self.spliced += payload.len();
        self.splices.push(Splice { at: self.bytes.len(), payload });
    }

    /// Whether everything has gone out.
    pub(crate) fn is_done(&self) -> bool {
        self.next.splice >= self.splices.len() && self.next.byte >= self.bytes.len()
    }

    /// Hands the buffer back for reuse, cleared.
    pub(crate) fn into_buffer(mut self) -> Vec<u8> {
        self.bytes.clear();
        self.bytes
    }

    /// Calls `write` with the next bytes, as one slice or as several, and moves on by what it wrote.
    pub(crate) fn write_with<E>(
        &mut self,
        write: impl FnOnce(&[IoSlice<'_>]) -> Result<usize, E>,
    ) -> Result<usize, E> {
        let written = if self.splices.is_empty() {
            write(&[IoSlice::new(self.bytes.get(self.next.byte..).unwrap_or_default())])?
        } else {
            let mut slices = [IoSlice::new(&[]); SLICES];
            let count = self.fill(&mut slices);
            write(slices.get(..count).unwrap_or_default())?
        };
        self.advance(written);
        Ok(written)
    }

    fn fill<'a>(&'a self, slices: &mut [IoSlice<'a>]) -> usize {
        let mut at = self.next;
        let mut count = 0;
        let mut free = slices.iter_mut();
        loop {
            let piece = match self.splices.get(at.splice) {
                Some(splice) if at.byte < splice.at => {
                    let text = self.bytes.get(at.byte..splice.at);
                    at.byte = splice.at;
                    text
                }
                Some(splice) => {
                    let payload = splice.payload.get(at.within..);
                    at.splice += 1;
                    at.within = 0;
                    payload
                }
                None if at.byte < self.bytes.len() => {
                    let text = self.bytes.get(at.byte..);
                    at.byte = self.bytes.len();
                    text
                }
                None => return count,
            };
            let Some(slot) = free.next() else { return count };
            *slot = IoSlice::new(piece.unwrap_or_default());
            count += 1;
        }
    }

    fn advance(&mut self, mut written: usize) {
        while written > 0 {
            match self.splices.get_mut(self.next.splice) {
                Some(splice) if self.next.byte < splice.at => {
                    let step = written.min(splice.at - self.next.byte);
                    self.next.byte += step;
                    written -= step;
                }
                Some(splice) => {
                    let step = written.min(splice.payload.len() - self.next.within);
                    self.next.within += step;
                    written -= step;
                    if self.next.within == splice.payload.len() {
                        splice.payload = Bytes::new();
                        self.next = Position { splice: self.next.splice + 1, within: 0, ..self.next };
                    }
                }
                None => {
                    self.next.byte += written;
                    return;
                }
            }
        }
        // A splice at the very end that became empty by the last step is behind us already.
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn drain(mut chunk: Chunk, step: usize) -> Vec<u8> {
        let mut out = Vec::new();
        while !chunk.is_done() {
            chunk
                .write_with(|slices| {
                    let mut left = step;
                    for slice in slices {
                        let take = left.min(slice.len());
                        out.extend_from_slice(&slice[..take]);
                        left -= take;
                    }
                    Ok::<_, ()>(step - left)
                })
                .unwrap();
        }
        out
    }

    proptest! {
        /// Whatever the socket takes at a time, the bytes come out whole and in order.
        #[test]
        fn any_write_size_gives_the_same_bytes(
            pieces in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u8>(), 1..40)), 1..400),
            step in 1usize..500,
        ) {
            let mut chunk = Chunk::default();
            let mut expected = Vec::new();
            for (shared, piece) in &pieces {
                expected.extend_from_slice(piece);
                if *shared {
                    chunk.splice(Bytes::copy_from_slice(piece));
                } else {
                    chunk.text().extend_from_slice(piece);
                }
            }
            prop_assert_eq!(chunk.len(), expected.len());
            prop_assert_eq!(drain(chunk, step), expected);
        }
    }
}
