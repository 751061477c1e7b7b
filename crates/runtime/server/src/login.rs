//! The gate: who may come in, and as whom. Answers are the engine's; here is only what takes time.

use std::{
    sync::Arc,
    task::{Context, Poll, ready},
};

use accounts::{Authenticator, CertificateIdentity, ConnectionType, Identity, Offered, Refusal};
use data_encoding::BASE64URL_NOPAD;
use proto::ConnectOptions;
use tokio::task::JoinHandle;

/// Bytes of a nonce before encoding.
const NONCE: usize = 11;

/// Decides about logins.
pub(crate) struct Gate {
    authenticator: Arc<Authenticator>,
}

/// What a client shows, apart from what its CONNECT says.
#[derive(Clone, Default)]
pub(crate) struct Papers {
    /// What it signs to prove its nkey; empty when no nkey is configured.
    pub(crate) nonce: Box<str>,
    /// Who its TLS certificate says it is.
    pub(crate) certificate: Option<Arc<CertificateIdentity>>,
}

/// A login that takes so long that it is not done where other connections are served.
pub(crate) struct Login(JoinHandle<Verdict>);

/// Who a client turned out to be, or why it may not come in.
pub(crate) type Verdict = Result<Identity, Refusal>;

/// An answer, or a promise of one.
pub(crate) enum Answer {
    Now(Verdict),
    Later(Login),
}

impl Gate {
    pub(crate) fn new(authenticator: Authenticator) -> Gate {
        Gate { authenticator: Arc::new(authenticator) }
    }

    /// Whether INFO asks clients to log in.
    pub(crate) fn asks(&self) -> bool {
        !self.authenticator.admits_anyone()
    }

    /// Whether anyone has to be somebody, if only by default.
    pub(crate) fn is_guarded(&self) -> bool {
        self.authenticator.auth_required()
    }

    /// Whether a client that says nothing becomes somebody by default.
    pub(crate) fn has_default_user(&self) -> bool {
        self.is_guarded() && !self.asks()
    }

    /// A fresh nonce, if any user could sign it.
    pub(crate) fn nonce(&self) -> Box<str> {
        let mut bytes = [0; NONCE];
        if !self.authenticator.nonce_required() || getrandom::fill(&mut bytes).is_err() {
            return Box::default();
        }
        BASE64URL_NOPAD.encode(&bytes).into()
    }

    /// Decides who the client is.
    pub(crate) fn check(&self, options: &ConnectOptions, papers: &Papers) -> Answer {
        if !self.authenticator.is_costly(&offered(options, papers)) {
            return Answer::Now(self.authenticator.authenticate(&offered(options, papers)));
        }
        let authenticator = Arc::clone(&self.authenticator);
        let (options, papers) = (options.clone(), papers.clone());
        Answer::Later(Login(tokio::task::spawn_blocking(move || {
            authenticator.authenticate(&offered(&options, &papers))
        })))
    }

    /// Who a client becomes that says nothing.
    pub(crate) fn default_user(&self) -> Verdict {
        self.authenticator.authenticate(&Offered::default())
    }
}

impl Login {
    /// The verdict. A check that broke down lets nobody in.
    pub(crate) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Verdict> {
        let joined = ready!(std::pin::Pin::new(&mut self.0).poll(cx));
        Poll::Ready(joined.unwrap_or(Err(Refusal::NothingOffered)))
    }
}

fn offered<'a>(options: &'a ConnectOptions, papers: &'a Papers) -> Offered<'a> {
    Offered {
        user: &options.user,
        password: &options.pass,
        token: &options.auth_token,
        nkey: &options.nkey,
        signature: &options.sig,
        nonce: papers.nonce.as_bytes(),
        certificate: papers.certificate.as_deref(),
        connection_type: ConnectionType::default(),
    }
}
