//! The verbs of `gannet` itself.

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::{link, say, tool::Tool, up};

/// NATS server and tools in one binary, built around the account.
#[derive(Debug, Parser)]
#[command(name = "gannet", version = version(), arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Run a server for several tenants, set up on the first call
    ///
    /// The first call writes a small configuration with two accounts that share a stream and a service, and makes up
    /// passwords. Every call starts the server with it and says what to type next.
    Up(up::Arguments),

    /// Run a server: takes the flags and the configuration of nats-server
    #[command(disable_help_flag = true)]
    Server {
        /// What nats-server takes; see `gannet server --help`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },

    /// Make links by which this program becomes the tools it replaces
    ///
    /// Called by the name of such a link, nats-server for one, the program behaves as that tool.
    Link {
        /// Where to put the links
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Replace files that are in the way
        #[arg(long)]
        force: bool,
    },

    /// Print completions for a shell
    Completion {
        /// The shell
        shell: Shell,
    },
}

fn version() -> String {
    format!("{} (compatible with nats-server {})", env!("CARGO_PKG_VERSION"), server::COMPATIBLE_VERSION)
}

/// Runs `gannet ARGUMENTS`.
pub(crate) fn run(arguments: Vec<OsString>) -> ExitCode {
    // A tool's arguments are its own business: they are in Go's style, which is not that of the verbs here.
    if let Some((verb, rest)) = arguments.split_first()
        && let Some(tool) = Tool::by_verb(verb)
    {
        return tool.run(&format!("gannet {}", tool.verb()), rest.to_vec());
    }
    let program = OsString::from("gannet");
    match Cli::try_parse_from(std::iter::once(program).chain(arguments)) {
        Ok(cli) => cli.verb.run(),
        Err(error) => {
            let _ = error.print();
            u8::try_from(error.exit_code()).map_or(ExitCode::FAILURE, ExitCode::from)
        }
    }
}

impl Verb {
    fn run(self) -> ExitCode {
        match self {
            Verb::Up(arguments) => up::run(arguments),
            Verb::Server { arguments } => Tool::Server.run("gannet server", arguments),
            Verb::Link { folder, force } => link::run(&folder, force),
            Verb::Completion { shell } => complete(shell),
        }
    }
}

/// Written in one go, because the generator does not expect its reader to go away.
fn complete(shell: Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "gannet", &mut script);
    say::out(String::from_utf8_lossy(&script).trim_end());
    ExitCode::SUCCESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verbs_fit_together() {
        Cli::command().debug_assert();
    }
}
