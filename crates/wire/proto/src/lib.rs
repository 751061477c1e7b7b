//! The client protocol: bytes to operations and back, without a socket.
//!
//! Promises: [`parse::next`] turns any bytes into operations, without allocating and without looking at a byte twice
//! more than a constant number of times, however they were cut on the way; each way in which bytes can be wrong is a
//! [`Fault`] that knows what the peer is told and why the connection ends. [`mod@write`], [`Info`] and [`ErrorReply`]
//! produce what a server says, byte for byte as the reference does.
//!
//! ```text
//! client:  CONNECT {json} · PUB subject [reply] size · HPUB subject [reply] header-size size · SUB subject [queue] sid
//!          UNSUB sid [max] · PING · PONG · +OK · INFO {json} · -ERR text
//! server:  INFO {json} · MSG subject sid [reply] size · HMSG subject sid [reply] header-size size · PING · PONG · +OK
//!          -ERR 'text'
//! ```
//!
//! Deliberately absent: what an operation does, who may do it, sockets, clocks, the protocols between servers.

pub mod close;
pub mod connect;
pub mod errors;
pub mod headers;
pub mod info;
mod json;
pub mod op;
pub mod parse;
pub mod write;

pub use close::CloseReason;
pub use connect::{ConnectError, ConnectOptions};
pub use errors::ErrorReply;
pub use info::Info;
pub use op::{Op, Publish, Subscribe, Unsubscribe};
pub use parse::{Cursor, Fault, Limits, Malformed, Step, next};
