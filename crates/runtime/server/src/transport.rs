//! The two ways bytes travel: straight through the socket, or through TLS.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::{TcpStream, tcp::OwnedReadHalf},
};
use tokio_rustls::server::TlsStream;

use crate::connection::Connection;

/// The task-private side of a socket.
pub(crate) enum Transport {
    /// Plain TCP; the write half is shared, so that publishers can write to their receivers.
    Plain(OwnedReadHalf),
    /// TLS; only the owning task reads and writes.
    Tls(Box<Tls>),
}

/// A TLS stream and whether records wait inside of it.
pub(crate) struct Tls {
    stream: TlsStream<TcpStream>,
    unflushed: bool,
}

impl Transport {
    pub(crate) fn tls(stream: TlsStream<TcpStream>) -> Transport {
        Transport::Tls(Box::new(Tls { stream, unflushed: false }))
    }

    /// Reads into `buffer`; 0 means that the peer has closed.
    pub(crate) fn poll_read(&mut self, cx: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut into = ReadBuf::new(buffer);
        match self {
            Transport::Plain(half) => ready!(Pin::new(half).poll_read(cx, &mut into))?,
            Transport::Tls(tls) => ready!(Pin::new(&mut tls.stream).poll_read(cx, &mut into))?,
        }
        Poll::Ready(Ok(into.filled().len()))
    }

    /// Writes what is stuck, as far as the socket takes it.
    pub(crate) fn poll_output(&mut self, cx: &mut Context<'_>, connection: &Connection) -> io::Result<()> {
        match self {
            Transport::Plain(_) => {
                let _ = connection.poll_unblock(cx);
                Ok(())
            }
            Transport::Tls(tls) => tls.write_stuck(cx, connection),
        }
    }

    /// Tells the peer that nothing more comes.
    pub(crate) fn shut_down(&mut self, cx: &mut Context<'_>) {
        if let Transport::Tls(tls) = self {
            let _ = Pin::new(&mut tls.stream).poll_shutdown(cx);
        }
    }
}

impl Tls {
    fn write_stuck(&mut self, cx: &mut Context<'_>, connection: &Connection) -> io::Result<()> {
        let mut chunk = connection.take_stuck();
        while let Some(mut current) = chunk.take() {
            let mut wrote = 0;
            while !current.is_done() {
                let step = current.write_with(|slices| {
                    // One record at a time: TLS copies anyway.
                    let first = slices.iter().find(|slice| !slice.is_empty());
                    match Pin::new(&mut self.stream).poll_write(cx, first.map_or(&[], |slice| slice)) {
                        Poll::Ready(written) => written.map(Some),
                        Poll::Pending => Ok(None),
                    }
                    .transpose()
                    .unwrap_or(Err(io::ErrorKind::WouldBlock.into()))
                });
                match step {
                    Ok(written) => wrote += written,
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                        connection.put_back(current, wrote);
                        return Ok(());
                    }
                    Err(error) => return Err(error),
                }
                self.unflushed = true;
            }
            chunk = connection.took_all(current, wrote);
        }
        if self.unflushed {
            match Pin::new(&mut self.stream).poll_flush(cx) {
                Poll::Ready(flushed) => {
                    flushed?;
                    self.unflushed = false;
                }
                Poll::Pending => {}
            }
        }
        Ok(())
    }
}
