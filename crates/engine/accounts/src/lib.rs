//! Accounts: who someone is, what they may do, and what crosses between accounts.
//!
//! - [`Problem`]: everything that is wrong with a set of accounts, where, and how to mend it.
//! - [`Permissions`]: what a user may publish, subscribe to and receive.
//!
//! Deliberately absent: sockets, clocks and randomness (time and random numbers are arguments), subscriptions (that is
//! routing), and the reading of configuration files (that is `options`).

mod ids;
mod permissions;
mod problem;

pub use ids::{AccountId, ConnectionId, ExportId};
pub use permissions::{InvalidEntry, Permissions, ResponsePermits, ResponseTerms, SubscribeVerdict};
pub use problem::{Problem, Severity};
