//! From options to an [`Authenticator`].

use std::sync::Arc;

use nkey::{Kind, PublicKey};
use options::{AuthorizationSpec, CredentialSpec, Options, PermissionsSpec, UserSpec};

use super::{
    Authenticator, ConnectionTypes, DistinguishedName, Nobody, Secret, User, UserName, password::is_hash,
};
use crate::{AccountId, Directory, Permissions, Problem};

impl Authenticator {
    /// Collects everyone who may connect.
    ///
    /// # Errors
    /// Everything that is wrong with the users: names used twice, bad keys, bad permissions, a `no_auth_user` that
    /// doesn't exist.
    pub fn build(options: &Options, directory: &Directory) -> Result<Self, Vec<Problem>> {
        let mut builder = Builder { authenticator: Authenticator::open(options), problems: Vec::new() };
        let authorization = &options.authorization;
        builder.users(
            AccountId::GLOBAL,
            &authorization.users,
            authorization.default_permissions.as_ref(),
            "",
        );
        for account in &options.accounts {
            if let Some(id) = directory.find(&account.name) {
                builder.users(id, &account.users, account.default_permissions.as_ref(), &account.position);
            }
        }
        builder.nobody(options, directory);
        builder.finish()
    }

    /// Whether somebody's password stands in the configuration as it is; worth a warning at start.
    #[must_use]
    pub fn has_plaintext_passwords(options: &Options) -> bool {
        let map = options.tls.as_ref().is_some_and(|tls| tls.verify_and_map);
        let plain = |user: &UserSpec| match &user.credential {
            CredentialSpec::Password { password, .. } => !(is_hash(password) || map && password.is_empty()),
            CredentialSpec::NKey(_) => false,
        };
        let single = options.authorization.password.as_deref();
        let users = options.accounts.iter().flat_map(|account| &account.users);
        single.is_some_and(|password| !password.is_empty() && !is_hash(password))
            || options.authorization.users.iter().chain(users).any(plain)
    }

    /// What doesn't depend on accounts.
    fn open(options: &Options) -> Self {
        let AuthorizationSpec { user, password, token, .. } = &options.authorization;
        let token = token.as_deref().filter(|token| !token.is_empty());
        let user = user.as_deref().filter(|user| !user.is_empty());
        Authenticator {
            required: token.is_some() || user.is_some(),
            users: Default::default(),
            nkeys: Default::default(),
            token: token.map(Secret::new),
            single: user.map(|user| (user.into(), Secret::new(password.as_deref().unwrap_or_default()))),
            nobody: None,
            map_certificates: options.tls.as_ref().is_some_and(|tls| tls.verify_and_map),
            named_by_certificate: Vec::new(),
            decoy: None,
        }
    }
}

struct Builder {
    authenticator: Authenticator,
    problems: Vec<Problem>,
}

impl Builder {
    fn users(
        &mut self,
        account: AccountId,
        users: &[UserSpec],
        defaults: Option<&PermissionsSpec>,
        position: &str,
    ) {
        let defaults = defaults.and_then(|spec| self.permissions(spec, position));
        for spec in users {
            let permissions = match &spec.permissions {
                Some(own) => self.permissions(own, &spec.position),
                None => defaults.clone(),
            };
            self.user(account, spec, permissions);
        }
    }

    fn permissions(&mut self, spec: &PermissionsSpec, position: &str) -> Option<Arc<Permissions>> {
        match Permissions::compile(spec) {
            Ok(permissions) => Some(Arc::new(permissions)),
            Err(invalid) => {
                self.problem(position, invalid.to_string(), "write a subject without empty tokens");
                None
            }
        }
    }

    fn user(&mut self, account: AccountId, spec: &UserSpec, permissions: Option<Arc<Permissions>>) {
        let allowed = match ConnectionTypes::parse(&spec.allowed_connection_types) {
            Ok(allowed) => allowed,
            Err(unknown) => {
                let text = format!("unknown connection type {unknown:?}");
                self.problem(
                    &spec.position,
                    text,
                    "use STANDARD, WEBSOCKET, LEAFNODE, LEAFNODE_WS, MQTT, MQTT_WS or IN_PROCESS",
                );
                return;
            }
        };
        let user = |name, secret| {
            Arc::new(User {
                name,
                account,
                permissions,
                allowed,
                proxy_required: spec.proxy_required,
                secret,
            })
        };
        match &spec.credential {
            CredentialSpec::Password { user: name, password } => {
                let user = user(UserName::Name(name.as_str().into()), Secret::new(password));
                self.named(name, user, &spec.position);
            }
            CredentialSpec::NKey(key) => {
                let user = user(UserName::NKey(key.as_str().into()), Secret::new(""));
                self.keyed(key, user, &spec.position);
            }
        }
    }

    fn named(&mut self, name: &str, user: Arc<User>, position: &str) {
        if self.is_taken(name) {
            self.problem(
                position,
                format!("Duplicate user {name:?} detected"),
                "a user belongs to one account",
            );
            return;
        }
        if let Ok(distinguished) = DistinguishedName::parse(name) {
            self.authenticator.named_by_certificate.push((distinguished, user.clone()));
        }
        if user.secret.is_hashed() {
            self.authenticator.decoy.get_or_insert(user.secret.clone());
        }
        self.authenticator.users.insert(name.into(), user);
    }

    fn keyed(&mut self, key: &str, user: Arc<User>, position: &str) {
        match PublicKey::parse_kind(Kind::User, key) {
            Ok(_) if self.is_taken(key) => {
                self.problem(
                    position,
                    format!("Duplicate nkey {key:?} detected"),
                    "a user belongs to one account",
                );
            }
            Ok(public) => {
                self.authenticator.nkeys.insert(key.into(), (public, user));
            }
            Err(_) => {
                self.problem(
                    position,
                    "Not a valid public nkey for a user",
                    "a user's public key starts with U",
                );
            }
        }
    }

    /// Names and keys share one space, as in the reference.
    fn is_taken(&self, name: &str) -> bool {
        self.authenticator.users.contains_key(name) || self.authenticator.nkeys.contains_key(name)
    }

    fn nobody(&mut self, options: &Options, directory: &Directory) {
        let authenticator = &mut self.authenticator;
        let anyone = !authenticator.users.is_empty() || !authenticator.nkeys.is_empty();
        authenticator.required |= anyone;
        let Some(name) = options.no_auth_user.as_deref().filter(|name| !name.is_empty()) else {
            if only_the_system_account(options, directory) {
                authenticator.required = true;
                authenticator.nobody = Some(Nobody::Global);
            }
            return;
        };
        let user = authenticator.users.get(name).cloned().map(Nobody::User);
        let key = || authenticator.nkeys.get(name).map(|(_, user)| Nobody::NKey(user.clone()));
        authenticator.nobody = user.or_else(key);
        if authenticator.nobody.is_none() {
            let missing = if anyone {
                "not present as user or nkey in authorization block or account configuration"
            } else {
                "present, but users/nkeys are not defined"
            };
            self.problem(
                "",
                format!("no_auth_user: {name:?} {missing}"),
                "name a user that exists, or remove it",
            );
        }
    }

    fn problem(&mut self, position: &str, text: impl Into<String>, mend: &str) {
        self.problems.push(Problem::error(position, text, mend));
    }

    fn finish(self) -> Result<Authenticator, Vec<Problem>> {
        if self.problems.is_empty() { Ok(self.authenticator) } else { Err(self.problems) }
    }
}

/// Whether the configuration only gives the system account users and leaves everything else as it is without any.
fn only_the_system_account(options: &Options, directory: &Directory) -> bool {
    let configured = options.system_account.is_some()
        || options.accounts.iter().any(|account| account.name == Directory::DEFAULT_SYSTEM_ACCOUNT);
    configured && directory.len() == 2 && options.authorization == AuthorizationSpec::default()
}
