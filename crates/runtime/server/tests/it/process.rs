//! What only a whole process can show: its memory, its open files.

use std::{env, fs, process::Command};

use nix::sys::resource::{Resource, getrlimit, setrlimit};

const ALONE: &str = "GANNET_TEST_ALONE";

/// Runs `body` in a process of its own, where no other test opens files or takes memory. `test` is the full name of the
/// calling test.
#[track_caller]
pub(crate) fn alone(test: &str, body: impl FnOnce()) {
    if env::var(ALONE).is_ok_and(|name| name == test) {
        return body();
    }
    let output = Command::new(env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(ALONE, test)
        .output()
        .unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said = text(&output.stdout) + &text(&output.stderr);
    assert!(output.status.success() && said.contains("1 passed"), "{test}: {said}");
}

/// Resident memory of this process in bytes.
pub(crate) fn resident_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    let kibibytes: u64 = line.trim().trim_end_matches(" kB").parse().unwrap();
    kibibytes * 1024
}

/// How many files and sockets this process has open.
pub(crate) fn open_files() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

/// How many of `wanted` connections, each with both of its ends in this process, the system allows.
pub(crate) fn affordable_connections(wanted: usize) -> usize {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).unwrap();
    setrlimit(Resource::RLIMIT_NOFILE, most, most).unwrap();
    wanted.min((most as usize).saturating_sub(500) / 2)
}
