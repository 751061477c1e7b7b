//! Servers on free ports, raw sockets and fixtures for the tests of every crate.
//!
//! Promises: whatever is started here listens on 127.0.0.1 on a port that was free, ends when its value is dropped,
//! and waits for what it expects up to [`DEADLINE`], never for a fixed time. Helpers panic with what they saw: in a
//! test that is the answer.
//!
//! Deliberately absent: a NATS client (tests of the protocol write bytes, tests of clients use the real ones), async
//! (a blocking socket works in every test), and anything a product crate could want outside its tests.
#![allow(clippy::panic, clippy::expect_used, reason = "helpers of tests fail by panicking")]

mod certs;
#[cfg(feature = "server")]
mod local_server;
mod process;
mod raw_client;
mod temp_dir;

use std::time::Duration;

pub use certs::{Authority, Identity, Issued};
#[cfg(feature = "server")]
pub use local_server::LocalServer;
pub use process::{Process, Signal, StartError};
pub use raw_client::RawClient;
pub use temp_dir::TempDir;

/// How long a helper waits before it calls something missing. Generous, because it is only reached on failure.
pub const DEADLINE: Duration = Duration::from_secs(10);
