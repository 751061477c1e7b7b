//! What publishers write: messages of one length, encoded once, written in chunks over and over.

use super::Audience;
use crate::wire::encode;

/// Encoded `PUB`s of equal length.
#[derive(Debug)]
pub(crate) struct Script {
    bytes: Vec<u8>,
    frame: usize,
    chunk: usize,
}

/// Bytes in one write.
const CHUNK: usize = 64 * 1024;
/// Bytes in one write when messages are large.
const LARGE_CHUNK: usize = 256 * 1024;
/// Bytes that may be on their way to one subscriber. Servers cut a client off at 64 MiB.
const WINDOW: usize = 8 << 20;
/// Bytes that may be on their way to all subscribers.
const TOTAL_WINDOW: usize = 512 << 20;
/// Messages that may be on their way to all subscribers: they must be through soon after the end.
const TOTAL_DELIVERIES: usize = 4_000_000;

impl Script {
    /// One message to each of `subjects` in turn. They must be equally long.
    pub(crate) fn cycle<'a>(subjects: impl IntoIterator<Item = &'a str>, payload: usize) -> Self {
        let payload = encode::payload(payload);
        let (mut cycle, mut messages) = (Vec::new(), 0);
        for subject in subjects {
            encode::publish(&mut cycle, subject, None, &payload);
            messages += 1;
        }
        let frame = cycle.len() / messages.max(1);
        assert_eq!(frame * messages, cycle.len(), "all subjects of a script are equally long");
        let chunk = if frame >= 2048 { LARGE_CHUNK } else { CHUNK };
        let chunk = (chunk / frame.max(1)).max(1);
        let bytes = cycle.repeat(chunk.div_ceil(messages.max(1)));
        Self { bytes, frame, chunk }
    }

    /// Cuts the script into writes of at most `bytes`: for many publishers in turn.
    pub(crate) fn in_chunks_of(self, bytes: usize) -> Self {
        let messages = (bytes / self.frame) as u64;
        self.in_chunks_of_messages(messages)
    }

    /// Cuts the script into writes of at most `messages`.
    pub(crate) fn in_chunks_of_messages(mut self, messages: u64) -> Self {
        self.chunk = usize::try_from(messages).map_or(self.chunk, |messages| messages.clamp(1, self.chunk));
        self
    }

    /// The next chunk at `offset`, never beyond the end of the script.
    pub(crate) fn chunk_at(&self, offset: usize) -> Chunk {
        let start = if offset >= self.bytes.len() { 0 } else { offset };
        let end = (start + self.chunk * self.frame).min(self.bytes.len());
        Chunk { start, end, messages: ((end - start) / self.frame) as u64 }
    }

    /// Some of its bytes.
    pub(crate) fn bytes(&self, start: usize, end: usize) -> &[u8] {
        self.bytes.get(start..end).unwrap_or_default()
    }

    /// How many messages may be on their way.
    pub(crate) fn window(&self, subscribers: usize, audience: Audience) -> u64 {
        let bytes = match audience {
            Audience::Nobody => return u64::MAX,
            Audience::Someone => WINDOW,
            Audience::Everyone => WINDOW.min(TOTAL_WINDOW / subscribers.max(1)),
        };
        (bytes / self.frame).min(TOTAL_DELIVERIES / subscribers.max(1)).max(4) as u64
    }
}

/// A stretch of the script that starts and ends between messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Chunk {
    /// Where it starts.
    pub(crate) start: usize,
    /// Where it ends.
    pub(crate) end: usize,
    /// Messages in it.
    pub(crate) messages: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_end_between_messages_and_start_over() {
        let script = Script::cycle(["a.1", "a.2", "a.3"], 16).in_chunks_of(2 * 28);
        let frame = "PUB a.1 16\r\n0123456789abcdef\r\n".len();
        assert_eq!(script.frame, frame);
        let script = script.in_chunks_of(2 * frame);
        let mut offset = 0;
        let mut messages = 0;
        while offset < script.bytes.len() {
            let chunk = script.chunk_at(offset);
            assert_eq!((chunk.end - chunk.start) as u64, chunk.messages * frame as u64);
            assert!(script.bytes(chunk.start, chunk.end).starts_with(b"PUB a."));
            offset = chunk.end;
            messages += chunk.messages;
        }
        assert_eq!(messages as usize * frame, script.bytes.len());
        assert_eq!(script.chunk_at(offset).start, 0);
    }

    #[test]
    fn a_large_message_is_a_chunk() {
        let script = Script::cycle(["a"], 1 << 20);
        assert_eq!(script.chunk_at(0).messages, 1);
        assert!(script.window(1, Audience::Everyone) >= 4);
    }

    #[test]
    fn the_window_shrinks_with_the_audience() {
        let script = Script::cycle(["a"], 4096);
        let window = |subscribers| script.window(subscribers, Audience::Everyone);
        assert!(window(1000) < window(100) && window(100) <= window(1));
        assert_eq!(script.window(0, Audience::Nobody), u64::MAX);
        assert!(Script::cycle(["a"], 16).window(1000, Audience::Everyone) <= 4000);
    }

    #[test]
    fn chunks_can_only_be_made_smaller() {
        let chunk = |messages| Script::cycle(["a"], 16).in_chunks_of_messages(messages).chunk_at(0).messages;
        assert_eq!((chunk(0), chunk(100)), (1, 100));
        assert_eq!(chunk(u64::MAX), chunk(1 << 40));
    }
}
