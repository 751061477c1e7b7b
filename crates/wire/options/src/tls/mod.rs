//! The `tls` block, the same for every listener.

pub(crate) mod names;

use std::{path::PathBuf, time::Duration};

/// One `tls` block. Paths are as written, resolved against the working directory.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TlsSpec {
    /// Certificate chain and key, in PEM; the first is the default, the rest are chosen by server name.
    pub certificates: Vec<CertificateSpec>,
    /// Authorities that sign client certificates.
    pub ca_file: Option<PathBuf>,
    /// Require and verify a client certificate.
    pub verify: bool,
    /// Require, verify, and take the user from the certificate.
    pub verify_and_map: bool,
    /// Routes and gateways: the certificate must name a known host.
    pub verify_and_check_known_urls: bool,
    /// Skip verification of the other side (outgoing connections only).
    pub insecure: bool,
    /// Names of cipher suites as the reference spells them; empty means the defaults.
    pub cipher_suites: Vec<String>,
    /// Names of key exchange groups; empty means the defaults.
    pub curve_preferences: Vec<String>,
    /// `1.2` or `1.3`; `None` means 1.2.
    pub min_version: Option<String>,
    /// How long a handshake may take (default two seconds).
    pub timeout: Option<Duration>,
    /// SHA-256 of accepted public keys (SubjectPublicKeyInfo), lower-case hex; empty means all.
    pub pinned_certs: Vec<String>,
    /// Whether TLS starts before INFO.
    pub handshake_first: HandshakeFirst,
    /// Handshakes per second; 0 means unlimited.
    pub connection_rate_limit: u64,
}

/// A certificate file and its key file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CertificateSpec {
    /// PEM file with the chain.
    pub cert_file: PathBuf,
    /// PEM file with the private key.
    pub key_file: PathBuf,
}

/// `handshake_first`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HandshakeFirst {
    /// INFO first, then TLS.
    #[default]
    No,
    /// TLS first, always.
    Always,
    /// Wait this long for a TLS hello, then send INFO (`auto` is 50 ms).
    Fallback(Duration),
}
