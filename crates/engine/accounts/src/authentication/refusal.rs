//! Why a client is not let in.

use super::ConnectionType;

/// Why a client is not let in. For the log only: on the wire it is always `Authorization Violation`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Nothing was offered, and something is asked for.
    #[error("no credentials offered")]
    NothingOffered,
    /// No user has that name.
    #[error("user {0:?} is not known")]
    UnknownUser(String),
    /// No user has that key.
    #[error("nkey {0:?} is not known")]
    UnknownNKey(String),
    /// Users come from certificates, and there was none.
    #[error("a client certificate that names a user is required, and none was shown")]
    NoCertificate,
    /// No user is called what the certificate says.
    #[error("no user for the client certificate of {0:?}")]
    UnknownCertificate(String),
    /// The user exists, the password is another.
    #[error("wrong password for user {0:?}")]
    WrongPassword(String),
    /// The token is another.
    #[error("wrong token")]
    WrongToken,
    /// The user may not come by this transport.
    #[error("user {0:?} is not allowed on a {1} connection")]
    ConnectionType(String, ConnectionType),
    /// There is an nkey but no signature.
    #[error("signature missing")]
    SignatureMissing,
    /// The signature can't be read.
    #[error("signature is not valid base64")]
    SignatureEncoding,
    /// The signature is not that of the nkey over the nonce.
    #[error("signature not verified")]
    SignatureWrong,
    /// The user has to come through a trusted proxy.
    #[error("user {0:?} is required to connect through a trusted proxy")]
    ProxyRequired(String),
}
