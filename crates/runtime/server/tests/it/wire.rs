//! A client that takes a lot of messages in and takes them apart.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use testkit::DEADLINE;

use crate::host::quiet;

/// A message as a subscription got it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Delivery {
    pub(crate) sid: String,
    pub(crate) subject: String,
    pub(crate) reply: Option<String>,
    pub(crate) payload: String,
}

/// A connection; the server's PINGs are answered and not shown.
pub(crate) struct Wire {
    stream: TcpStream,
    unread: Vec<u8>,
    /// Everything before it was taken apart.
    at: usize,
}

impl Wire {
    /// Connects and says CONNECT with these members of a JSON object, besides being quiet.
    #[track_caller]
    pub(crate) fn connect(address: SocketAddr, fields: &str) -> Wire {
        let stream = TcpStream::connect(address).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(DEADLINE)).unwrap();
        let mut wire = Wire { stream, unread: Vec::new(), at: 0 };
        wire.send(format!("CONNECT {}\r\n", quiet(fields)));
        wire
    }

    #[track_caller]
    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).unwrap();
    }

    /// The client's end of the connection: how the server knows its peer.
    pub(crate) fn local_address(&self) -> SocketAddr {
        self.stream.local_addr().unwrap()
    }

    /// Says PING, and gives back all messages that come before its answer.
    #[track_caller]
    pub(crate) fn hear(&mut self) -> Vec<Delivery> {
        self.send("PING\r\n");
        self.hear_to_pong()
    }

    /// All messages up to the next PONG.
    #[track_caller]
    pub(crate) fn hear_to_pong(&mut self) -> Vec<Delivery> {
        let mut deliveries = Vec::new();
        while let Some(delivery) = self.next() {
            deliveries.push(delivery);
        }
        deliveries
    }

    /// The next message; `None` for a PONG.
    #[track_caller]
    pub(crate) fn next(&mut self) -> Option<Delivery> {
        loop {
            let line = self.line();
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["MSG", subject, sid, size] => return Some(self.take(subject, sid, None, "0", size)),
                ["MSG", subject, sid, reply, size] => {
                    return Some(self.take(subject, sid, Some(reply), "0", size));
                }
                ["HMSG", subject, sid, headers, size] => {
                    return Some(self.take(subject, sid, None, headers, size));
                }
                ["HMSG", subject, sid, reply, headers, size] => {
                    return Some(self.take(subject, sid, Some(reply), headers, size));
                }
                ["PONG"] => return None,
                ["PING"] => self.send("PONG\r\n"),
                ["INFO", ..] => {}
                _ => panic!("unexpected: {line}"),
            }
        }
    }

    #[track_caller]
    fn take(&mut self, subject: &str, sid: &str, reply: Option<&str>, headers: &str, size: &str) -> Delivery {
        let (headers, size): (usize, usize) = (headers.parse().unwrap(), size.parse().unwrap());
        while self.unread.len() < self.at + size + 2 {
            self.read();
        }
        let payload = String::from_utf8(self.unread[self.at + headers..self.at + size].to_vec()).unwrap();
        assert_eq!(&self.unread[self.at + size..self.at + size + 2], b"\r\n");
        self.at += size + 2;
        Delivery { sid: sid.into(), subject: subject.into(), reply: reply.map(Into::into), payload }
    }

    #[track_caller]
    fn line(&mut self) -> String {
        loop {
            if let Some(length) = memchr::memchr(b'\n', &self.unread[self.at..]) {
                let line = &self.unread[self.at..self.at + length];
                let line = String::from_utf8_lossy(line).trim_end().to_owned();
                self.at += length + 1;
                return line;
            }
            self.read();
        }
    }

    #[track_caller]
    fn read(&mut self) {
        self.unread.drain(..self.at);
        self.at = 0;
        let mut block = [0; 16 * 1024];
        let count = self.stream.read(&mut block).unwrap();
        assert!(count > 0, "the server has closed");
        self.unread.extend_from_slice(&block[..count]);
    }
}
