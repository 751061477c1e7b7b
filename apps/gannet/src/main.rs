//! NATS server and tools in one binary, built around the account.
//!
//! Promises: called by the name of a tool it replaces, the binary *is* that tool, with its arguments, texts and exit
//! codes; called as itself, it offers the same tools as verbs, next to verbs of its own. What a program reads goes to
//! standard output, what a person is told about goes to standard error, logs included.
//!
//! Deliberately absent: everything that a library can decide. Flags and keys are `options`, the running server is
//! `server`; here are files, signals and processes.

mod cli;
mod link;
mod nats_server;
mod random;
mod say;
mod tool;
mod up;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use tool::Tool;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os();
    let program = PathBuf::from(arguments.next().unwrap_or_default());
    let arguments: Vec<OsString> = arguments.collect();
    match Tool::called_by(&program) {
        Some(tool) => tool.run(tool.name(), arguments),
        None => cli::run(arguments),
    }
}
