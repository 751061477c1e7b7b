//! What is known of a TLS connection once its handshake is done.

use accounts::CertificateIdentity;
use rustls::{ProtocolVersion, ServerConnection, pki_types::CertificateDer};

use crate::{identity::identity, suites::suite_name, verify::Certificate};

/// What is known of a TLS connection once its handshake is done.
#[derive(Debug, Clone)]
pub struct Session {
    /// Version as monitoring shows it: `1.2` or `1.3`.
    pub version: &'static str,
    /// Cipher suite by its registered name.
    pub cipher_suite: &'static str,
    /// The certificates that the peer presented, its own first.
    pub peer_certificates: Vec<PeerCertificate>,
    /// Who the peer's own certificate says it is.
    pub identity: Option<CertificateIdentity>,
}

/// A certificate of the peer as monitoring shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeerCertificate {
    /// Subject.
    pub subject: String,
    /// SHA-256 of the public key with its algorithm, in hex.
    pub spki_sha256: String,
    /// SHA-256 of the certificate, in hex.
    pub cert_sha256: String,
}

impl Session {
    pub(crate) fn of(connection: &ServerConnection) -> Self {
        let presented = connection.peer_certificates().unwrap_or_default();
        let presented: Vec<Certificate> = presented.iter().filter_map(parse).collect();
        Session {
            version: match connection.protocol_version() {
                Some(ProtocolVersion::TLSv1_2) => "1.2",
                _ => "1.3",
            },
            cipher_suite: connection.negotiated_cipher_suite().map_or("", |suite| suite_name(suite.suite())),
            identity: presented.first().map(identity),
            peer_certificates: presented.iter().map(PeerCertificate::from).collect(),
        }
    }
}

fn parse(der: &CertificateDer<'static>) -> Option<Certificate> {
    Certificate::parse(der.clone()).ok()
}

impl From<&Certificate> for PeerCertificate {
    fn from(certificate: &Certificate) -> Self {
        PeerCertificate {
            subject: certificate.subject_text(),
            spki_sha256: certificate.key_fingerprint(),
            cert_sha256: certificate.fingerprint(),
        }
    }
}
