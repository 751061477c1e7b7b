//! Looking at the first byte of a connection without taking it.

use std::{io, time::Duration};

use tokio::{net::TcpStream, time::timeout};

/// The record types that a TLS client may begin with: a handshake, or an alert.
const HANDSHAKE: u8 = 0x16;
const ALERT: u8 = 0x15;

/// How a peer begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FirstByte {
    /// With a TLS handshake.
    Handshake,
    /// With a TLS alert, which no sane client does, though a TLS library must be the one to say so.
    Alert,
    /// With something else: plain text, most likely.
    Other,
    /// Not at all in the time given, or by closing.
    Nothing,
}

impl FirstByte {
    /// Whether the peer may be speaking TLS.
    pub fn may_be_tls(self) -> bool {
        matches!(self, FirstByte::Handshake | FirstByte::Alert)
    }
}

/// Waits for the peer's first byte, which stays in the socket.
///
/// With `allow_non_tls` a [`FirstByte::Handshake`] means TLS and everything else plain text; with a fallback from
/// `handshake_first` everything but [`FirstByte::Nothing`] means TLS.
pub async fn first_byte(stream: &TcpStream, patience: Duration) -> io::Result<FirstByte> {
    let mut byte = [0];
    Ok(match timeout(patience, stream.peek(&mut byte)).await {
        Err(_) => FirstByte::Nothing,
        Ok(peeked) => match (peeked?, byte) {
            (0, _) => FirstByte::Nothing,
            (_, [HANDSHAKE]) => FirstByte::Handshake,
            (_, [ALERT]) => FirstByte::Alert,
            _ => FirstByte::Other,
        },
    })
}
