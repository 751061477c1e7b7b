//! Log lines: their format, and where they go.
//!
//! Promises: every event of [`tracing`] becomes exactly one line, `[pid] 2006/01/02 15:04:05.000000 [INF] text`, written
//! at once to standard error, a file or a syslog; files rotate by size and can be opened anew after somebody moved
//! them; what a [`Handle`] changes holds for the next line. A line that cannot be written is dropped: logging never
//! stops the server.
//!
//! | macro | label | shown |
//! | --- | --- | --- |
//! | `error!(target: logging::FATAL, …)` | `FTL` | always |
//! | `error!` `warn!` `info!` | `ERR` `WRN` `INF` | always |
//! | `debug!` | `DBG` | with `debug` |
//! | `trace!` | `TRC` | with `trace`, whether or not `debug` is on |
//!
//! Secrets are the caller's to keep out; [`redact`] does it for what clients send with CONNECT. [`RateLimit`] is for
//! what a client can cause as often as it likes.
//!
//! Deliberately absent: spans, structured output, filters by module.

mod error;
mod file;
mod handle;
mod label;
mod layer;
mod limit;
mod line;
mod redact;
mod rotation;
mod sink;
mod syslog;

pub use error::Error;
pub use handle::{Handle, build, init};
pub use label::FATAL;
pub use limit::RateLimit;
pub use redact::redact;
