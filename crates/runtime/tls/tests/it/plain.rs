//! Peers that do not speak TLS, and the look at their first byte.

use std::time::{Duration, Instant};

use options::TlsSpec;
use tls::{FirstByte, HandshakeError, ServerTls, first_byte};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::{
    meet::{block_on, sockets},
    pki::{Pki, authority, leaf},
};

const LONG: Duration = Duration::from_secs(30);
const SHORT: Duration = Duration::from_millis(50);

/// What a server with `timeout` makes of a peer that sends `bytes`, then closes or not; and what the peer gets back.
fn serve(timeout: Duration, bytes: &[u8], close: bool) -> (HandshakeError, Vec<u8>) {
    let pki = Pki::new();
    let root = pki.self_signed(authority("root", None));
    let certificates = vec![pki.signed_by(&root, leaf("server.test")).files];
    let spec = TlsSpec { certificates, timeout: Some(timeout), ..TlsSpec::default() };
    let server = ServerTls::load(&spec).unwrap();
    block_on(async {
        let (socket, mut peer) = sockets().await;
        peer.write_all(bytes).await.unwrap();
        if close {
            peer.shutdown().await.unwrap();
        }
        let error = server.accept(socket).await.err().unwrap();
        let mut answer = Vec::new();
        // A reset instead of an end is fine: what was sent has not been read.
        let _ = peer.read_to_end(&mut answer).await;
        (error, answer)
    })
}

#[test]
fn plain_text_is_refused_without_a_byte() {
    let (error, answer) = serve(LONG, b"PING\r\n", false);
    assert_eq!(error.to_string(), "tls: first record does not look like a TLS handshake");
    assert!(error.is_probe());
    assert_eq!(answer, b"");
}

#[test]
fn silence_times_out() {
    for bytes in [b"".as_slice(), b"\x16\x03\x01"] {
        let (error, answer) = serve(SHORT, bytes, false);
        assert!(matches!(error, HandshakeError::TimedOut) && error.is_probe());
        assert_eq!((error.to_string().as_str(), answer.as_slice()), ("i/o timeout", b"".as_slice()));
    }
}

#[test]
fn going_away_is_an_end() {
    for bytes in [b"".as_slice(), b"\x16\x03\x01"] {
        let (error, _) = serve(LONG, bytes, true);
        assert_eq!((error.to_string().as_str(), error.is_probe()), ("EOF", false));
    }
}

#[test]
fn nonsense_after_the_first_byte_is_an_error() {
    let (error, _) = serve(LONG, b"\x16\x03\x01\x00\x05hello", false);
    assert!(matches!(error, HandshakeError::Protocol(_)) && !error.is_probe(), "{error}");
}

#[test]
fn the_first_byte_stays_in_the_socket() {
    let check = |bytes: &'static [u8], close, expected| {
        block_on(async {
            let (mut socket, mut peer) = sockets().await;
            peer.write_all(bytes).await.unwrap();
            if close {
                drop(peer);
            } else {
                std::mem::forget(peer);
            }
            let patience = if expected == FirstByte::Nothing { SHORT } else { LONG };
            assert_eq!(first_byte(&socket, patience).await.unwrap(), expected);
            if let Some(&first) = bytes.first() {
                assert_eq!(socket.read_u8().await.unwrap(), first);
            }
        });
    };
    check(b"\x16\x03\x01", false, FirstByte::Handshake);
    check(b"\x15\x03\x01", false, FirstByte::Alert);
    check(b"CONNECT {}\r\n", false, FirstByte::Other);
    check(b"", false, FirstByte::Nothing);
    check(b"", true, FirstByte::Nothing);
}

#[test]
fn closing_ends_the_wait() {
    block_on(async {
        let (socket, peer) = sockets().await;
        drop(peer);
        let start = Instant::now();
        assert_eq!(first_byte(&socket, LONG).await.unwrap(), FirstByte::Nothing);
        assert!(start.elapsed() < LONG);
    });
}
