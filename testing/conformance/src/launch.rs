//! Starting either server the way its users start it.

use std::path::{Path, PathBuf};

use testkit::{Process, Signal};

/// A server's program.
#[derive(Debug, Clone)]
pub struct Program {
    path: PathBuf,
}

impl Program {
    /// A `nats-server`, or a `gannet`, whose server is a subcommand.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts it on a free port of 127.0.0.1.
    pub fn start(&self, config: &Path) -> Result<Stand, String> {
        let process = self.process(config, "-1")?;
        Ok(Stand { program: self.clone(), config: config.to_owned(), process: Some(process) })
    }

    fn process(&self, config: &Path, port: &str) -> Result<Process, String> {
        let is_gannet = self.path.file_stem().is_some_and(|name| name == "gannet");
        let mut arguments: Vec<&std::ffi::OsStr> = Vec::new();
        if is_gannet {
            arguments.push("server".as_ref());
        }
        arguments.extend(["-a", "127.0.0.1", "-p", port, "-c"].map(std::ffi::OsStr::new));
        arguments.push(config.as_os_str());
        Process::start(&self.path, arguments).map_err(|error| error.to_string())
    }
}

/// A server that a scenario is played on, and what the scenario may do to it.
#[derive(Debug)]
pub struct Stand {
    program: Program,
    config: PathBuf,
    /// `None` only while it is being restarted, or after a restart that failed.
    process: Option<Process>,
}

impl Stand {
    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> Result<String, String> {
        self.process
            .as_ref()
            .map(|process| process.address().to_string())
            .ok_or_else(|| "it is down".to_owned())
    }

    /// Carries out what a script asks for.
    pub fn control(&mut self, action: &str) -> Result<(), String> {
        match action {
            "restart" => self.restart(),
            "lame_duck" => {
                self.process.as_ref().ok_or("it is down")?.signal(Signal::LameDuck);
                Ok(())
            }
            other => Err(format!("a script asked for the unknown action {other:?}")),
        }
    }

    /// Kills it and starts it again on the same port.
    fn restart(&mut self) -> Result<(), String> {
        let old = self.process.take().ok_or("it is down")?;
        let port = old.address().port().to_string();
        drop(old);
        self.process = Some(self.program.process(&self.config, &port)?);
        Ok(())
    }

    /// The last lines of its log, for a failure's text.
    pub fn log_tail(&self) -> String {
        const LINES: usize = 15;
        let log = self.process.as_ref().map(Process::log).unwrap_or_default();
        log.iter().skip(log.len().saturating_sub(LINES)).map(|line| format!("{line}\n")).collect()
    }
}
