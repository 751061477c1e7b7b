//! The monitoring port over a real socket, on a server with real connections.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod connections;
mod get;
mod http;
mod paths;
mod server;
mod tls;
