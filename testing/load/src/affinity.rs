//! Which core runs what.

use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

use crate::error::{Doing, Result};

/// How server and load share the machine.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize, clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    /// Both may use every core.
    Shared,
    /// The server has core 0, the load core 1.
    Pinned,
}

impl Mode {
    /// The word for it on the command line and in reports.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Mode::Shared => "shared",
            Mode::Pinned => "pinned",
        }
    }

    /// Does `work`, which starts the server, on the server's core: a child inherits its parent's cores.
    pub(crate) fn as_server<T>(self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.on(0, work)
    }

    /// Does `work`, which makes the load, on the load's core: threads inherit too.
    pub(crate) fn as_load<T>(self, work: impl FnOnce() -> Result<T>) -> Result<T> {
        self.on(1, work)
    }

    fn on<T>(self, core: usize, work: impl FnOnce() -> Result<T>) -> Result<T> {
        if self == Mode::Shared {
            return work();
        }
        let this_thread = Pid::from_raw(0);
        let before = sched_getaffinity(this_thread).doing("read the CPU affinity")?;
        let mut wanted = CpuSet::new();
        wanted.set(core).doing(format!("choose core {core}"))?;
        sched_setaffinity(this_thread, &wanted).doing(format!("move to core {core}"))?;
        let result = work();
        sched_setaffinity(this_thread, &before).doing("leave that core again")?;
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pinning_ends_with_the_work() {
        let this_thread = Pid::from_raw(0);
        let before = sched_getaffinity(this_thread).unwrap();
        let inside = Mode::Pinned
            .as_server(|| {
                // A child thread inherits what this thread has.
                Ok(std::thread::spawn(move || sched_getaffinity(this_thread)).join().unwrap().unwrap())
            })
            .unwrap();
        assert!(inside.is_set(0).unwrap() && !inside.is_set(1).unwrap());
        assert_eq!(sched_getaffinity(this_thread).unwrap(), before);
    }
}
