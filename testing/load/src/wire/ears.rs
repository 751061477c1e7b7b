//! Many connections that only listen, on one thread.

use std::io::{ErrorKind, Read, Write};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::connection::{Connection, PATIENCE};
use super::scanner::Scanner;
use crate::error::{Doing, Error, Result};

/// Bytes in one read.
pub(crate) const BUFFER: usize = 256 * 1024;

/// The connections and the epoll that watches them.
#[derive(Debug)]
pub(crate) struct Ears {
    poll: Poll,
    events: Events,
    ears: Vec<Ear>,
    buffer: Vec<u8>,
}

#[derive(Debug)]
struct Ear {
    stream: TcpStream,
    scanner: Scanner,
    pongs: usize,
}

impl Ears {
    /// Watches `connections`.
    pub(crate) fn open(connections: Vec<Connection>) -> Result<Self> {
        let poll = Poll::new().doing("make an epoll")?;
        let ears = connections
            .into_iter()
            .enumerate()
            .map(|(index, connection)| Ear::open(connection, &poll, Token(index)))
            .collect::<Result<_>>()?;
        Ok(Self { poll, events: Events::with_capacity(1024), ears, buffer: vec![0; BUFFER] })
    }

    /// Takes what comes, waiting no longer than `patience` for the first of it.
    pub(crate) fn listen(&mut self, patience: Duration) -> Result<()> {
        match self.poll.poll(&mut self.events, Some(patience)) {
            Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
            other => other.doing("wait for messages")?,
        }
        for event in self.events.iter() {
            if let Some(ear) = self.ears.get_mut(event.token().0) {
                ear.drain(&mut self.buffer)?;
            }
        }
        Ok(())
    }

    /// Takes what comes for some time.
    pub(crate) fn listen_for(&mut self, length: Duration) -> Result<()> {
        let end = Instant::now() + length;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(());
            }
            self.listen(left)?;
        }
    }

    /// Sends a PING on each connection and takes what comes until every PONG is there.
    pub(crate) fn confirm(&mut self) -> Result<()> {
        for ear in &mut self.ears {
            ear.pongs = 0;
            ear.stream.write_all(b"PING\r\n").doing("write a PING")?;
        }
        let end = Instant::now() + PATIENCE;
        while self.ears.iter().any(|ear| ear.pongs == 0) {
            if Instant::now() > end {
                return Err(Error::Answer("no PONG on a listening connection".into()));
            }
            self.listen(Duration::from_millis(50))?;
        }
        Ok(())
    }

    /// Each connection's messages so far.
    pub(crate) fn counts(&self) -> impl Iterator<Item = u64> + Clone {
        self.ears.iter().map(|ear| ear.scanner.messages())
    }
}

impl Ear {
    fn open(connection: Connection, poll: &Poll, token: Token) -> Result<Self> {
        connection.stream.set_nonblocking(true).doing("make a socket non-blocking")?;
        let mut stream = TcpStream::from_std(connection.stream);
        poll.registry().register(&mut stream, token, Interest::READABLE).doing("watch a socket")?;
        Ok(Self { stream, scanner: connection.scanner, pongs: 0 })
    }

    /// Reads until the socket is empty. A short read says so without another call.
    fn drain(&mut self, buffer: &mut [u8]) -> Result<()> {
        loop {
            let read = match self.stream.read(buffer) {
                Ok(0) => return Err(Error::Answer("the server closed a listening connection".into())),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error).doing("read from the server"),
            };
            let found = self.scanner.scan(buffer.get(..read).unwrap_or_default())?;
            self.pongs += found.pongs;
            for _ in 0..found.pings {
                self.stream.write_all(b"PONG\r\n").doing("answer a PING")?;
            }
            if read < buffer.len() {
                return Ok(());
            }
        }
    }
}
