//! A server as a process of its own, watched through what it logs.

use std::{
    fmt,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

use crate::DEADLINE;

/// A running server. Dropped, it is killed.
#[derive(Debug)]
pub struct Process {
    child: Child,
    log: Arc<Log>,
    address: SocketAddr,
}

/// Signals that a server answers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// Stop as from the keyboard.
    Interrupt,
    /// Stop.
    Terminate,
    /// Read the configuration again.
    Reload,
    /// Reopen the log file.
    ReopenLog,
    /// Lame duck mode.
    LameDuck,
}

/// Why a server did not get ready, with all it had logged.
#[derive(Debug)]
pub struct StartError {
    /// What went wrong.
    pub reason: String,
    /// The lines on stderr.
    pub log: Vec<String>,
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; its log:\n{}", self.reason, self.log.join("\n"))
    }
}

impl std::error::Error for StartError {}

impl Process {
    /// Starts `program` with `arguments` and waits until it says that it is ready.
    pub fn start<A: AsRef<std::ffi::OsStr>>(
        program: &Path,
        arguments: impl IntoIterator<Item = A>,
    ) -> Result<Self, StartError> {
        let failed = |reason: String, log: &Log| StartError { reason, log: log.lines() };
        let log = Arc::new(Log::default());
        let spawned = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let mut child =
            spawned.map_err(|error| failed(format!("cannot run {}: {error}", program.display()), &log))?;
        if let Some(stderr) = child.stderr.take() {
            let log = Arc::clone(&log);
            std::thread::spawn(move || log.follow(BufReader::new(stderr)));
        }
        let ready = log.wait(DEADLINE, |lines| lines.iter().any(|line| line.ends_with("Server is ready")));
        let address = log.lines().iter().find_map(|line| client_address(line));
        match address {
            Some(address) if ready => Ok(Self { child, log, address }),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                Err(failed(format!("{} did not get ready", program.display()), &log))
            }
        }
    }

    /// Where it listens for clients.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lines()
    }

    /// Waits until some log line contains `text`.
    #[track_caller]
    pub fn expect_log(&self, text: &str) {
        let found = self.log.wait(DEADLINE, |lines| lines.iter().any(|line| line.contains(text)));
        assert!(found, "{text:?} is not in the log:\n{}", self.log().join("\n"));
    }

    /// Sends a signal.
    #[track_caller]
    pub fn signal(&self, signal: Signal) {
        let name = match signal {
            Signal::Interrupt => "-INT",
            Signal::Terminate => "-TERM",
            Signal::Reload => "-HUP",
            Signal::ReopenLog => "-USR1",
            Signal::LameDuck => "-USR2",
        };
        // The shell's builtin: std cannot send signals, and a crate for one call is not worth its build.
        let sent =
            Command::new("sh").args(["-c", "kill \"$0\" \"$1\"", name, &self.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "cannot send {signal:?}");
    }

    /// Waits for the process to end; `None` when it has not after [`DEADLINE`].
    pub fn wait(&mut self) -> Option<ExitStatus> {
        let deadline = Instant::now() + DEADLINE;
        loop {
            match self.child.try_wait() {
                Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(2)),
                Ok(status) => return status,
                Err(error) => panic!("cannot wait for the server: {error}"),
            }
        }
    }

    /// Asks it to stop and waits for that.
    #[track_caller]
    pub fn stop(mut self) -> ExitStatus {
        self.signal(Signal::Terminate);
        match self.wait() {
            Some(status) => status,
            None => panic!("the server ignored SIGTERM; its log:\n{}", self.log().join("\n")),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The address in `… Listening for client connections on 127.0.0.1:4222`.
fn client_address(line: &str) -> Option<SocketAddr> {
    let (_, address) = line.split_once("Listening for client connections on ")?;
    address.trim().parse().ok()
}

/// The lines of stderr so far, and whether it has ended.
#[derive(Debug, Default)]
struct Log {
    state: Mutex<LogState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct LogState {
    lines: Vec<String>,
    ended: bool,
}

impl Log {
    fn follow(&self, stderr: impl BufRead) {
        for line in stderr.lines().map_while(Result::ok) {
            self.change(|state| state.lines.push(line));
        }
        self.change(|state| state.ended = true);
    }

    fn change(&self, change: impl FnOnce(&mut LogState)) {
        change(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner));
        self.changed.notify_all();
    }

    fn lines(&self) -> Vec<String> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).lines.clone()
    }

    /// Whether the lines come to satisfy `condition` before the time is up or stderr ends.
    fn wait(&self, time: Duration, condition: impl Fn(&[String]) -> bool) -> bool {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waiting = |state: &mut LogState| !state.ended && !condition(&state.lines);
        match self.changed.wait_timeout_while(state, time, waiting) {
            Ok((state, _)) => condition(&state.lines),
            Err(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: &str = "echo '[1] [INF] Listening for client connections on 127.0.0.1:4333' >&2
        echo '[1] [INF] Server is ready' >&2";

    fn shell(script: &str) -> Result<Process, StartError> {
        Process::start(Path::new("/bin/sh"), ["-c", script])
    }

    #[test]
    fn finds_address_and_stops() {
        let process = shell(&format!("{READY}; exec sleep 60")).unwrap();
        assert_eq!(process.address(), "127.0.0.1:4333".parse().unwrap());
        assert!(!process.stop().success());
    }

    #[test]
    fn reports_a_server_that_ends_early() {
        let error = shell("echo 'nats-server: no such file' >&2; exit 1").unwrap_err();
        assert_eq!(error.log, ["nats-server: no such file"]);
    }

    #[test]
    fn sees_later_lines() {
        let trap = "trap 'echo trapped >&2; kill $!; exit 3' HUP";
        let mut process = shell(&format!("{trap}; {READY}; sleep 60 & wait")).unwrap();
        process.signal(Signal::Reload);
        process.expect_log("trapped");
        assert_eq!(process.wait().and_then(|status| status.code()), Some(3));
    }

    #[test]
    fn the_address_is_the_last_word() {
        assert_eq!(client_address("Listening for route connections on 127.0.0.1:1"), None);
        assert_eq!(
            client_address(
                "[7] 2026/01/01 00:00:00.000000 [INF] Listening for client connections on 127.0.0.1:7"
            ),
            "127.0.0.1:7".parse().ok()
        );
    }
}
