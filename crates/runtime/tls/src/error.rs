//! What can be wrong with a `tls` block, and how a handshake can fail.

use std::{io, path::PathBuf};

use rustls::{AlertDescription, InvalidMessage, PeerIncompatible};
use thiserror::Error;

use crate::refusal::Refusal;

/// Why a `tls` block cannot be carried out.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Neither `cert_file` nor `certs`.
    #[error("missing 'cert_file' in TLS configuration")]
    NoCertificate,
    /// A file cannot be read.
    #[error("open {}: {}", path.display(), cause(source))]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// One of the certificate pairs cannot be used.
    #[error("error parsing X509 certificate/key pair{}: {source}", position(.pair))]
    Pair {
        /// Its number and how many there are, when there are several.
        pair: Option<(usize, usize)>,
        /// What is wrong with it.
        source: Box<ConfigError>,
    },
    /// No certificate in a certificate file.
    #[error("failed to find any certificate in {}", .0.display())]
    NoCertificateInFile(PathBuf),
    /// No private key in a key file.
    #[error("failed to find a private key (PKCS#1, PKCS#8 or SEC1) in {}", .0.display())]
    NoKeyInFile(PathBuf),
    /// A certificate cannot be read.
    #[error("malformed certificate in {}: {reason}", path.display())]
    MalformedCertificate {
        /// The file.
        path: PathBuf,
        /// What the parser says.
        reason: String,
    },
    /// A key cannot be used.
    #[error("failed to parse private key in {}: {reason}", path.display())]
    UnusableKey {
        /// The file.
        path: PathBuf,
        /// What the crypto library says.
        reason: String,
    },
    /// Certificate and key are not of one pair.
    #[error("private key does not match public key")]
    KeyMismatch,
    /// No usable certificate in the file of authorities.
    #[error("failed to parse root ca certificate")]
    NoAuthority,
    /// Client certificates are to be verified, no `ca_file` is given, and the system has no authorities.
    #[error("cannot verify client certificates: no 'ca_file', and the system has no authorities: {0}")]
    NoSystemAuthorities(String),
    /// Not a cipher suite.
    #[error("unrecognized cipher {0}")]
    UnknownCipher(String),
    /// A suite of the reference that is not offered here.
    #[error("cipher suite {0} is not offered: there are no suites with CBC, RC4, 3DES or static RSA keys")]
    UnofferedCipher(String),
    /// Not a key exchange group.
    #[error("unrecognized curve preference {0}")]
    UnknownCurve(String),
    /// A group of the reference that is not offered here.
    #[error(
        "curve preference {0} is not offered: there are X25519, CurveP256, CurveP384, X25519MLKEM768 and SecP256r1MLKEM768"
    )]
    UnofferedCurve(String),
    /// Not a protocol version.
    #[error("unknown version: {0}")]
    UnknownVersion(String),
    /// A version that nobody should speak any more.
    #[error("unsupported TLS version: TLS {0}")]
    OldVersion(String),
    /// The parts do not fit together.
    #[error("invalid TLS configuration: {0}")]
    Inconsistent(#[from] rustls::Error),
}

fn position(pair: &Option<(usize, usize)>) -> String {
    pair.map(|(number, of)| format!(" {number}/{of}")).unwrap_or_default()
}

/// The system's words without the number that Rust appends.
fn cause(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::IsADirectory => "is a directory".into(),
        _ => error.to_string(),
    }
}

/// How a handshake failed; reads as what the reference logs after `TLS handshake error: `.
#[derive(Debug, Error)]
pub enum HandshakeError {
    /// The peer does not speak TLS.
    #[error("tls: first record does not look like a TLS handshake")]
    NotTls,
    /// The handshake took longer than it may.
    #[error("i/o timeout")]
    TimedOut,
    /// The peer went away.
    #[error("EOF")]
    Closed,
    /// A certificate is required and none was presented.
    #[error("tls: client didn't provide a certificate")]
    NoCertificate,
    /// The peer's certificate is not trusted.
    #[error("tls: failed to verify certificate: x509: {0}")]
    Refused(Refusal),
    /// The peer's public key is not among the pinned ones.
    #[error("certificate not pinned")]
    NotPinned,
    /// The peer gave up and said why.
    #[error("remote error: tls: {}", alert(*.0))]
    Alert(AlertDescription),
    /// The peer speaks only versions that are not offered.
    #[error("tls: client offered only unsupported versions")]
    Version,
    /// No common cipher suite.
    #[error("tls: no cipher suite supported by both client and server")]
    Cipher,
    /// Any other violation of the protocol.
    #[error("tls: {0}")]
    Protocol(rustls::Error),
    /// The socket failed.
    #[error("{0}")]
    Io(io::Error),
}

impl HandshakeError {
    /// Whether this looks like a port scan or a load balancer's probe, which deserve no more than a debug line.
    pub fn is_probe(&self) -> bool {
        matches!(self, HandshakeError::NotTls | HandshakeError::TimedOut)
    }

    /// The error that `error`, which a handshake returned, stands for.
    pub(crate) fn from_io(error: io::Error, refusal: Option<Refusal>) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return HandshakeError::Closed;
        }
        match error.downcast::<rustls::Error>() {
            Ok(error) => Self::from_rustls(error, refusal),
            Err(error) => HandshakeError::Io(error),
        }
    }

    fn from_rustls(error: rustls::Error, refusal: Option<Refusal>) -> Self {
        use PeerIncompatible as P;
        use rustls::Error as E;
        match (error, refusal) {
            (E::InvalidCertificate(_), Some(refusal)) => HandshakeError::Refused(refusal),
            (E::NoCertificatesPresented, _) => HandshakeError::NoCertificate,
            (E::AlertReceived(alert), _) => HandshakeError::Alert(alert),
            (E::InvalidMessage(InvalidMessage::InvalidContentType), _) => HandshakeError::NotTls,
            (E::PeerIncompatible(P::NoCipherSuitesInCommon), _) => HandshakeError::Cipher,
            (
                E::PeerIncompatible(
                    P::Tls12NotOffered
                    | P::Tls12NotOfferedOrEnabled
                    | P::ServerTlsVersionIsDisabledByOurConfig
                    | P::SupportedVersionsExtensionRequired,
                ),
                _,
            ) => HandshakeError::Version,
            (error, _) => HandshakeError::Protocol(error),
        }
    }
}

/// Alerts in the words of Go's library, which operators search their logs for.
fn alert(alert: AlertDescription) -> String {
    use AlertDescription as A;
    let text = match alert {
        A::CloseNotify => "close notify",
        A::UnexpectedMessage => "unexpected message",
        A::BadRecordMac => "bad record MAC",
        A::HandshakeFailure => "handshake failure",
        A::BadCertificate => "bad certificate",
        A::UnsupportedCertificate => "unsupported certificate",
        A::CertificateRevoked => "revoked certificate",
        A::CertificateExpired => "expired certificate",
        A::CertificateUnknown => "unknown certificate",
        A::IllegalParameter => "illegal parameter",
        A::UnknownCA => "unknown certificate authority",
        A::AccessDenied => "access denied",
        A::DecodeError => "error decoding message",
        A::DecryptError => "error decrypting message",
        A::ProtocolVersion => "protocol version not supported",
        A::InsufficientSecurity => "insufficient security level",
        A::InternalError => "internal error",
        A::UserCanceled => "user canceled",
        A::MissingExtension => "missing extension",
        A::UnsupportedExtension => "unsupported extension",
        A::UnrecognisedName => "unrecognized name",
        A::CertificateRequired => "certificate required",
        other => return format!("alert({})", u8::from(other)),
    };
    text.into()
}
