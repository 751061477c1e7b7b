//! A load generator on raw sockets, and side-by-side benchmarks made with it.
//!
//! A server is weighed by what it does with bytes, so nothing here uses a client library: blocks are encoded before the
//! clock starts, receiving is counting, and two threads carry any number of connections. Each run uses a fresh server
//! process, on its own port, without logs.
//!
//! Deliberately absent: TLS, authentication, JetStream (rows come with the features), and anything but Linux, because
//! CPU time and memory are read from `/proc` and the process CPU clock.

mod affinity;
mod cli;
mod error;
mod measure;
mod process;
mod progress;
mod random;
mod rows;
mod sample;
mod server;
mod single;
mod stats;
mod traffic;
mod wire;
mod workload;

use std::process::ExitCode;

use clap::Parser;

use cli::Arguments;
use error::{Error, Result};

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            progress::say(format_args!("load: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    let rows = rows::chosen(&arguments.only).map_err(Error::other)?;
    single::run(arguments, &rows)
}
