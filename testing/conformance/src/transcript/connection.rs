//! A client that speaks bytes.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use super::{normal::normal, parse::Sound};

/// A connection and what was heard on it that nobody has asked for yet.
#[derive(Debug)]
pub(super) struct Connection {
    /// `None` if nobody listened.
    stream: Option<TcpStream>,
    unread: Vec<u8>,
    ended: bool,
    end_told: bool,
    hears_pings: bool,
}

impl Connection {
    pub(super) fn open(address: SocketAddr, patience: Duration) -> Result<Self, String> {
        let stream = match TcpStream::connect_timeout(&address, patience) {
            Ok(stream) => Some(stream),
            Err(error) if error.kind() == ErrorKind::ConnectionRefused => None,
            Err(error) => return Err(format!("cannot connect to {address}: {error}")),
        };
        if let Some(stream) = &stream {
            stream.set_nodelay(true).map_err(|error| format!("cannot set an option: {error}"))?;
        }
        Ok(Connection {
            ended: stream.is_none(),
            stream,
            unread: Vec::new(),
            end_told: false,
            hears_pings: false,
        })
    }

    /// Writes; a peer that has closed is heard, not felt.
    pub(super) fn send(&mut self, bytes: &[u8]) {
        if let Some(stream) = &mut self.stream {
            let _ = stream.write_all(bytes);
        }
    }

    /// Lets pings of the server through.
    pub(super) fn hear_pings(&mut self) {
        self.hears_pings = true;
    }

    /// No more will be sent, which makes a server close.
    pub(super) fn finish(&mut self) {
        if let Some(stream) = &self.stream {
            let _ = stream.shutdown(Shutdown::Write);
        }
    }

    /// The next sound, if it comes in time.
    pub(super) fn hear(&mut self, patience: Duration) -> Option<Sound> {
        let deadline = Instant::now() + patience;
        loop {
            match self.next_sound() {
                Some(Sound::Line(line)) if line == b"PING\r\n" && !self.hears_pings => continue,
                Some(sound) => return Some(sound),
                None => {}
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || self.end_told {
                return None;
            }
            self.read(left);
        }
    }

    fn next_sound(&mut self) -> Option<Sound> {
        if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unread.drain(..=end).collect();
            return Some(Sound::Line(normal(&line)));
        }
        if !self.ended || self.end_told {
            return None;
        }
        if !self.unread.is_empty() {
            return Some(Sound::Line(std::mem::take(&mut self.unread)));
        }
        self.end_told = true;
        Some(if self.stream.is_some() { Sound::Closed } else { Sound::Refused })
    }

    fn read(&mut self, patience: Duration) {
        let Some(stream) = &mut self.stream else { return };
        let mut block = [0; 16 * 1024];
        let read = stream.set_read_timeout(Some(patience)).and_then(|()| stream.read(&mut block));
        match read {
            Ok(0) => self.ended = true,
            Ok(count) => self.unread.extend(block.iter().take(count)),
            Err(error) => {
                let is_nothing = [ErrorKind::WouldBlock, ErrorKind::TimedOut, ErrorKind::Interrupted];
                self.ended |= !is_nothing.contains(&error.kind());
            }
        }
    }
}
