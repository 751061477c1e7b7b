//! Who may connect, and as whom.
//!
//! Promises: an [`Authenticator`] is built once and answers without I/O; its refusals say precisely why, for the log,
//! while the wire only ever carries `Authorization Violation`; secrets are compared in constant time, and an unknown
//! user costs about as much as a wrong password.
//!
//! The methods are asked in the reference's order: nkeys, then certificates that map to users, or users with
//! passwords, then the shared token, then the single user.
//!
//! Deliberately absent: user JWTs and the authorization callout.

mod build;
mod certificate;
mod connection_type;
mod distinguished_name;
mod identity;
mod offered;
mod password;
mod refusal;
mod signature;
#[cfg(test)]
mod tests;

use std::{collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;
use nkey::PublicKey;

use crate::{AccountId, Permissions};

pub use certificate::CertificateIdentity;
pub use connection_type::ConnectionType;
use connection_type::ConnectionTypes;
pub use distinguished_name::{DistinguishedName, MalformedName};
pub use identity::{Identity, Method, UserName};
pub use offered::Offered;
use password::Secret;
pub use refusal::Refusal;

/// Everyone who may connect.
#[derive(Debug)]
pub struct Authenticator {
    /// Whether anyone is asked for anything.
    required: bool,
    users: HashMap<String, Arc<User>, RandomState>,
    nkeys: HashMap<String, (PublicKey, Arc<User>), RandomState>,
    token: Option<Secret>,
    single: Option<(String, Secret)>,
    /// Who clients without credentials become.
    nobody: Option<Nobody>,
    /// Users come from certificates instead of passwords.
    map_certificates: bool,
    /// Users whose names are distinguished names, in the order of the configuration.
    named_by_certificate: Vec<(DistinguishedName, Arc<User>)>,
    /// What the password of an unknown user is compared with, so that it takes as long.
    decoy: Option<Secret>,
}

/// One configured user.
#[derive(Debug)]
struct User {
    name: UserName,
    account: AccountId,
    permissions: Option<Arc<Permissions>>,
    allowed: ConnectionTypes,
    proxy_required: bool,
    /// Empty for nkeys.
    secret: Secret,
}

#[derive(Debug)]
enum Nobody {
    /// `no_auth_user` names a user with a password.
    User(Arc<User>),
    /// `no_auth_user` names an nkey.
    NKey(Arc<User>),
    /// Nothing is configured but the system account: the rest of the world belongs to `$G`.
    Global,
}

/// Who the offer is for, before anything is proved.
enum Candidate<'a> {
    Open,
    Global,
    NoAuth(&'a User),
    NKey(&'a PublicKey, &'a User),
    Certificate(&'a User),
    Password(&'a User),
    Token(&'a Secret),
    Single(&'a str, &'a Secret),
    Unknown(Refusal),
}

impl Authenticator {
    /// Whether clients have to say who they are (`auth_required` of INFO, which the reference leaves out when
    /// [`Authenticator::admits_anyone`]).
    #[must_use]
    pub fn auth_required(&self) -> bool {
        self.required
    }

    /// Whether a client may come in without credentials.
    #[must_use]
    pub fn admits_anyone(&self) -> bool {
        !self.required || self.nobody.is_some()
    }

    /// Whether somebody may prove to be who they are by signing the nonce of INFO.
    #[must_use]
    pub fn nonce_required(&self) -> bool {
        !self.nkeys.is_empty()
    }

    /// Whether answering takes so long (bcrypt) that it should not be done where other connections are served.
    #[must_use]
    pub fn is_costly(&self, offered: &Offered<'_>) -> bool {
        match self.select(offered) {
            Candidate::Password(user) | Candidate::Certificate(user) => user.secret.is_hashed(),
            Candidate::Token(secret) | Candidate::Single(_, secret) => secret.is_hashed(),
            Candidate::Unknown(_) => self.decoy.is_some(),
            Candidate::Open | Candidate::Global | Candidate::NoAuth(_) | Candidate::NKey(..) => false,
        }
    }

    /// Lets the client in, or says why not.
    ///
    /// # Errors
    /// The reason, for the log.
    pub fn authenticate(&self, offered: &Offered<'_>) -> Result<Identity, Refusal> {
        match self.select(offered) {
            Candidate::Open => Ok(Identity::open(offered)),
            Candidate::Global => Ok(Identity::anonymous()),
            Candidate::NoAuth(user) => user.admitted(Method::NoAuthUser),
            Candidate::NKey(key, user) => {
                signature::verify(key, offered)?;
                user.admitted(Method::NKey)
            }
            Candidate::Certificate(user) => user.admitted_with(offered.password, Method::Certificate),
            Candidate::Password(user) => user.admitted_with(offered.password, Method::Password),
            Candidate::Token(secret) if secret.matches(offered.token) => Ok(Identity::of_token()),
            Candidate::Token(_) => Err(Refusal::WrongToken),
            Candidate::Single(name, secret) => self.single_user(name, secret, offered),
            Candidate::Unknown(refusal) => {
                self.spend_as_much(offered.password);
                Err(refusal)
            }
        }
    }

    fn select<'a>(&'a self, offered: &Offered<'_>) -> Candidate<'a> {
        if !self.required {
            return Candidate::Open;
        }
        if let Some(candidate) = self.by_nkey(offered) {
            return candidate;
        }
        if self.map_certificates && !self.users.is_empty() {
            return self.by_certificate(offered);
        }
        self.by_name(offered).unwrap_or_else(|| self.by_shared_secret(offered))
    }

    /// An offered nkey counts only where nkeys are configured.
    fn by_nkey<'a>(&'a self, offered: &Offered<'_>) -> Option<Candidate<'a>> {
        if self.nkeys.is_empty() {
            return None;
        }
        if offered.nkey.is_empty() {
            return match &self.nobody {
                Some(Nobody::NKey(user)) if offered.is_nothing() => {
                    Some(allowed_here(user, offered, Candidate::NoAuth(user)))
                }
                _ => None,
            };
        }
        Some(match self.nkeys.get(offered.nkey) {
            None => Candidate::Unknown(Refusal::UnknownNKey(offered.nkey.into())),
            Some((key, user)) => allowed_here(user, offered, Candidate::NKey(key, user)),
        })
    }

    fn by_name<'a>(&'a self, offered: &Offered<'_>) -> Option<Candidate<'a>> {
        if offered.is_nothing() {
            return match &self.nobody {
                Some(Nobody::User(user)) => Some(allowed_here(user, offered, Candidate::NoAuth(user))),
                Some(Nobody::Global) => Some(Candidate::Global),
                Some(Nobody::NKey(_)) | None => None,
            };
        }
        if self.users.is_empty() || offered.user.is_empty() {
            return None;
        }
        Some(match self.users.get(offered.user) {
            None => Candidate::Unknown(Refusal::UnknownUser(offered.user.into())),
            Some(user) => allowed_here(user, offered, Candidate::Password(user)),
        })
    }

    fn by_shared_secret<'a>(&'a self, offered: &Offered<'_>) -> Candidate<'a> {
        match (&self.token, &self.single) {
            (Some(secret), _) => Candidate::Token(secret),
            (None, Some((name, secret))) => Candidate::Single(name, secret),
            (None, None) if offered.is_nothing() => Candidate::Unknown(Refusal::NothingOffered),
            (None, None) => Candidate::Unknown(Refusal::UnknownUser(offered.user.into())),
        }
    }

    fn single_user(&self, name: &str, secret: &Secret, offered: &Offered<'_>) -> Result<Identity, Refusal> {
        // Both are compared whatever the other says, so that the time tells nothing about the name.
        let password_is_right = secret.matches(offered.password);
        if !password::equal(name, offered.user) {
            return Err(if offered.is_nothing() {
                Refusal::NothingOffered
            } else {
                Refusal::UnknownUser(offered.user.into())
            });
        }
        if password_is_right {
            Ok(Identity::of_single_user(name))
        } else {
            Err(Refusal::WrongPassword(name.into()))
        }
    }

    fn spend_as_much(&self, password: &str) {
        if let Some(decoy) = &self.decoy {
            let _ = decoy.matches(password);
        }
    }
}

impl User {
    fn admitted_with(&self, password: &str, method: Method) -> Result<Identity, Refusal> {
        if self.secret.matches(password) {
            self.admitted(method)
        } else {
            Err(Refusal::WrongPassword(self.name.raw().into()))
        }
    }

    fn admitted(&self, method: Method) -> Result<Identity, Refusal> {
        if self.proxy_required {
            return Err(Refusal::ProxyRequired(self.name.raw().into()));
        }
        Ok(Identity {
            account: self.account,
            user: self.name.clone(),
            permissions: self.permissions.clone(),
            method,
        })
    }
}

fn allowed_here<'a>(user: &User, offered: &Offered<'_>, candidate: Candidate<'a>) -> Candidate<'a> {
    if user.allowed.contains(offered.connection_type) {
        candidate
    } else {
        Candidate::Unknown(Refusal::ConnectionType(user.name.raw().into(), offered.connection_type))
    }
}
