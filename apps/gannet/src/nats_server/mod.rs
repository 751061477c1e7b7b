//! The server as a command: flags in, an exit code out.
//!
//! Texts and exit codes are the reference's, because scripts and test suites read them. One differs on purpose: a wrong
//! flag ends with 2, since a supervisor takes the reference's 0 for success.

mod banner;
mod check;
mod files;
mod kill;
mod load;
mod open_files;
mod pid_file;
mod ports_file;
mod run;
mod serve;
mod signals;
mod warnings;

use std::{ffi::OsString, process::ExitCode};

use options::flags::{self, Action, CommandLine, FlagError};

pub(crate) use run::{End, Launch, Ready};

use crate::{say, tool::Tool};

/// The exit code for a command line that makes no sense.
const MISUSED: u8 = 2;

/// Carries out `program ARGUMENTS`.
pub(crate) fn run(program: &str, arguments: Vec<OsString>) -> ExitCode {
    match flags::parse(arguments) {
        Ok(CommandLine { action, flags }) => match action {
            Action::Help => print(flags::usage(program)),
            Action::HelpTls => print(flags::tls_usage()),
            Action::Version => print(version()),
            Action::Signal { signal, target } => kill::run(program, signal, target.as_deref()),
            Action::TestConfig => check::run(program, &flags),
            Action::Run => Launch { program, flags: &flags }.run(|_| {}).into(),
        },
        Err(error) => refuse(program, &error),
    }
}

/// The first line is what tools parse, and says which server this one can stand in for.
fn version() -> String {
    let (name, compatible) = (Tool::Server.name(), server::COMPATIBLE_VERSION);
    format!("{name}: v{compatible}\ngannet: v{}", env!("CARGO_PKG_VERSION"))
}

fn print(text: String) -> ExitCode {
    say::out(text.trim_end());
    ExitCode::SUCCESS
}

fn refuse(program: &str, error: &FlagError) -> ExitCode {
    if error.shows_usage() {
        say::err(error);
        say::out(flags::usage(program).trim_end());
        ExitCode::from(MISUSED)
    } else {
        fail(program, error)
    }
}

/// Says why the command cannot be carried out.
fn fail(program: &str, reason: impl std::fmt::Display) -> ExitCode {
    say::err(format_args!("{program}: {reason}"));
    ExitCode::FAILURE
}
