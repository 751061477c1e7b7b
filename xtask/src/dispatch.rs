//! Chores that live in crates under `testing/`: build them, hand over the arguments, pass on the exit code.
//!
//! Conformance uses the dev profile and builds all binaries of the workspace at once: that is what `cargo test
//! --workspace` has built already, so nothing is compiled twice. The bench builds release, because it measures.

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

use crate::Outcome;

/// `cargo xtask conformance ARGUMENTS`.
pub(crate) fn conformance(arguments: &[String]) -> Outcome {
    let built = cargo(&["build", "--quiet", "--workspace", "--bins"])?;
    if built != ExitCode::SUCCESS {
        return Ok(built);
    }
    let program = target_directory()?.join("debug").join("conformance");
    status(Command::new(&program).args(arguments))
}

/// `cargo xtask bench ARGUMENTS`.
pub(crate) fn bench(arguments: &[String]) -> Outcome {
    let mut all = vec!["run", "--quiet", "--release", "--package", "load", "--"];
    all.extend(arguments.iter().map(String::as_str));
    cargo(&all)
}

/// The cargo that started us, so that both agree on toolchain and target directory.
pub(crate) fn cargo_command() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

fn cargo(arguments: &[&str]) -> Outcome {
    status(cargo_command().args(arguments))
}

fn status(command: &mut Command) -> Outcome {
    let status = command
        .status()
        .map_err(|error| format!("cannot run {}: {error}", command.get_program().to_string_lossy()))?;
    Ok(if status.success() {
        ExitCode::SUCCESS
    } else {
        // A signal has no code; any failure of the chore is a failure of ours.
        status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from)
    })
}

fn target_directory() -> Result<PathBuf, String> {
    let metadata = crate::layers::metadata()?;
    metadata
        .get("target_directory")
        .and_then(|folder| folder.as_str())
        .map(PathBuf::from)
        .ok_or_else(|| "cargo metadata names no target directory".to_owned())
}
