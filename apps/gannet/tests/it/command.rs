//! Running the binary to its end, by any of its names.

use std::{
    ffi::OsStr,
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Command, Stdio},
};

use testkit::TempDir;

/// The binary itself.
pub(crate) fn gannet() -> PathBuf {
    env!("CARGO_BIN_EXE_gannet").into()
}

/// What a run printed, and its exit code.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) out: String,
    pub(crate) err: String,
    pub(crate) code: i32,
}

/// Runs the binary under the name `program` in `folder`, with no variables of its own around it.
pub(crate) fn run_in<A: AsRef<OsStr>>(folder: &TempDir, program: &str, arguments: &[A]) -> Ran {
    run_with(folder, program, arguments, &[])
}

/// As [`run_in`], with environment variables.
pub(crate) fn run_with<A: AsRef<OsStr>>(
    folder: &TempDir,
    program: &str,
    arguments: &[A],
    variables: &[(&str, &str)],
) -> Ran {
    let output = Command::new(gannet())
        .arg0(program)
        .args(arguments)
        .current_dir(folder.path())
        .env_remove("GANNET_ALLOW_UNSUPPORTED")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { out: text(output.stdout), err: text(output.stderr), code: output.status.code().unwrap() }
}

/// Runs the binary as `nats-server`.
pub(crate) fn nats_server(arguments: &[&str]) -> Ran {
    run_in(&TempDir::new("run"), "nats-server", arguments)
}

/// A folder with the binary in it as `nats-server`.
pub(crate) fn linked() -> (TempDir, PathBuf) {
    let folder = TempDir::new("bin");
    let link = folder.join("nats-server");
    std::os::unix::fs::symlink(gannet(), &link).unwrap();
    (folder, link)
}
