//! Who a connection turned out to be.

use std::{fmt, sync::Arc};

use stdx::quote::GoQuoted;

use super::Offered;
use crate::{AccountId, Permissions};

/// Who a connection is and what it may do.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The account it belongs to.
    pub account: AccountId,
    /// Its user, for logs and monitoring.
    pub user: UserName,
    /// Its permissions; `None` means everything.
    pub permissions: Option<Arc<Permissions>>,
    /// How that was found out.
    pub method: Method,
}

/// How a client proved who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// It didn't have to.
    Open,
    /// With nothing, as `no_auth_user`.
    NoAuthUser,
    /// With nothing, on a server where only the system account has users.
    Anonymous,
    /// By a password.
    Password,
    /// By the shared token.
    Token,
    /// By a signature.
    NKey,
    /// By its certificate.
    Certificate,
}

/// A user's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserName {
    /// None.
    None,
    /// A name.
    Name(Box<str>),
    /// A public key.
    NKey(Box<str>),
    /// Whoever holds the token.
    Token,
}

impl UserName {
    /// As monitoring shows it; empty when there is none.
    #[must_use]
    pub fn raw(&self) -> &str {
        match self {
            UserName::None => "",
            UserName::Name(name) | UserName::NKey(name) => name,
            UserName::Token => "[REDACTED]",
        }
    }
}

/// As the reference's log shows it.
impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UserName::None => f.write_str("User \"N/A\""),
            UserName::Name(name) => write!(f, "User {}", GoQuoted(name.as_bytes())),
            UserName::NKey(key) => write!(f, "Nkey {}", GoQuoted(key.as_bytes())),
            UserName::Token => f.write_str("Token \"[REDACTED]\""),
        }
    }
}

impl Identity {
    /// Nobody is asked: the client is called what it calls itself.
    pub(super) fn open(offered: &Offered<'_>) -> Self {
        let user = if !offered.nkey.is_empty() {
            UserName::NKey(offered.nkey.into())
        } else if !offered.user.is_empty() {
            UserName::Name(offered.user.into())
        } else if !offered.token.is_empty() {
            UserName::Token
        } else {
            UserName::None
        };
        Identity::global(user, Method::Open)
    }

    pub(super) fn anonymous() -> Self {
        Identity::global(UserName::None, Method::Anonymous)
    }

    pub(super) fn of_token() -> Self {
        Identity::global(UserName::Token, Method::Token)
    }

    pub(super) fn of_single_user(name: &str) -> Self {
        Identity::global(UserName::Name(name.into()), Method::Password)
    }

    fn global(user: UserName, method: Method) -> Self {
        Identity { account: AccountId::GLOBAL, user, permissions: None, method }
    }
}
