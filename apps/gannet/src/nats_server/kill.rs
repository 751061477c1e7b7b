//! `--signal`: telling a running server something.

use std::{fs, path::Path, process::ExitCode};

use nix::{
    sys::signal::{self, Signal as UnixSignal},
    unistd::Pid,
};
use options::flags::Signal;

use super::fail;
use crate::tool::Tool;

/// Sends `signal` to the processes that `target` means: by number, by a number's beginning and `*`, or the only one.
pub(super) fn run(program: &str, signal: Signal, target: Option<&str>) -> ExitCode {
    let sent = targets(&pid_text(target)).and_then(|pids| send(signal, &pids));
    sent.map_or_else(|error| fail(program, error), |()| ExitCode::SUCCESS)
}

/// The target itself, or what the pid file of that name says.
fn pid_text(target: Option<&str>) -> String {
    let target = target.unwrap_or_default();
    fs::read_to_string(target).map_or_else(|_| target.to_owned(), |text| text.trim().to_owned())
}

fn targets(text: &str) -> Result<Vec<i32>, String> {
    let (digits, is_pattern) = match text.strip_suffix('*') {
        Some(digits) => (digits, true),
        None => (text, false),
    };
    let pid = digits.parse().ok().filter(|&pid| pid > 0);
    match pid {
        Some(pid) if !is_pattern => return Ok(vec![pid]),
        None if !digits.is_empty() => return Err(format!("invalid pid: {digits}")),
        _ => {}
    }
    let name = Tool::Server.name();
    let running = running_servers();
    match running.as_slice() {
        [] => Err(format!("no {name} processes running")),
        [_, _, ..] if !is_pattern => {
            let pids: Vec<String> = running.iter().map(ToString::to_string).collect();
            Err(format!("multiple {name} processes running:\n{}", pids.join("\n")))
        }
        _ => Ok(running.into_iter().filter(|pid| pid.to_string().starts_with(digits)).collect()),
    }
}

fn send(wanted: Signal, pids: &[i32]) -> Result<(), String> {
    let (name, number) = match wanted {
        Signal::Stop => ("stop", UnixSignal::SIGKILL),
        Signal::Quit => ("quit", UnixSignal::SIGINT),
        Signal::Term => ("term", UnixSignal::SIGTERM),
        Signal::Reopen => ("reopen", UnixSignal::SIGUSR1),
        Signal::Reload => ("reload", UnixSignal::SIGHUP),
        Signal::LameDuck => ("ldm", UnixSignal::SIGUSR2),
    };
    let failed = pids.iter().filter_map(|&pid| {
        let error = signal::kill(Pid::from_raw(pid), number).err()?;
        Some(format!("\nsignal {name:?} {pid}: {}", error.desc().to_lowercase()))
    });
    let failed: String = failed.collect();
    if failed.is_empty() { Ok(()) } else { Err(failed) }
}

/// Every process but this one that is a server of ours or of the reference: by the name it was started by, or as
/// `gannet server` and `gannet up`.
fn running_servers() -> Vec<i32> {
    let own = i32::try_from(std::process::id()).ok();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    let mut found: Vec<i32> = pids.filter(|&pid| Some(pid) != own && is_server(pid)).collect();
    found.sort_unstable();
    found
}

fn is_server(pid: i32) -> bool {
    let arguments = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let mut arguments =
        arguments.split(|&byte| byte == 0).filter_map(|bytes| std::str::from_utf8(bytes).ok());
    let program = arguments.next().and_then(|program| Path::new(program).file_name()?.to_str());
    match program {
        Some("gannet") => matches!(arguments.next(), Some("server" | "up")),
        program => program == Some(Tool::Server.name()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_by_number() {
        assert_eq!(targets("17"), Ok(vec![17]));
        assert_eq!(targets("1a"), Err("invalid pid: 1a".into()));
        assert_eq!(targets("-1"), Err("invalid pid: -1".into()));
        assert_eq!(targets("0"), Err("invalid pid: 0".into()));
        assert_eq!(targets("x*"), Err("invalid pid: x".into()));
    }

    #[test]
    fn pid_files_come_before_numbers() {
        let folder = testkit::TempDir::new("pid");
        let file = folder.write("server.pid", "42\n");
        assert_eq!(pid_text(file.to_str()), "42");
        assert_eq!(pid_text(Some("17")), "17");
        assert_eq!(pid_text(None), "");
    }

    #[test]
    fn this_process_is_no_server() {
        assert!(!is_server(i32::try_from(std::process::id()).unwrap()));
    }
}
