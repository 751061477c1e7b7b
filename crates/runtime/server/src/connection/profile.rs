//! Who is at the other end of a connection, for monitoring, events and logs.

/// What is known about a client.
#[derive(Debug, Default, Clone)]
pub struct Profile {
    /// What it calls itself.
    pub name: Box<str>,
    /// The language of its library.
    pub language: Box<str>,
    /// The version of its library.
    pub version: Box<str>,
    /// Its user, or who it claimed to be when it was turned away; empty without authentication.
    pub user: Box<str>,
    /// Its account; empty before it has logged in.
    pub account: Box<str>,
    /// What the TLS handshake agreed on.
    pub tls: Option<Box<TlsProfile>>,
}

/// What a TLS handshake agreed on.
#[derive(Debug, Clone)]
pub struct TlsProfile {
    /// Version, such as `1.3`.
    pub version: &'static str,
    /// Cipher suite by its registered name.
    pub cipher: &'static str,
    /// Whether the handshake came before INFO.
    pub first: bool,
    /// The certificates that the client presented, its own first.
    pub peer_certificates: Box<[tls::PeerCertificate]>,
}
