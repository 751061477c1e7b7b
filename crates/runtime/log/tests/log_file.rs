//! A whole log in a folder: what is shown, rotated, moved away and changed.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::path::Path;

use options::LogSpec;
use tracing::{debug, error, info, trace, warn};

fn spec(file: &Path) -> LogSpec {
    LogSpec { file: Some(file.to_path_buf()), no_time: true, ..LogSpec::default() }
}

/// The texts of the file's lines, without the process in front.
fn lines(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'), "{text:?}");
    let pid = format!("[{}] ", std::process::id());
    text.lines().map(|line| line.strip_prefix(&pid).unwrap_or_else(|| panic!("{line}")).to_owned()).collect()
}

fn everything() {
    error!(target: logging::FATAL, "gone");
    error!("error {}", 1);
    warn!("warning");
    info!("info");
    debug!("debug");
    trace!("trace");
}

#[test]
fn debug_and_trace_are_shown_when_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let always = ["[FTL] gone", "[ERR] error 1", "[WRN] warning", "[INF] info"];
    let (subscriber, handle) = logging::build(&spec(&path)).unwrap();
    tracing::subscriber::with_default(subscriber, || {
        let check = |debug, trace, more: &[&str]| {
            handle.show(debug, trace);
            fs::write(&path, "").unwrap();
            everything();
            assert_eq!(lines(&path), [&always, more].concat());
        };
        check(false, false, &[]);
        check(true, false, &["[DBG] debug"]);
        check(false, true, &["[TRC] trace"]);
        check(true, true, &["[DBG] debug", "[TRC] trace"]);
        check(false, false, &[]);
    });
}

#[test]
fn fields_stand_behind_the_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let (subscriber, _handle) = logging::build(&spec(&path)).unwrap();
    tracing::subscriber::with_default(subscriber, || info!(cid = 5, name = "x\ny", "hello\nworld"));
    assert_eq!(lines(&path), ["[INF] hello\\nworld cid=5 name=\"x\\ny\""]);
}

#[test]
fn lines_have_the_time_unless_told_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let spec = LogSpec { no_time: false, utc: true, ..spec(&path) };
    let (subscriber, _handle) = logging::build(&spec).unwrap();
    tracing::subscriber::with_default(subscriber, || info!("hello"));
    let shape: String =
        lines(&path).concat().chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    assert_eq!(shape, "0000/00/00 00:00:00.000000 [INF] hello");
}

#[test]
fn a_full_file_is_put_aside_and_only_some_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.log");
    let (subscriber, _handle) =
        logging::build(&LogSpec { size_limit: 300, max_files: 3, ..spec(&path) }).unwrap();
    tracing::subscriber::with_default(subscriber, || {
        for n in 0..20 {
            info!("{n:0100}");
        }
    });
    let mut names: Vec<_> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names.first().unwrap(), "n.log");
    // Each file begins with a note about the one before, and ends with the line that filled it.
    let last_backup = names.last().unwrap();
    let live = lines(&path);
    assert!(live.first().unwrap().starts_with("[INF] Rotated log, backup saved as"), "{live:?}");
    assert!(live.first().unwrap().contains(last_backup.as_str()), "{live:?}");
    assert!(live.get(1).unwrap().starts_with("[INF] Purged log file"), "{live:?}");
    let backup = fs::metadata(folder.path().join(last_backup)).unwrap().len();
    assert!((301..600).contains(&backup), "{backup}");
}

#[test]
fn a_file_that_is_full_already_rotates_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.log");
    fs::write(&path, "x".repeat(400)).unwrap();
    let (_subscriber, _handle) = logging::build(&LogSpec { size_limit: 300, ..spec(&path) }).unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    assert_eq!(lines(&path).len(), 1);
}

#[test]
fn a_file_is_appended_to_and_opened_anew_after_it_was_moved() {
    let folder = tempfile::tempdir().unwrap();
    let (path, moved) = (folder.path().join("log"), folder.path().join("moved"));
    let pid = std::process::id();
    fs::write(&path, format!("[{pid}] before\n")).unwrap();
    let (subscriber, handle) = logging::build(&spec(&path)).unwrap();
    tracing::subscriber::with_default(subscriber, || {
        info!("one");
        fs::rename(&path, &moved).unwrap();
        info!("two");
        handle.reopen().unwrap();
        info!("three");
    });
    assert_eq!(lines(&moved), ["before", "[INF] one", "[INF] two"]);
    assert_eq!(lines(&path), ["[INF] File log re-opened", "[INF] three"]);
}

#[test]
fn the_log_can_be_changed_while_in_use() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("log"), folder.path().join("other"));
    let (subscriber, handle) = logging::build(&spec(&path)).unwrap();
    tracing::subscriber::with_default(subscriber, || {
        debug!("hidden");
        handle.reconfigure(&LogSpec { debug: true, ..spec(&other) }).unwrap();
        debug!("shown");
        assert!(handle.reconfigure(&spec(&folder.path().join("no/such/folder"))).is_err());
        debug!("still shown");
    });
    assert_eq!(lines(&path), Vec::<String>::new());
    assert_eq!(lines(&other), ["[DBG] shown", "[DBG] still shown"]);
}

#[test]
fn what_cannot_be_opened_is_an_error() {
    let check = |spec: LogSpec, message: &str| {
        let error = logging::build(&spec).map(|_| ()).unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
    };
    check(spec(Path::new("/nowhere/log")), "error opening log file \"/nowhere/log\": ");
    let remote = |address: &str| LogSpec { remote_syslog: Some(address.into()), ..LogSpec::default() };
    check(remote("x://y"), "invalid syslog address \"x://y\"");
    check(remote("unix:///nowhere/log"), "error connecting to syslog");
}
