//! A connection that has said CONNECT and has had its first PONG.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use socket2::{Domain, Socket, Type};

use super::scanner::{Found, Scanner};
use crate::error::{Doing, Error, Result};

/// What every connection says first.
const GREETING: &[u8] =
    b"CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"load\",\"version\":\"1\",\"protocol\":1,\"headers\":true,\"no_responders\":true}\r\nPING\r\n";

/// How long a server may keep a client waiting before it counts as hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// A client's connection.
#[derive(Debug)]
pub(crate) struct Connection {
    /// The socket, blocking.
    pub(crate) stream: TcpStream,
    /// How far its incoming stream has been understood.
    pub(crate) scanner: Scanner,
}

impl Connection {
    /// Connects, greets and waits for the first PONG.
    pub(crate) fn open(server: SocketAddr) -> Result<Self> {
        let mut connection = Self::dial(server, None)?;
        connection.greet()?;
        connection.await_pong()?;
        Ok(connection)
    }

    /// Opens `count` connections.
    pub(crate) fn open_many(server: SocketAddr, count: usize) -> Result<Vec<Self>> {
        (0..count).map(|_| Self::open(server)).collect()
    }

    /// Connects only, from `source` when given: one address has no more than about 28,000 ports to come from.
    pub(crate) fn dial(server: SocketAddr, source: Option<Ipv4Addr>) -> Result<Self> {
        let socket = Socket::new(Domain::for_address(server), Type::STREAM, None).doing("make a socket")?;
        if let Some(source) = source {
            socket.bind(&SocketAddr::from((source, 0)).into()).doing(format!("bind to {source}"))?;
        }
        socket.connect(&server.into()).doing(format!("connect to {server}"))?;
        socket.set_tcp_nodelay(true).doing("set TCP_NODELAY")?;
        socket.set_read_timeout(Some(PATIENCE)).doing("set the read timeout")?;
        socket.set_write_timeout(Some(PATIENCE)).doing("set the write timeout")?;
        Ok(Self { stream: socket.into(), scanner: Scanner::default() })
    }

    /// Writes all of `bytes`.
    pub(crate) fn send(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).doing("write to the server")
    }

    /// PING and wait for the PONG: everything sent before has then been carried out.
    pub(crate) fn confirm(&mut self) -> Result<()> {
        self.send(b"PING\r\n")?;
        self.await_pong()
    }

    /// Subscribes and waits until the server knows.
    pub(crate) fn subscribe(&mut self, subject: &str, queue: Option<&str>, sid: u64) -> Result<()> {
        let mut line = Vec::new();
        super::encode::subscribe(&mut line, subject, queue, sid);
        self.send(&line)?;
        self.confirm()
    }

    /// Reads until the server has introduced itself, and greets it.
    pub(crate) fn greet(&mut self) -> Result<()> {
        self.read_until(|found| found.infos > 0)?;
        self.send(GREETING)
    }

    /// Reads until a PONG has come.
    pub(crate) fn await_pong(&mut self) -> Result<()> {
        self.read_until(|found| found.pongs > 0)
    }

    fn read_until(&mut self, enough: impl Fn(&Found) -> bool) -> Result<()> {
        let mut buffer = [0; 4096];
        loop {
            let read = match self.stream.read(&mut buffer) {
                Ok(0) => return Err(Error::Answer("end of stream instead of INFO or PONG".into())),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error).doing("wait for INFO or PONG"),
            };
            let found = self.scanner.scan(buffer.get(..read).unwrap_or_default())?;
            self.answer(found.pings)?;
            if enough(&found) {
                return Ok(());
            }
        }
    }

    /// Answers the server's PINGs.
    pub(crate) fn answer(&mut self, pings: usize) -> Result<()> {
        for _ in 0..pings {
            self.send(b"PONG\r\n")?;
        }
        Ok(())
    }
}
