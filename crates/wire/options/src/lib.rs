//! What a server is told to do: every key, alias and flag as one typed value.
//!
//! Promises: a configuration tree from [`conf`] becomes an [`Options`] value or a list of errors that each name
//! file, line and column; every key of the reference is known by name and alias; a key that Gannet does not carry
//! out yet is reported as [`Unsupported`], never silently ignored.
//!
//! Deliberately absent: resolving accounts against each other (engine `accounts`), reading certificates (`tls`),
//! and anything that opens a socket.

mod account;
mod draft;
mod error;
pub mod flags;
mod keys;
mod load;
mod schema;
mod server;
mod suggest;
mod tls;
mod validate;

pub use account::*;
pub use error::{ConfigError, Problem};
pub use flags::Flags;
pub use load::Loaded;
pub use server::*;
pub use tls::*;
