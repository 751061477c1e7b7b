//! Accounts: who someone is, what they may do, and what crosses between accounts.
//!
//! - [`Directory`]: all accounts of a server, with their exports and imports resolved against each other.
//! - [`Authenticator`]: who may connect, and as whom.
//! - [`Permissions`]: what a user may publish, subscribe to and receive.
//! - [`replies`]: the way back of answers that cross accounts; [`Trail`] keeps messages from going in circles.
//! - [`latency`], [`Crossing`]: what exporters learn about requests and who makes them.
//! - [`Problem`]: everything that is wrong with a configuration, where, and how to mend it.
//!
//! Deliberately absent: sockets, clocks and randomness (time and random numbers are arguments), subscriptions (that is
//! routing), and the reading of configuration files (that is `options`).

pub mod authentication;
mod client_info;
pub mod directory;
#[cfg(test)]
mod fixture;
mod ids;
mod json;
pub mod latency;
#[cfg(any(test, feature = "model"))]
pub mod model;
mod permissions;
mod problem;
pub mod replies;
mod request_info;
mod trail;

pub use authentication::{
    Authenticator, CertificateIdentity, ConnectionType, Identity, Offered, Refusal, UserName,
};
pub use client_info::ClientInfo;
pub use directory::{Account, Directory, ServiceImport, StreamImport};
pub use ids::{AccountId, ConnectionId, ExportId};
pub use permissions::{InvalidEntry, Permissions, ResponsePermits, ResponseTerms, SubscribeVerdict};
pub use problem::{Problem, Severity};
pub use replies::ReplyTable;
pub use request_info::{Crossing, REQUEST_INFO};
pub use trail::Trail;
