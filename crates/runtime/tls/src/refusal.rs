//! Why a client's certificate was refused, carried past the TLS library.
//!
//! The library's error has room for a reason and not for the certificates, yet "whose certificate was it?" is the first
//! question of whoever reads the log. A handshake runs inside [`watch`]; the verifier leaves its answer with [`note`].

use std::{cell::RefCell, fmt};

use crate::verify::Certificate;

/// Why a certificate was refused, and which ones were presented.
#[derive(Debug)]
pub struct Refusal {
    reason: String,
    /// Subject and fingerprint of each, the client's own first.
    presented: Vec<String>,
}

impl Refusal {
    pub(crate) fn new<'a>(reason: String, presented: impl IntoIterator<Item = &'a Certificate>) -> Self {
        let describe = |certificate: &Certificate| {
            format!("{} SHA-256: {}", certificate.subject_text(), certificate.fingerprint())
        };
        Refusal { reason, presented: presented.into_iter().map(describe).collect() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if self.presented.is_empty() { Ok(()) } else { write!(f, " ({})", self.presented.join("; ")) }
    }
}

tokio::task_local! {
    static REFUSAL: RefCell<Option<Refusal>>;
}

/// Runs a handshake and gives its result together with what the verifier noted.
pub(crate) async fn watch<T>(handshake: impl Future<Output = T>) -> (T, Option<Refusal>) {
    let watched = async {
        let result = handshake.await;
        (result, REFUSAL.with(RefCell::take))
    };
    REFUSAL.scope(RefCell::new(None), watched).await
}

/// Keeps `refusal` for the handshake that is under way, if one is watched.
pub(crate) fn note(refusal: Refusal) {
    let _ = REFUSAL.try_with(|noted| noted.replace(Some(refusal)));
}
