//! The HTTP monitoring port.
//!
//! Promises: dashboards, exporters and scripts that read the reference's monitoring port read this one: the same paths,
//! query arguments, status codes, field names, types and order of fields, and what is omitted when it is empty. What a
//! stage not built yet would show is shown as the reference shows a server without it. No request waits for a client
//! or makes one wait: see [`server::Inspector`].
//!
//! Deliberately absent: anything that changes the server, secrets of any kind, and authentication: whoever can reach
//! the port can read it.
//!
//! ```text
//! monitor ── accepts, speaks HTTP ──> site ── path ──> endpoints ── look through ──> server::Inspector
//!                                      │                   │
//!                                      └── counts          └── answer (status, headers, JSON as the reference writes it)
//! ```

mod answer;
mod endpoint;
mod endpoints;
mod monitor;
mod process;
mod query;
mod site;
mod text;

pub use monitor::{Monitor, StartError};
