//! One script against one server: its lines in, its wishes carried out.

use std::{
    io::{BufRead, BufReader, Read, Write},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, channel},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{compare::normalised, launch::Stand};

/// A scenario takes seconds; this is for a server that never answers.
const DEADLINE: Duration = Duration::from_secs(60);

/// Runs `command` to its end and returns the lines it printed, made comparable.
pub(super) fn play(mut command: Command, stand: &mut Stand) -> Result<Vec<Value>, String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().map_err(|error| format!("cannot start the client: {error}"))?;
    let mut script = Script::new(child);
    let result = script.follow(stand);
    let end = script.end();
    match (result, end) {
        (Ok(lines), Ok(())) if lines.is_empty() => Err("the client printed nothing".to_owned()),
        (Ok(lines), Ok(())) => Ok(lines),
        (Err(error), Ok(())) => Err(error),
        (Err(error), Err(end)) => Err(format!("{error}\n{end}\nthe server's log:\n{}", stand.log_tail())),
        (Ok(lines), Err(end)) => {
            let lines: String = lines.iter().map(|line| format!("{line}\n")).collect();
            Err(format!("{end}\nafter:\n{lines}the server's log:\n{}", stand.log_tail()))
        }
    }
}

/// The end of a complaint: in a stack trace the rest is about the client.
fn tail(text: &str) -> String {
    const LINES: usize = 12;
    let lines: Vec<&str> = text.lines().collect();
    lines.iter().skip(lines.len().saturating_sub(LINES)).map(|line| format!("{line}\n")).collect()
}

struct Script {
    child: Child,
    answers: Option<ChildStdin>,
    lines: Receiver<String>,
    complaints: std::thread::JoinHandle<String>,
}

impl Script {
    fn new(mut child: Child) -> Self {
        let (sender, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || {
                BufReader::new(stdout).lines().map_while(Result::ok).try_for_each(|line| sender.send(line))
            });
        }
        let stderr = child.stderr.take();
        let complaints = std::thread::spawn(move || {
            let mut text = String::new();
            if let Some(mut stderr) = stderr {
                let _ = stderr.read_to_string(&mut text);
            }
            text
        });
        Self { answers: child.stdin.take(), child, lines, complaints }
    }

    /// Reads lines until the script closes its output.
    fn follow(&mut self, stand: &mut Stand) -> Result<Vec<Value>, String> {
        let deadline = Instant::now() + DEADLINE;
        let address = stand.address()?;
        let port = address.rsplit(':').next().unwrap_or_default();
        let mut seen = Vec::new();
        loop {
            let line = match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => line,
                Err(RecvTimeoutError::Disconnected) => return Ok(seen),
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.child.kill();
                    let seen: String = seen.iter().map(|line| format!("{line}\n")).collect();
                    return Err(format!("no end after {} s; so far:\n{seen}", DEADLINE.as_secs()));
                }
            };
            let value: Value = serde_json::from_str(&line)
                .map_err(|error| format!("the client printed {line:?}: {error}"))?;
            match value.get("control").and_then(Value::as_str) {
                Some(action) => self.carry_out(stand, action)?,
                None => seen.push(normalised(value, port)),
            }
        }
    }

    fn carry_out(&mut self, stand: &mut Stand, action: &str) -> Result<(), String> {
        stand.control(action)?;
        let answers = self.answers.as_mut().ok_or("the client has no input")?;
        answers.write_all(b"done\n").map_err(|error| format!("the client does not listen: {error}"))
    }

    /// Waits for the script; its exit code and what it had to complain about.
    fn end(mut self) -> Result<(), String> {
        drop(self.answers.take());
        let status = self.child.wait().map_err(|error| format!("cannot wait for the client: {error}"))?;
        let complaints = self.complaints.join().unwrap_or_default();
        if status.success() {
            Ok(())
        } else {
            Err(format!("the client ended with {status}:\n{}", tail(&complaints)))
        }
    }
}
