//! The binary from outside: what it prints, what it leaves behind, how it ends.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "a test stops at the first surprise"
)]

mod check;
mod command;
mod flags;
mod life;
mod link;
mod signals;
mod up;
mod verbs;
