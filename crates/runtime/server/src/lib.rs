//! The running server: connections, delivery and everything they are counted by.
//!
//! Promises: [`Server::start`] opens the client port and serves it until [`Server::shutdown`]; what clients see is what
//! the reference shows, byte for byte, except where `docs/decisions` says otherwise; a connection that misbehaves costs
//! itself; an account never sees another's messages except through an import that both sides agreed on.
//!
//! Deliberately absent: decisions (who may do what is `accounts`, who is interested is `routing`), the codec (`proto`),
//! the monitoring port (`monitor`), and files, signals and logs (the binary).
//!
//! ```text
//! listener ── greets ──> driver (one task per connection)
//!                          │ reads into the thread's buffer
//!                          ▼
//!                        session ── one file per verb ──> delivery ── appends ──> connection (of each receiver)
//!                                                             │                        ▲
//!                                                             └── flushes at the end ──┘
//! ```

mod account;
mod advertise;
mod connection;
mod core;
mod delivery;
mod driver;
mod identity;
mod inspect;
mod latency;
mod leave;
mod listener;
mod login;
mod registry;
mod reserved;
mod server;
mod session;
mod slow;
mod subscription;
mod traffic;
mod transport;

pub use connection::{ConnectionId, Profile, TlsProfile};
pub use identity::{COMPATIBLE_VERSION, Identity};
pub use inspect::{
    AccountView, Build, ClientPort, ConnectionEnd, ConnectionView, Counts, Inspector, SubscriptionView,
};
pub use server::{Prepared, Server, StartError};
pub use traffic::TrafficTotals;
