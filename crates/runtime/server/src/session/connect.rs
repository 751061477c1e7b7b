//! CONNECT: what the client says about itself, and who it is.

use std::sync::Arc;

use accounts::Identity;
use proto::{CloseReason, ErrorReply};

use super::{Flow, SecondInfo, Session};
use crate::{
    connection::{Permits, Profile},
    core::Core,
    delivery::Batch,
    login::{Answer, Verdict},
};

/// The only protocol levels there are.
const PROTOCOLS: std::ops::RangeInclusive<i64> = 0..=1;

impl Session {
    /// Takes note of what the client says, and logs it in, perhaps for the second time as somebody else.
    pub(super) fn connect(&mut self, core: &Core, batch: &mut Batch, text: &[u8]) -> Flow {
        let options = &mut self.client.options;
        if options.merge(text).is_err() {
            return self.stop(CloseReason::ProtocolViolation);
        }
        if !options.account.is_empty() || options.new_account {
            return self.refuse_login(batch, "accounts can't be chosen by clients");
        }
        self.drop_subscriptions();
        self.count_subscriptions();
        self.routes.clear();
        match core.gate.check(&self.client.options, &self.client.papers) {
            Answer::Now(verdict) => self.finish_login(core, batch, verdict),
            Answer::Later(login) => Flow::Login(login),
        }
    }

    /// Goes on once it is known who the client is.
    pub(crate) fn finish_login(&mut self, core: &Core, batch: &mut Batch, verdict: Verdict) -> Flow {
        let identity = match verdict {
            Ok(identity) => identity,
            Err(refusal) => return self.refuse_login(batch, &refusal.to_string()),
        };
        if let Some(flow) = self.unacceptable(core, batch) {
            return flow;
        }
        if !self.become_user(core, &identity) {
            return self.refuse(
                batch,
                &ErrorReply::MaximumAccountConnectionsExceeded,
                CloseReason::MaximumAccountConnectionsExceeded,
            );
        }
        self.agree(core);
        self.client.acknowledge(batch);
        Flow::Continue
    }

    /// The first operation of a client that becomes somebody by default. Gives back whether it did.
    pub(super) fn become_default_user(&mut self, core: &Core) -> bool {
        match core.gate.default_user() {
            Ok(identity) => self.become_user(core, &identity),
            Err(_) => false,
        }
    }

    /// Checks what was asked for, credentials aside.
    fn unacceptable(&mut self, core: &Core, batch: &mut Batch) -> Option<Flow> {
        let options = &self.client.options;
        if !PROTOCOLS.contains(&options.protocol) {
            let reason = CloseReason::BadClientProtocolVersion;
            return Some(self.refuse(batch, &ErrorReply::InvalidClientProtocol, reason));
        }
        let headers = options.headers && !core.options.no_header_support;
        if options.no_responders && !headers {
            let reason = CloseReason::NoRespondersRequiresHeaders;
            return Some(self.refuse(batch, &ErrorReply::NoRespondersRequiresHeaders, reason));
        }
        None
    }

    /// Moves the client into the account of its user; false when that is full.
    fn become_user(&mut self, core: &Core, identity: &Identity) -> bool {
        let Some(account) = core.accounts.get(identity.account) else { return false };
        if let Some(left) = self.joined.take() {
            left.leave();
        }
        if !account.join() {
            return false;
        }
        self.joined = Some(Arc::clone(account));
        self.logged_in();
        self.limits.authenticated = true;
        self.limits.max_payload = Some(account.max_payload().unwrap_or(core.options.limits.max_payload));
        self.max_subscriptions = account.max_subscriptions().or(core.options.limits.max_subscriptions);
        let client = &mut self.client;
        client.account = Arc::clone(account);
        client.user = identity.user.raw().into();
        client.permissions = identity.permissions.clone();
        let terms = identity.permissions.as_ref().and_then(|permissions| permissions.responses());
        client.permits = terms.map(|terms| Arc::new(Permits::new(terms)));
        client.introduce();
        true
    }

    /// Puts into force what client and server agree on.
    fn agree(&mut self, core: &Core) {
        let options = &self.client.options;
        self.limits.headers = options.headers && !core.options.no_header_support;
        self.limits.pedantic = options.pedantic;
        self.client.connection.set_takes_headers(self.limits.headers);
        self.client.connection.set_takes_news(options.protocol == 1);
        let connection = &self.client.connection;
        if connection.rtt().is_zero() {
            // A first estimate, until a PONG tells better: CONNECT is the answer to INFO.
            connection.measured_rtt(connection.started.elapsed().unwrap_or_default());
        }
        if self.second_info == SecondInfo::TooEarly {
            self.second_info = SecondInfo::NextPing;
            self.ping_soon(core);
        }
    }

    fn refuse_login(&mut self, batch: &mut Batch, why: &str) -> Flow {
        let label = self.client.connection.label();
        tracing::error!("{label} - authentication error - {}: {why}", self.client.claimed_user());
        self.client.introduce_stranger();
        self.refuse(batch, &ErrorReply::AuthorizationViolation, CloseReason::AuthenticationFailure)
    }
}

impl super::Client {
    /// Fills in what monitoring shows of the client.
    fn introduce(&self) {
        let mut profile = self.connection.profile();
        self.describe(&mut profile);
        profile.user = self.user.clone();
        profile.account = self.account.name().into();
    }

    /// Fills in what monitoring shows of a client that is turned away: who it claims to be, and no secret.
    fn introduce_stranger(&self) {
        let options = &self.options;
        let mut profile = self.connection.profile();
        self.describe(&mut profile);
        profile.user = match (&*options.nkey, &*options.user, &*options.auth_token) {
            ("", "", "") => Box::default(),
            ("", "", _) => accounts::authentication::UserName::Token.raw().into(),
            ("", user, _) => user.into(),
            (nkey, _, _) => nkey.into(),
        };
    }

    fn describe(&self, profile: &mut Profile) {
        profile.name = self.options.name.as_str().into();
        profile.language = self.options.lang.as_str().into();
        profile.version = self.options.version.as_str().into();
    }

    /// Who the client says it is, for the log; never a secret.
    fn claimed_user(&self) -> String {
        if !self.options.nkey.is_empty() {
            return format!("Nkey {:?}", self.options.nkey);
        }
        if !self.options.user.is_empty() {
            return format!("User {:?}", self.options.user);
        }
        "User \"N/A\"".into()
    }
}
