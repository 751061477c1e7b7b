//! The little of the client protocol that a load generator needs.
//!
//! Deliberately absent: a general parser. A workload knows the length of every message it will receive, so receiving is
//! stepping from one frame to the next, which costs about a nanosecond a message.

pub(crate) mod connection;
pub(crate) mod ears;
pub(crate) mod encode;
pub(crate) mod frames;
pub(crate) mod scanner;
