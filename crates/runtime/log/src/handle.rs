//! Setting logging up, and changing it while the server runs.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use options::LogSpec;
use tracing::Subscriber;
use tracing_subscriber::layer::SubscriberExt;

use crate::Error;
use crate::layer::{Lines, Shared};
use crate::sink::Sink;

/// Changes a log that is in use.
#[derive(Debug, Clone)]
pub struct Handle {
    shared: Arc<Shared>,
}

/// Makes the log that was asked for that of the whole process.
pub fn init(spec: &LogSpec) -> Result<Handle, Error> {
    let (subscriber, handle) = build(spec)?;
    tracing::subscriber::set_global_default(subscriber).map_err(|_| Error::Twice)?;
    Ok(handle)
}

/// The log that was asked for, not yet in use.
pub fn build(spec: &LogSpec) -> Result<(impl Subscriber + Send + Sync + 'static, Handle), Error> {
    let shared = Arc::new(Shared {
        debug: spec.debug.into(),
        trace: spec.trace.into(),
        sink: Sink::open(spec)?.into(),
    });
    let subscriber = tracing_subscriber::registry().with(Lines(Arc::clone(&shared)));
    Ok((subscriber, Handle { shared }))
}

impl Handle {
    /// Opens the log file anew, after somebody moved it. Of another log it only says that there is nothing to do.
    pub fn reopen(&self) -> Result<(), Error> {
        self.shared.sink().reopen()
    }

    /// Goes over to another log. If that cannot be opened, everything stays as it is.
    pub fn reconfigure(&self, spec: &LogSpec) -> Result<(), Error> {
        let sink = Sink::open(spec)?;
        *self.shared.sink() = sink;
        self.show(spec.debug, spec.trace);
        Ok(())
    }

    /// Shows or hides debug and trace lines.
    pub fn show(&self, debug: bool, trace: bool) {
        self.shared.debug.store(debug, Ordering::Relaxed);
        self.shared.trace.store(trace, Ordering::Relaxed);
        tracing::callsite::rebuild_interest_cache();
    }
}
