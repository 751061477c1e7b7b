//! Hands out whole messages of one known length: for those who must look inside.

use std::io::{self, Read};

use super::scanner::Found;
use crate::error::Result;

/// A reader's buffer.
#[derive(Debug)]
pub(crate) struct Frames {
    frame: usize,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
}

/// The next thing in the buffer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Next<'a> {
    /// A whole message.
    Message(&'a [u8]),
    /// The server wants a PONG.
    Ping,
    /// Nothing whole is left: read more.
    More,
}

impl Frames {
    /// A buffer for messages of `frame` bytes, with room for about `room` bytes of them.
    pub(crate) fn new(frame: usize, room: usize) -> Self {
        Self { frame, buffer: vec![0; room.max(2 * frame).max(4096)], from: 0, to: 0 }
    }

    /// Reads once. `Ok(0)` means the end of the stream.
    pub(crate) fn fill(&mut self, stream: &mut impl Read) -> io::Result<usize> {
        self.buffer.copy_within(self.from..self.to, 0);
        self.to -= self.from;
        self.from = 0;
        let space = self.buffer.get_mut(self.to..).unwrap_or_default();
        let read = stream.read(space)?;
        self.to += read;
        Ok(read)
    }

    /// Room that is left to read into; a read that did not use it all has emptied the socket.
    pub(crate) fn room(&self) -> usize {
        self.buffer.len() - (self.to - self.from)
    }

    /// Takes the next message or PING out of the buffer; other control lines are passed over, errors are returned.
    // Not an `Iterator`: what it returns borrows from the buffer.
    pub(crate) fn take_next(&mut self) -> Result<Next<'_>> {
        while self.from < self.to {
            let rest = self.buffer.get(self.from..self.to).unwrap_or_default();
            if rest.first() == Some(&b'M') {
                if rest.len() < self.frame {
                    break;
                }
                let start = self.from;
                self.from += self.frame;
                return Ok(Next::Message(self.buffer.get(start..self.from).unwrap_or_default()));
            }
            let Some(end) = rest.iter().position(|&byte| byte == b'\n') else { break };
            let mut found = Found::default();
            found.count(rest.get(..end).unwrap_or_default())?;
            self.from += end + 1;
            if found.pings > 0 {
                return Ok(Next::Ping);
            }
        }
        Ok(Next::More)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_out_whole_whatever_the_reads_were() {
        let stream: &[u8] = b"MSG a 1 2\r\nh1\r\nPING\r\nINFO {}\r\nMSG a 1 2\r\nh2\r\n";
        for size in 1..=stream.len() {
            let mut frames = Frames::new(15, 64);
            let mut seen = Vec::new();
            for mut piece in stream.chunks(size) {
                frames.fill(&mut piece).unwrap();
                loop {
                    match frames.take_next().unwrap() {
                        Next::Message(frame) => seen.push(String::from_utf8(frame.to_vec()).unwrap()),
                        Next::Ping => seen.push("ping".into()),
                        Next::More => break,
                    }
                }
            }
            assert_eq!(seen, ["MSG a 1 2\r\nh1\r\n", "ping", "MSG a 1 2\r\nh2\r\n"], "pieces of {size}");
        }
    }

    #[test]
    fn an_error_line_is_an_error() {
        let mut frames = Frames::new(15, 64);
        frames.fill(&mut &b"-ERR 'Stale Connection'\r\n"[..]).unwrap();
        assert!(frames.take_next().is_err());
    }
}
