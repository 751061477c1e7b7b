//! A server process for the length of one sample.

pub(crate) mod binary;
pub(crate) mod listening;
pub(crate) mod remains;

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::affinity::Mode;
use crate::error::{Doing, Error, Result};
use crate::process::Process;
use binary::Binary;
use remains::Remains;

/// What every server is started with: a free port on loopback, and limits far enough away to never be met.
const CONFIGURATION: &str = "host: 127.0.0.1\nport: -1\nmax_connections: 100000\n";

const LOG: &str = "server.log";
const START: Duration = Duration::from_secs(15);

/// What a workload needs to know of a server.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// Where clients connect.
    pub(crate) address: SocketAddr,
    /// The process, to weigh it.
    pub(crate) process: Process,
}

/// A running server; dropping it ends it.
#[derive(Debug)]
pub(crate) struct Server {
    target: Target,
    remains: Remains,
}

impl Server {
    /// Starts `binary` and waits until it listens.
    pub(crate) fn start(binary: &Binary, mode: Mode) -> Result<Self> {
        let folder = fresh_folder()?;
        let configuration = folder.join("server.conf");
        let log = folder.join(LOG);
        fs::write(&configuration, CONFIGURATION).doing(format!("write {}", configuration.display()))?;
        let file = File::create(&log).doing(format!("create {}", log.display()))?;
        let mut command = Command::new(&binary.path);
        command.args(binary.verb()).arg("-c").arg(&configuration);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        let child = mode.as_server(|| command.spawn().doing(format!("start {}", binary.path.display())))?;
        let process = Process::new(child.id())?;
        let remains = Remains::of(child, folder);
        let address = await_address(&remains)?;
        Ok(Self { target: Target { address, process }, remains })
    }

    /// Its address and process.
    pub(crate) fn target(&self) -> Target {
        self.target
    }

    /// Adds the last of what the server logged to an error, where it logged more than its start.
    pub(crate) fn explain(&self, error: Error) -> Error {
        let log = fs::read_to_string(self.remains.folder().join(LOG)).unwrap_or_default();
        let after_start = log.split_once("Server is ready").map_or("", |(_, rest)| rest.trim());
        match after_start.lines().next_back() {
            Some(line) => Error::other(format!("{error}; the server logged: {line}")),
            None => error,
        }
    }
}

fn fresh_folder() -> Result<PathBuf> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let name = format!("load-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    let folder = std::env::temp_dir().join(name);
    fs::create_dir_all(&folder).doing(format!("create {}", folder.display()))?;
    Ok(folder)
}

fn await_address(server: &Remains) -> Result<SocketAddr> {
    let (deadline, log) = (Instant::now() + START, server.folder().join(LOG));
    loop {
        let text = fs::read_to_string(&log).doing(format!("read {}", log.display()))?;
        if let Some(address) = listening::address(&text) {
            return Ok(address);
        }
        if let Some(status) = server.ended() {
            return Err(Error::other(format!("the server ended at start ({status}):\n{}", text.trim_end())));
        }
        if Instant::now() > deadline {
            return Err(Error::other(format!(
                "the server did not listen within {START:?}:\n{}",
                text.trim_end()
            )));
        }
        thread::sleep(Duration::from_millis(5));
    }
}
