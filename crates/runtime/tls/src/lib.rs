//! TLS for every listener: configuration, handshakes and certificate identities.
//!
//! Promises: a `tls` block becomes a [`ServerTls`] or an error that names the file or the word that is wrong; a
//! [`ServerTls`] is immutable and cheap to share, so that a reload is a swap; a handshake either gives a stream together
//! with what the [`Session`] says about the peer, or a [`HandshakeError`] that reads as the reference's log does; a
//! client certificate is trusted only through the configured authorities, within everybody's validity.
//!
//! Deliberately absent: who a certificate's identity logs in as (engine `accounts`), session resumption (a ticket would
//! outlive a change of the authorities, and NATS clients stay connected), and revocation (a later stage).

mod certificates;
mod client;
mod error;
mod handshake;
mod identity;
mod pem;
mod rate;
mod refusal;
mod server;
mod session;
mod sniff;
mod subject;
mod suites;
mod verify;

pub use client::client_config;
pub use error::{ConfigError, HandshakeError};
pub use handshake::{Accepted, TlsStream};
pub use rate::HandshakeRate;
pub use server::ServerTls;
pub use session::{PeerCertificate, Session};
pub use sniff::{FirstByte, first_byte};
