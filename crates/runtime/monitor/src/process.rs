//! What the process takes of the machine.

use std::{
    fs,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use nix::sys::resource::{UsageWho, getrusage};

/// Shorter spans say little about how busy a process is.
const SHORTEST: Duration = Duration::from_secs(1);

/// Measures from request to request.
#[derive(Debug)]
pub(crate) struct Process {
    last: Mutex<Sample>,
}

#[derive(Debug, Clone, Copy)]
struct Sample {
    at: Instant,
    cpu: Duration,
    percent: f64,
}

impl Process {
    pub(crate) fn new() -> Process {
        Process { last: Mutex::new(Sample { at: Instant::now(), cpu: cpu_time(), percent: 0.0 }) }
    }

    /// Percent of one core since the last request, or since the one before if that was just now.
    pub(crate) fn cpu_percent(&self) -> f64 {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        *last = last.next(Instant::now(), cpu_time());
        last.percent
    }
}

impl Sample {
    fn next(self, at: Instant, cpu: Duration) -> Sample {
        let elapsed = at.saturating_duration_since(self.at);
        if elapsed < SHORTEST {
            return self;
        }
        let share = cpu.saturating_sub(self.cpu).as_secs_f64() / elapsed.as_secs_f64();
        Sample { at, cpu, percent: (share * 1000.0).round() / 10.0 }
    }
}

/// Processor time of all threads, in the program and on its behalf in the system.
fn cpu_time() -> Duration {
    let Ok(usage) = getrusage(UsageWho::RUSAGE_SELF) else { return Duration::ZERO };
    let micros = |time: nix::sys::time::TimeVal| {
        let seconds = u64::try_from(time.tv_sec()).unwrap_or(0);
        Duration::from_secs(seconds) + Duration::from_micros(u64::try_from(time.tv_usec()).unwrap_or(0))
    };
    micros(usage.user_time()) + micros(usage.system_time())
}

/// Bytes of memory in use; 0 where there is no `/proc` to tell.
pub(crate) fn memory() -> u64 {
    fs::read_to_string("/proc/self/status").ok().as_deref().and_then(resident).unwrap_or(0)
}

fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Processors that the process may use.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_from_the_status() {
        assert_eq!(
            resident("Name:\tx\nVmHWM:\t 9 kB\nVmRSS:\t   5123 kB\nRssAnon:\t1 kB\n"),
            Some(5123 * 1024)
        );
        assert_eq!(resident("Name:\tx\n"), None);
        assert_eq!(resident("VmRSS:\tmany kB\n"), None);
    }

    #[test]
    fn load_is_the_share_of_the_time_between_samples() {
        let start = Sample { at: Instant::now(), cpu: Duration::from_secs(5), percent: 7.0 };
        let check = |after: u64, used: u64, expected: f64| {
            let (after, used) = (Duration::from_millis(after), Duration::from_millis(used));
            assert_eq!(start.next(start.at + after, start.cpu + used).percent, expected);
        };
        check(2_000, 500, 25.0);
        check(1_000, 1_999, 199.9);
        check(1_000, 0, 0.0);
        check(999, 999, 7.0);
    }
}
