//! Whole servers in the test's own process, spoken to over loopback.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod churn;
mod drips;
mod encrypted;
mod floods;
mod host;
mod isolation;
mod leaks;
mod leaving;
mod liveness;
mod logins;
mod malformed;
mod oversized;
mod page;
mod permissions;
mod process;
mod services;
mod slow_consumers;
mod stalls;
mod subscriptions;
mod unread;
mod wire;
