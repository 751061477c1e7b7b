//! `gannet up`: from nothing to a running server with two tenants.

mod folder;
mod guide;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::Args;
use options::flags::{self, CommandLine};

use crate::{
    nats_server::{End, Launch},
    say,
};

/// What `gannet up` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Where the configuration lies, or is to lie [default: $XDG_DATA_HOME/gannet, or ~/.local/share/gannet]
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Port for clients instead of the configured one; -1 for any that is free
    #[arg(long, value_name = "PORT", allow_negative_numbers = true)]
    port: Option<i32>,

    /// Port for monitoring instead of the configured one; -1 for any that is free
    #[arg(long, value_name = "PORT", allow_negative_numbers = true)]
    http_port: Option<i32>,
}

/// Sets up what is missing, starts the server, and says what to type next.
pub(crate) fn run(arguments: Arguments) -> ExitCode {
    up(arguments).unwrap_or_else(|error| {
        say::err(format_args!("gannet up: {error}"));
        ExitCode::FAILURE
    })
}

fn up(arguments: Arguments) -> Result<ExitCode, String> {
    let folder = match &arguments.folder {
        Some(folder) => folder.clone(),
        None => default_folder().ok_or("neither XDG_DATA_HOME nor HOME is set: name a folder")?,
    };
    let folder = std::path::absolute(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let config = folder::set_up(&folder).map_err(|error| error.to_string())?;
    let CommandLine { flags, .. } =
        flags::parse(arguments.server_arguments(&config)).map_err(|e| e.to_string())?;
    let end =
        Launch { program: "gannet up", flags: &flags }.run(|ready| say::out(guide::text(&config, ready)));
    match end {
        End::PortTaken => Err("is another server running? --port takes another port".into()),
        end => Ok(end.into()),
    }
}

/// Where a user's programs keep what they must not lose.
fn default_folder() -> Option<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")));
    data.map(|data| data.join("gannet"))
}

impl Arguments {
    /// The same in the words of the server.
    fn server_arguments(&self, config: &std::path::Path) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["--config".into(), config.into()];
        for (flag, port) in [("--port", self.port), ("--http_port", self.http_port)] {
            if let Some(port) = port {
                arguments.extend([flag.into(), port.to_string().into()]);
            }
        }
        arguments
    }
}
