//! How a client is started for a scenario.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use super::{Fixtures, Job};
use crate::{catalogue::Client, provision::Workshop};

/// The clients that are there.
#[derive(Debug)]
pub struct Scripts {
    sources: PathBuf,
    python: Option<PathBuf>,
    node: Option<PathBuf>,
}

impl Scripts {
    /// Scripts below `sources`, with no client provisioned yet.
    pub fn new(sources: &Path) -> Self {
        Self { sources: sources.to_owned(), python: None, node: None }
    }

    /// Installs what `client` needs.
    pub fn provision(&mut self, client: Client, workshop: &Workshop) -> Result<(), String> {
        match client {
            Client::Rust => {}
            Client::Python => self.python = Some(workshop.python()?),
            Client::Node => {
                let folder = workshop.node()?;
                copy_scripts(&self.sources.join("node"), &folder)?;
                self.node = Some(folder);
            }
        }
        Ok(())
    }

    /// The command that plays the job against a server at `address`.
    pub(super) fn command(&self, job: &Job, address: &str, fixtures: &Fixtures) -> Command {
        let mut command = match job.client {
            Client::Rust => {
                let mut command =
                    Command::new(std::env::current_exe().unwrap_or_else(|_| "conformance".into()));
                command.arg("client");
                command
            }
            Client::Python => {
                let mut command = Command::new(self.python.as_deref().unwrap_or(Path::new("python3")));
                command.arg("-B").arg(self.sources.join("python/play.py"));
                command
            }
            Client::Node => {
                let mut command = Command::new("node");
                command.arg(self.node.as_deref().unwrap_or(&self.sources).join("play.mjs"));
                command
            }
        };
        command.args([job.scenario.group, job.scenario.name]);
        command.env("SERVER", address).env("CERTS", fixtures.certs());
        command
    }
}

/// Node finds packages only beside or above the script, so the scripts go to the packages.
fn copy_scripts(from: &Path, to: &Path) -> Result<(), String> {
    let said = |error: std::io::Error| format!("cannot copy {}: {error}", from.display());
    for entry in std::fs::read_dir(from).map_err(said)? {
        let entry = entry.map_err(said)?;
        std::fs::copy(entry.path(), to.join(entry.file_name())).map_err(said)?;
    }
    Ok(())
}
