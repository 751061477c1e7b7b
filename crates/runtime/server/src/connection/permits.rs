//! The right to answer, shared by those who deliver requests and the client that answers them.

use std::{
    sync::{Mutex, PoisonError},
    time::Instant,
};

use accounts::{ResponsePermits, ResponseTerms};

/// Replies that a connection may publish to because it received the request.
pub(crate) struct Permits(Mutex<ResponsePermits>);

impl Permits {
    pub(crate) fn new(terms: ResponseTerms) -> Permits {
        Permits(Mutex::new(ResponsePermits::new(terms)))
    }

    /// A request with this reply was delivered.
    pub(crate) fn grant(&self, reply: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).grant(Instant::now(), reply);
    }

    /// Whether one more message may go to `subject`; counts it.
    pub(crate) fn take(&self, subject: &[u8]) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take(Instant::now(), subject)
    }
}
