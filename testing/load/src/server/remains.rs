//! What a server would leave behind, cleared away however the run ends, Ctrl-C included.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Child, ExitStatus};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use nix::sys::signal::{SigSet, Signal};

use crate::error::{Doing, Result};

/// The processes and folders of all servers that run now.
static RUNNING: Mutex<Vec<(Child, PathBuf)>> = Mutex::new(Vec::new());

/// One server's process and folder; both go when this is dropped.
#[derive(Debug)]
pub(crate) struct Remains {
    folder: PathBuf,
}

impl Remains {
    /// Those of a server that has just started.
    pub(crate) fn of(child: Child, folder: PathBuf) -> Self {
        running().push((child, folder.clone()));
        Self { folder }
    }

    /// The folder.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// How it ended, if it has.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        let mut running = running();
        let (child, _) = running.iter_mut().find(|(_, folder)| *folder == self.folder)?;
        child.try_wait().ok()?
    }
}

impl Drop for Remains {
    fn drop(&mut self) {
        let mut running = running();
        if let Some(index) = running.iter().position(|(_, folder)| *folder == self.folder) {
            let (child, folder) = running.swap_remove(index);
            clear_away(child, &folder);
        }
    }
}

/// From now on SIGINT and SIGTERM end the servers first and then this process. To be called before any thread is started,
/// because threads inherit which signals are left to the one that waits for them; child processes do not.
pub(crate) fn clear_away_on_signals() -> Result<()> {
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGINT);
    signals.add(Signal::SIGTERM);
    signals.thread_block().doing("block signals")?;
    thread::spawn(move || {
        if let Ok(signal) = signals.wait() {
            for (child, folder) in running().drain(..) {
                clear_away(child, &folder);
            }
            process::exit(128 + signal as i32);
        }
    });
    Ok(())
}

fn running() -> MutexGuard<'static, Vec<(Child, PathBuf)>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn clear_away(mut child: Child, folder: &Path) {
    _ = child.kill();
    _ = child.wait();
    _ = fs::remove_dir_all(folder);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn process_and_folder_go_together() {
        let folder = std::env::temp_dir().join(format!("load-remains-{}", process::id()));
        fs::create_dir_all(&folder).unwrap();
        let child = Command::new("sleep").arg("60").spawn().unwrap();
        let process = crate::process::Process::new(child.id()).unwrap();
        let remains = Remains::of(child, folder.clone());
        assert!(process.memory().is_ok() && folder.exists());
        drop(remains);
        assert!(process.memory().is_err() && !folder.exists());
    }
}
