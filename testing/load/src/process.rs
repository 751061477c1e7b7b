//! What the kernel knows about a process: its CPU time and its memory.

use std::time::Duration;
use std::{fmt, fs};

use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;

use crate::error::{Doing, Error, Result};

/// A process that is being watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Process(Pid);

/// The largest process id that Linux gives.
const MOST: i32 = 1 << 22;

/// Resident memory at one moment, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Memory {
    /// Resident set size.
    pub(crate) rss: u64,
    /// The same with shared pages divided among those who share them.
    pub(crate) pss: u64,
}

impl Process {
    /// The process with that id.
    pub(crate) fn new(pid: u32) -> Result<Self> {
        // Clock ids are made from process ids by shifting: a larger number would name another process's clock.
        let possible = i32::try_from(pid).ok().filter(|pid| (1..=MOST).contains(pid));
        let pid = possible.ok_or_else(|| Error::other(format!("{pid} is not a process id")))?;
        Ok(Self(Pid::from_raw(pid)))
    }

    /// This process.
    pub(crate) fn this() -> Self {
        Self(Pid::this())
    }

    /// User and system time of all its threads, dead ones included, since it started. From the process's CPU clock, which
    /// counts nanoseconds; `/proc/PID/stat` has the same sum in steps of 10 ms.
    pub(crate) fn cpu(self) -> Result<Duration> {
        let clock =
            ClockId::pid_cpu_clock_id(self.0).doing(format!("find the CPU clock of process {}", self.0))?;
        clock_gettime(clock).map(Duration::from).doing(format!("read the CPU clock of process {}", self.0))
    }

    /// How much of its CPU time was spent in the kernel, between 0 and 1.
    pub(crate) fn system_share(self) -> Result<f64> {
        let (user, system) = parse_stat(&self.read("stat")?).ok_or_else(|| self.unreadable("stat"))?;
        Ok(if user + system == 0 { 0.0 } else { system as f64 / (user + system) as f64 })
    }

    /// What it holds now.
    pub(crate) fn memory(self) -> Result<Memory> {
        let text = self.read("smaps_rollup")?;
        let field = |name| kilobytes(&text, name).ok_or_else(|| self.unreadable("smaps_rollup"));
        Ok(Memory { rss: field("Rss")?, pss: field("Pss")? })
    }

    /// The most it ever held, in bytes.
    pub(crate) fn peak(self) -> Result<u64> {
        kilobytes(&self.read("status")?, "VmHWM").ok_or_else(|| self.unreadable("status"))
    }

    fn read(self, file: &str) -> Result<String> {
        let path = format!("/proc/{}/{file}", self.0);
        fs::read_to_string(&path).doing(format!("read {path}"))
    }

    fn unreadable(self, file: &str) -> Error {
        Error::other(format!("/proc/{}/{file} is not what it should be", self.0))
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// utime and stime, in clock ticks. The name before them may hold blanks and parentheses.
fn parse_stat(text: &str) -> Option<(u64, u64)> {
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

/// The bytes in a line like `VmHWM:     1234 kB`.
fn kilobytes(text: &str, name: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    let number: u64 = line.strip_suffix("kB")?.trim().parse().ok()?;
    Some(number * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stat_is_read_past_a_name_with_blanks() {
        let text = "1234 (a) b (c) S 1 1234 1234 0 -1 4194560 1007 0 3 0 28 11 0 0 20 0 7 0 5001 1264 1 18446744073709551615";
        assert_eq!(parse_stat(text), Some((28, 11)));
        assert_eq!(parse_stat("1234 (a) S 1"), None);
        assert_eq!(parse_stat(""), None);
    }

    #[test]
    fn kilobytes_of_the_named_line_only() {
        let text = "VmPeak:\t  900 kB\nVmHWM:\t   12 kB\nPss_Anon: 5 kB\nPss:   7 kB\nThreads: 3\n";
        assert_eq!(kilobytes(text, "VmHWM"), Some(12 * 1024));
        assert_eq!(kilobytes(text, "Pss"), Some(7 * 1024));
        assert_eq!(kilobytes(text, "Threads"), None);
        assert_eq!(kilobytes(text, "Swap"), None);
    }

    #[test]
    fn this_process_uses_time_and_memory() {
        let before = Process::this().cpu().unwrap();
        let sum = (0..2_000_000u64).fold(0u64, |sum, n| std::hint::black_box(sum ^ n));
        std::hint::black_box(sum);
        assert!(Process::this().cpu().unwrap() > before);
        let memory = Process::this().memory().unwrap();
        assert!(memory.rss > 100_000 && memory.pss <= memory.rss, "{memory:?}");
        assert!(Process::this().peak().unwrap() >= memory.rss / 2);
        assert!((0.0..=1.0).contains(&Process::this().system_share().unwrap()));
    }

    #[test]
    fn a_process_that_is_not_there_is_an_error() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        child.wait().unwrap();
        let gone = Process::new(child.id()).unwrap();
        assert!(gone.cpu().is_err() && gone.memory().is_err());
        assert!([0, MOST as u32 + 1, u32::MAX].into_iter().all(|pid| Process::new(pid).is_err()));
    }
}
