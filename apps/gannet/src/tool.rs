//! The tools that the binary can be.

use std::{ffi::OsString, path::Path, process::ExitCode};

use crate::nats_server;

/// A tool that has a name of its own among NATS users.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tool {
    /// The server.
    Server,
}

impl Tool {
    /// Every tool there is.
    pub(crate) const ALL: [Tool; 1] = [Tool::Server];

    /// The name by which the tool is known, and by which a link to the binary becomes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Tool::Server => "nats-server",
        }
    }

    /// The verb of `gannet` that stands for the tool.
    pub(crate) fn verb(self) -> &'static str {
        match self {
            Tool::Server => "server",
        }
    }

    /// The tool that a program started as `program` is.
    pub(crate) fn called_by(program: &Path) -> Option<Tool> {
        let name = program.file_name()?;
        Tool::ALL.into_iter().find(|tool| tool.name() == name)
    }

    /// The tool that `gannet VERB` stands for.
    pub(crate) fn by_verb(verb: &OsString) -> Option<Tool> {
        Tool::ALL.into_iter().find(|tool| tool.verb() == verb)
    }

    /// Runs the tool, which calls itself `program` when it talks.
    pub(crate) fn run(self, program: &str, arguments: Vec<OsString>) -> ExitCode {
        match self {
            Tool::Server => nats_server::run(program, arguments),
        }
    }
}
