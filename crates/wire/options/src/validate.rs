//! Contradictions between keys, which only a start looks for.

use stdx::duration::GoDuration;

use crate::{ConfigError, CredentialSpec, Options};

impl Options {
    /// Everything in these options that contradicts; a server refuses to start with any.
    pub fn validate(&self) -> Vec<ConfigError> {
        let checks = [
            self.check_lame_duck(),
            self.check_sizes(),
            self.check_name(),
            self.check_no_auth_user(),
            self.check_system_account(),
            self.check_monitoring(),
            self.check_tls(),
        ];
        checks.into_iter().flatten().map(ConfigError::contradiction).collect()
    }

    fn check_lame_duck(&self) -> Option<String> {
        let (grace, duration) = (self.lame_duck_grace_period, self.lame_duck_duration);
        let [shown, limit] = [grace, duration].map(GoDuration::from_std);
        let text = format!(
            "lame duck grace period ({shown}) should be strictly lower than lame duck duration ({limit})"
        );
        (grace >= duration).then_some(text)
    }

    fn check_sizes(&self) -> Option<String> {
        let (payload, pending) = (self.limits.max_payload, self.limits.max_pending);
        let unlimited = payload == usize::MAX;
        (!unlimited && payload > pending)
            .then(|| format!("max_payload ({payload}) cannot be higher than max_pending ({pending})"))
    }

    /// A file's name was looked at when it was read; a flag's was not.
    fn check_name(&self) -> Option<String> {
        let spaced = self.server_name.as_ref().is_some_and(|name| name.contains(' '));
        spaced.then(|| "server name cannot contain spaces".into())
    }

    fn check_no_auth_user(&self) -> Option<String> {
        let name = self.no_auth_user.as_ref()?;
        let of_accounts = self.accounts.iter().flat_map(|account| &account.users);
        let mut users = self.authorization.users.iter().chain(of_accounts).peekable();
        if users.peek().is_none() {
            return Some(format!("no_auth_user: {name:?} present, but users/nkeys are not defined"));
        }
        let known = users.any(|user| match &user.credential {
            CredentialSpec::Password { user, .. } => user == name,
            CredentialSpec::NKey(nkey) => nkey == name,
        });
        (!known).then(|| {
            format!("no_auth_user: {name:?} not present as user or nkey in authorization block or account configuration")
        })
    }

    fn check_system_account(&self) -> Option<String> {
        let name = self.system_account.as_ref()?;
        let known = matches!(name.as_str(), "$SYS" | "$G")
            || self.accounts.iter().any(|account| account.name == *name);
        (!known).then(|| format!("error resolving system account: account {name:?} missing"))
    }

    /// The reference starts without a certificate and then can serve nobody.
    fn check_tls(&self) -> Option<String> {
        let tls = self.tls.as_ref()?;
        tls.certificates.is_empty().then(|| "tls: needs \"cert_file\" and \"key_file\"".into())
    }

    fn check_monitoring(&self) -> Option<String> {
        match (&self.http, &self.https) {
            (Some(_), Some(_)) => Some("can't specify both HTTP and HTTPs ports".into()),
            (None, Some(_)) if self.tls.is_none() => Some("TLS cert and key required for HTTPS".into()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests;
