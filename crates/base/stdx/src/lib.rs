//! Small values that every layer needs and the standard library lacks.
//!
//! Promises: texts that clients and operators compare byte for byte ([`quote`], [`duration`], [`json`]) come out exactly as
//! `nats-server` prints them; [`random`] gives the same numbers for the same seed on every machine.
//!
//! Deliberately absent: the clock, the system's entropy, and anything that only one crate needs.

pub mod duration;
pub mod json;
pub mod quote;
pub mod random;
