//! Connections that have said hello and do nothing: what each costs in memory.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};
use std::time::Duration;

use crate::error::Result;
use crate::measure::{Plan, Reading};
use crate::process::Memory;
use crate::progress;
use crate::sample::{Metric, Sample};
use crate::server::Target;
use crate::wire::connection::Connection;
use crate::wire::ears::Ears;

/// Idle connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Idle {
    /// How many.
    pub(crate) connections: usize,
}

static RUNS: AtomicU8 = AtomicU8::new(0);

/// Connections that are opened together: one after another, a slow greeting would make this last for minutes.
const TOGETHER: usize = 200;
/// Connections from one source address.
const PER_SOURCE: usize = 1_000;

impl Idle {
    /// Runs it once.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        drop(Connection::open(target.address)?);
        std::thread::sleep(plan.settle);
        let empty = target.process.memory()?;
        let before = Reading::take(target, 0)?;
        let connections = self.open(target)?;
        let opened = Reading::take(target, self.connections as u64)?.since(&before);
        let mut ears = Ears::open(connections)?;
        ears.listen_for(plan.settle)?;
        let mut sample = each(empty, target.process.memory()?, self.connections);
        sample.insert(Metric::Rate, opened.rate());
        sample.insert(Metric::Cpu, opened.cpu_per_million());
        if plan.hold {
            self.hold(target, empty, &mut ears)?;
        }
        Ok(sample)
    }

    /// Says every second what a connection costs, for good.
    fn hold(&self, target: Target, empty: Memory, ears: &mut Ears) -> Result<()> {
        loop {
            ears.listen_for(Duration::from_secs(1))?;
            let now = target.process.memory()?.rss.saturating_sub(empty.rss) as f64 / self.connections as f64;
            progress::say(format_args!("{now:.0} bytes each"));
        }
    }

    fn open(&self, target: Target) -> Result<Vec<Connection>> {
        let run = RUNS.fetch_add(1, Relaxed);
        let numbers: Vec<usize> = (0..self.connections).collect();
        let mut all = Vec::with_capacity(self.connections);
        for group in numbers.chunks(TOGETHER) {
            let mut connections = group
                .iter()
                .map(|number| Connection::dial(target.address, Some(source(run, *number))))
                .collect::<Result<Vec<_>>>()?;
            connections.iter_mut().try_for_each(Connection::greet)?;
            connections.iter_mut().try_for_each(Connection::await_pong)?;
            all.append(&mut connections);
        }
        Ok(all)
    }
}

/// Each run has addresses of its own, because ports stay taken for a minute after their connection.
fn source(run: u8, number: usize) -> Ipv4Addr {
    Ipv4Addr::new(127, 1, run, u8::try_from(number / PER_SOURCE + 1).unwrap_or(u8::MAX))
}

/// Memory for each of `count` items.
pub(crate) fn each(empty: Memory, full: Memory, count: usize) -> Sample {
    let share = |full: u64, empty: u64| full.saturating_sub(empty) as f64 / count as f64;
    Sample::from([
        (Metric::RssEach, share(full.rss, empty.rss)),
        (Metric::PssEach, share(full.pss, empty.pss)),
    ])
}
