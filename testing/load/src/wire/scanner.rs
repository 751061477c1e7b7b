//! Counts messages in a byte stream in which every message has the same length.

use crate::error::{Error, Result};

/// Where a connection's incoming stream stands.
#[derive(Debug, Default)]
pub(crate) struct Scanner {
    frame: usize,
    /// Bytes of the current message that are still to come.
    skip: usize,
    /// The part of a control line that has come so far.
    line: Vec<u8>,
    started: u64,
}

/// What a stretch of bytes held besides messages.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// PINGs to answer.
    pub(crate) pings: usize,
    /// PONGs that came.
    pub(crate) pongs: usize,
    /// INFO lines that came.
    pub(crate) infos: usize,
}

impl Scanner {
    /// From now on messages come, each `frame` bytes long.
    pub(crate) fn expect(&mut self, frame: usize) {
        debug_assert_eq!(self.skip, 0, "the frame length changes only between messages");
        self.frame = frame;
    }

    /// Messages that have arrived completely.
    pub(crate) fn messages(&self) -> u64 {
        self.started - u64::from(self.skip > 0)
    }

    /// Takes the next bytes of the stream.
    pub(crate) fn scan(&mut self, bytes: &[u8]) -> Result<Found> {
        let mut found = Found::default();
        let mut at = self.skip;
        while let Some(&first) = bytes.get(at) {
            if first == b'M' && self.line.is_empty() {
                if self.frame == 0 {
                    return Err(Error::Answer("a message where none was subscribed to".into()));
                }
                self.started += 1;
                at += self.frame;
            } else {
                at = self.control(bytes, at, &mut found)?;
            }
        }
        self.skip = at - bytes.len();
        Ok(found)
    }

    #[cold]
    fn control(&mut self, bytes: &[u8], at: usize, found: &mut Found) -> Result<usize> {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(end) = rest.iter().position(|&byte| byte == b'\n') else {
            self.line.extend_from_slice(rest);
            return Ok(bytes.len());
        };
        self.line.extend(rest.iter().take(end));
        found.count(&self.line)?;
        self.line.clear();
        Ok(at + end + 1)
    }
}

impl Found {
    /// Counts one control line, given without its line feed.
    pub(crate) fn count(&mut self, line: &[u8]) -> Result<()> {
        let line = line.trim_ascii();
        match line.get(..4).unwrap_or(line) {
            b"PING" => self.pings += 1,
            b"PONG" => self.pongs += 1,
            b"INFO" => self.infos += 1,
            _ => return Err(Error::Answer(String::from_utf8_lossy(line).chars().take(200).collect())),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &[u8] =
        b"INFO {}\r\nMSG a 1 2\r\nPI\r\nPING\r\nMSG a 1 2\r\nhi\r\nMSG a 1 2\r\nhi\r\nPONG\r\n";
    const FRAME: usize = b"MSG a 1 2\r\nhi\r\n".len();

    fn scan_in_pieces(size: usize) -> (u64, Found) {
        let mut scanner = Scanner::default();
        scanner.expect(FRAME);
        let mut all = Found::default();
        for piece in STREAM.chunks(size) {
            let found = scanner.scan(piece).unwrap();
            all.pings += found.pings;
            all.pongs += found.pongs;
            all.infos += found.infos;
        }
        (scanner.messages(), all)
    }

    #[test]
    fn splits_do_not_matter() {
        for size in 1..=STREAM.len() {
            assert_eq!(scan_in_pieces(size), (3, Found { pings: 1, pongs: 1, infos: 1 }), "pieces of {size}");
        }
    }

    #[test]
    fn a_message_counts_when_it_is_complete() {
        let mut scanner = Scanner::default();
        scanner.expect(FRAME);
        scanner.scan(b"MSG a 1 2\r\nhi\r").unwrap();
        assert_eq!(scanner.messages(), 0);
        scanner.scan(b"\n").unwrap();
        assert_eq!(scanner.messages(), 1);
    }

    #[test]
    fn errors_and_wrong_lengths_are_seen() {
        let mut scanner = Scanner::default();
        let error = scanner.scan(b"-ERR 'Slow Consumer'\r\n").unwrap_err();
        assert!(error.to_string().contains("Slow Consumer"));

        let mut scanner = Scanner::default();
        scanner.expect(FRAME);
        assert!(scanner.scan(b"MSG a 1 3\r\nhi!\r\nMSG a 1 2\r\nhi\r\n").is_err());
        assert!(Scanner::default().scan(b"MSG a 1 2\r\nhi\r\n").is_err());
    }
}
