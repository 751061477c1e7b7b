//! The monitoring port over a real socket, on a server with real connections.

mod accounts;
mod connections;
mod get;
mod http;
mod paths;
mod server;
mod tls;
