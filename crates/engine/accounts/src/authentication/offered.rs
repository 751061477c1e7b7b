//! What a client brings.

use super::{CertificateIdentity, ConnectionType};

/// The credentials of a CONNECT and of the connection under it. Empty texts stand for what was not given.
#[derive(Debug, Clone, Copy, Default)]
pub struct Offered<'a> {
    /// `user`.
    pub user: &'a str,
    /// `pass`.
    pub password: &'a str,
    /// `auth_token`.
    pub token: &'a str,
    /// `nkey`.
    pub nkey: &'a str,
    /// `sig`: the signature over the nonce, in base64.
    pub signature: &'a str,
    /// The nonce that INFO carried.
    pub nonce: &'a [u8],
    /// Who the client's certificate names, if it showed one.
    pub certificate: Option<&'a CertificateIdentity>,
    /// How the client is connected.
    pub connection_type: ConnectionType,
}

impl Offered<'_> {
    /// Whether nobody is named and nothing secret is given. An nkey doesn't count, as in the reference.
    pub(super) fn is_nothing(&self) -> bool {
        self.user.is_empty() && self.password.is_empty() && self.token.is_empty()
    }
}
