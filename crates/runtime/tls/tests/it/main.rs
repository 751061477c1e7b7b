//! Handshakes over loopback with certificates made on the spot.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod config;
mod handshake;
mod meet;
mod pki;
mod plain;
mod trust;
