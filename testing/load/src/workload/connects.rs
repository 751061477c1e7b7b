//! Connect, PING, PONG, close; again and again.

use std::net::Ipv4Addr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Instant;

use super::round::Latencies;
use super::sample_of;
use crate::error::{Result, joined};
use crate::measure::{self, Plan};
use crate::sample::Sample;
use crate::server::Target;
use crate::wire::connection::Connection;

/// Connecting and leaving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Connects {
    /// How many do it at the same time.
    pub(crate) parallel: usize,
}

impl Connects {
    /// Runs it once.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let (count, stopping) = (AtomicU64::new(0), AtomicBool::new(false));
        thread::scope(|scope| {
            let threads: Vec<_> = (0..self.parallel)
                .map(|number| {
                    scope.spawn({
                        let (count, stopping) = (&count, &stopping);
                        move || come_and_go(target, number, count, stopping)
                    })
                })
                .collect();
            let interval = measure::steady(target, plan, &|| count.load(Relaxed));
            stopping.store(true, Relaxed);
            let mut latencies = Latencies::default();
            for thread in threads {
                latencies.merge(joined(thread.join())?);
            }
            let mut sample = sample_of(&interval?);
            latencies.describe(&mut sample);
            Ok(sample)
        })
    }
}

fn come_and_go(target: Target, number: usize, count: &AtomicU64, stopping: &AtomicBool) -> Result<Latencies> {
    let mut latencies = Latencies::default();
    for source in sources(number) {
        if stopping.load(Relaxed) {
            break;
        }
        let start = Instant::now();
        let mut connection = Connection::dial(target.address, Some(source))?;
        connection.greet()?;
        connection.await_pong()?;
        drop(connection);
        latencies.push(start.elapsed());
        count.fetch_add(1, Relaxed);
    }
    Ok(latencies)
}

/// Loopback addresses in turn: a port stays taken for a minute after its connection, and one address has 28,000.
fn sources(number: usize) -> impl Iterator<Item = Ipv4Addr> {
    let third = u8::try_from(number + 1).unwrap_or(u8::MAX);
    (1..=250).cycle().map(move |fourth| Ipv4Addr::new(127, 0, third, fourth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parallel_threads_come_from_different_addresses() {
        let first: Vec<_> = sources(0).take(250).collect();
        let second: Vec<_> = sources(1).take(250).collect();
        assert!(first.iter().all(|address| address.is_loopback() && !second.contains(address)));
        assert_eq!(sources(0).nth(250), first.first().copied());
    }
}
