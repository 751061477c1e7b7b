//! The same scenarios against the reference server and ours.
//!
//! Promises: a scenario is a short script of a real client that prints what it sees, one JSON object a line; it runs
//! against both servers with the same configuration, and passes when every line is the same after replacing what no
//! two runs share (ports, inboxes, ids). What cannot be run is counted as skipped, with its reason.
//!
//! Deliberately absent: expectations. What is right is what the reference does; a scenario in which the script itself
//! fails or prints nothing fails, so that two broken runs never count as equal.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the crate is a command line tool")]

pub mod arguments;
pub mod catalogue;
pub mod compare;
pub mod launch;
pub mod provision;
pub mod report;
pub mod runner;
pub mod rust_client;
pub mod transcript;
