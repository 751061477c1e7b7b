//! The client protocol by hand: bytes out, bytes in, with a deadline.

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    time::{Duration, Instant},
};

use crate::DEADLINE;

/// A socket that remembers what it has read but nobody has asked for yet.
#[derive(Debug)]
pub struct RawClient {
    stream: TcpStream,
    unread: Vec<u8>,
    closed: bool,
    answers_pings: bool,
}

impl RawClient {
    /// Connects and reads nothing.
    #[track_caller]
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect_timeout(&address, DEADLINE)
            .unwrap_or_else(|error| panic!("cannot connect to {address}: {error}"));
        stream.set_nodelay(true).expect("a connected socket takes options");
        Self { stream, unread: Vec::new(), closed: false, answers_pings: false }
    }

    /// Connects, reads INFO and says CONNECT with `options` (a JSON object); returns once the server has answered.
    #[track_caller]
    pub fn logged_in(address: SocketAddr, options: &str) -> Self {
        let mut client = Self::connect(address);
        client.info();
        client.send(format!("CONNECT {options}\r\nPING\r\n"));
        let mut line = client.line();
        if line == "+OK" {
            line = client.line();
        }
        assert_eq!(line, "PONG", "the answer to CONNECT {options}");
        client
    }

    /// From now on the server's PINGs are answered and not shown: for tests that may take longer than the server waits
    /// until its first.
    #[must_use]
    pub fn answering_pings(mut self) -> Self {
        self.answers_pings = true;
        self
    }

    /// The client's end of the connection: how the server knows its peer.
    #[track_caller]
    pub fn local_address(&self) -> SocketAddr {
        self.stream.local_addr().expect("a connected socket has an address")
    }

    /// Writes `bytes`. A peer that has closed is not an error here: what it said before is what matters.
    #[track_caller]
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        match self.stream.write_all(bytes.as_ref()) {
            Ok(()) => {}
            Err(error) if matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset) => {}
            Err(error) => panic!("cannot send: {error}"),
        }
    }

    /// The next line must be an INFO; returns its JSON text.
    #[track_caller]
    pub fn info(&mut self) -> String {
        let line = self.line();
        match line.strip_prefix("INFO ") {
            Some(json) => json.trim_end().to_owned(),
            None => panic!("expected INFO, got {line:?}"),
        }
    }

    /// The next bytes must be exactly `expected`.
    #[track_caller]
    pub fn expect(&mut self, expected: impl AsRef<[u8]>) {
        let expected = expected.as_ref();
        let matches_so_far = |unread: &[u8]| unread.iter().zip(expected).all(|(got, wanted)| got == wanted);
        let arrived = self.fill_until(|unread| unread.len() >= expected.len() || !matches_so_far(unread));
        if !arrived || !self.unread.starts_with(expected) {
            panic!("expected {}\n     got {}", shown(expected), self.shown_unread());
        }
        self.unread.drain(..expected.len());
    }

    /// The next line without its line end.
    #[track_caller]
    pub fn line(&mut self) -> String {
        let line = self.read_until("\n");
        String::from_utf8_lossy(&line).trim_end_matches(['\r', '\n']).to_owned()
    }

    /// Everything up to and including the next `end`.
    #[track_caller]
    pub fn read_until(&mut self, end: impl AsRef<[u8]>) -> Vec<u8> {
        let end = end.as_ref();
        if !self.fill_until(|unread| position(unread, end).is_some()) {
            panic!("expected … {}\n     got {}", shown(end), self.shown_unread());
        }
        let until = position(&self.unread, end).map_or(0, |at| at + end.len());
        self.unread.drain(..until).collect()
    }

    /// Nothing more may have been sent: a PING is answered by PONG and nothing before it.
    #[track_caller]
    pub fn expect_nothing(&mut self) {
        self.send("PING\r\n");
        self.expect("PONG\r\n");
    }

    /// The server must close without another byte.
    #[track_caller]
    pub fn expect_closed(&mut self) {
        let rest = self.read_to_close();
        assert!(rest.is_empty(), "expected the connection to close, got {}", shown(&rest));
    }

    /// Everything the server sends until it closes.
    #[track_caller]
    pub fn read_to_close(&mut self) -> Vec<u8> {
        self.fill_until(|_| false);
        assert!(self.closed, "expected the connection to close, got {}", self.shown_unread());
        std::mem::take(&mut self.unread)
    }

    /// Whatever arrives within `time`, for what can only be shown by waiting (a server that keeps silent).
    pub fn read_for(&mut self, time: Duration) -> Vec<u8> {
        self.fill_for(time, |_| false);
        std::mem::take(&mut self.unread)
    }

    fn fill_until(&mut self, enough: impl Fn(&[u8]) -> bool) -> bool {
        self.fill_for(DEADLINE, enough)
    }

    /// Reads until `enough` says so (true), or the time is up or the peer has closed (false).
    fn fill_for(&mut self, time: Duration, enough: impl Fn(&[u8]) -> bool) -> bool {
        let deadline = Instant::now() + time;
        let mut block = vec![0; 64 * 1024];
        loop {
            if enough(&self.unread) {
                return true;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            if self.closed || left.is_zero() {
                return false;
            }
            self.read_block(&mut block, left);
        }
    }

    fn read_block(&mut self, block: &mut [u8], time: Duration) {
        self.stream.set_read_timeout(Some(time)).expect("the time left is not zero");
        match self.stream.read(block) {
            Ok(0) => self.closed = true,
            Ok(count) => {
                self.unread.extend(block.iter().take(count));
                if self.answers_pings {
                    self.answer_pings();
                }
            }
            Err(error) if error.kind() == ErrorKind::ConnectionReset => self.closed = true,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => panic!("cannot read: {error}"),
        }
    }

    /// Takes PINGs out of what was read, and answers them. A payload that holds such a line would lose it.
    fn answer_pings(&mut self) {
        const PING: &[u8] = b"PING\r\n";
        let begins_line = |unread: &[u8], at: usize| at == 0 || unread.get(at - 1) == Some(&b'\n');
        let mut from = 0;
        while let Some(at) = self.unread.get(from..).and_then(|rest| position(rest, PING)).map(|at| from + at)
        {
            if begins_line(&self.unread, at) {
                self.unread.drain(at..at + PING.len());
                self.send("PONG\r\n");
                from = at;
            } else {
                from = at + 1;
            }
        }
    }

    fn shown_unread(&self) -> String {
        let end = if self.closed { " and the connection closed" } else { "" };
        format!("{}{end}", shown(&self.unread))
    }
}

fn position(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

/// The first bytes in a form that fits into a failure message.
fn shown(bytes: &[u8]) -> String {
    const MOST: usize = 2000;
    let start = bytes.get(..MOST).unwrap_or(bytes);
    let rest = if bytes.len() > MOST { format!(" … ({} bytes)", bytes.len()) } else { String::new() };
    format!("\"{}\"{rest}", start.escape_ascii())
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// A peer that says `script` and then hangs up.
    fn peer(script: &'static [u8]) -> RawClient {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            stream.write_all(script).unwrap();
        });
        RawClient::connect(address)
    }

    #[test]
    fn reads_in_order() {
        let mut client = peer(b"INFO {\"a\":1} \r\nPING\r\nMSG a 1 2\r\nhi\r\n");
        assert_eq!(client.info(), "{\"a\":1}");
        assert_eq!(client.line(), "PING");
        assert_eq!(client.read_until(" 1 "), b"MSG a 1 ");
        client.expect("2\r\nhi\r\n");
        client.expect_closed();
    }

    #[test]
    fn answers_pings_unseen() {
        let mut client = peer(b"PING\r\nMSG a 1 5\r\nxPING\r\nPING\r\nPONG\r\n").answering_pings();
        client.expect("MSG a 1 5\r\nxPING\r\nPONG\r\n");
        client.expect_closed();
    }

    #[test]
    #[should_panic(expected = "got \"PONG")]
    fn a_wrong_byte_fails_at_once() {
        peer(b"PONG\r\n").expect("PING and very much more");
    }

    #[test]
    #[should_panic(expected = "the connection closed")]
    fn a_short_answer_fails() {
        peer(b"PI").expect("PING\r\n");
    }

    #[test]
    #[should_panic(expected = "expected the connection to close")]
    fn a_last_word_is_noticed() {
        peer(b"-ERR 'x'\r\n").expect_closed();
    }
}
