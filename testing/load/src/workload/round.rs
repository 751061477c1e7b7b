//! What the threads of a latency run share, and the round trips they remember.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::Duration;

use crate::error::Result;
use crate::measure::{self, Interval, Plan};
use crate::sample::{Metric, Sample};
use crate::server::Target;
use crate::stats::percentile;

/// The state of a run.
#[derive(Debug, Default)]
pub(crate) struct Round {
    /// What is counted, so far.
    count: AtomicU64,
    /// Latencies are remembered now.
    recording: AtomicBool,
    /// Nothing new is to be sent.
    stopping: AtomicBool,
    /// Whoever only answers or listens may leave.
    ended: AtomicBool,
}

impl Round {
    /// Warms up, measures while latencies are recorded, holds when asked to, and asks for the end.
    pub(crate) fn watch(&self, target: Target, plan: &Plan) -> Result<Interval> {
        let measured = self.measure(target, plan);
        self.stopping.store(true, Relaxed);
        measured
    }

    fn measure(&self, target: Target, plan: &Plan) -> Result<Interval> {
        let count = || self.count.load(Relaxed);
        thread::sleep(plan.warm_up);
        self.recording.store(true, Relaxed);
        let interval = measure::eventful(target, plan.measure, &count)?;
        self.recording.store(false, Relaxed);
        measure::hold(target, plan, &count)?;
        Ok(interval)
    }

    /// Whether nothing new is to be sent.
    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Relaxed)
    }

    /// Lets those go who only answer or listen.
    pub(crate) fn end(&self) {
        self.ended.store(true, Relaxed);
    }

    /// Whether they may go.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended.load(Relaxed)
    }
}

/// The latencies of one run, in nanoseconds: percentiles are exact, not read off a histogram.
#[derive(Debug, Default)]
pub(crate) struct Latencies(Vec<u32>);

impl Latencies {
    /// Counts one, and remembers it while the round records.
    pub(crate) fn arrival(&mut self, round: &Round, latency: Duration) {
        round.count.fetch_add(1, Relaxed);
        if round.recording.load(Relaxed) {
            self.push(latency);
        }
    }

    /// Remembers one.
    pub(crate) fn push(&mut self, latency: Duration) {
        self.0.push(u32::try_from(latency.as_nanos()).unwrap_or(u32::MAX));
    }

    /// Adds p50, p99 and p99.9 to `sample`.
    pub(crate) fn describe(mut self, sample: &mut Sample) {
        self.0.sort_unstable();
        for (metric, share) in [(Metric::P50, 0.5), (Metric::P99, 0.99), (Metric::P999, 0.999)] {
            if let Some(nanoseconds) = percentile(&self.0, share) {
                sample.insert(metric, f64::from(nanoseconds) / 1e3);
            }
        }
    }

    /// Takes over what another thread has seen.
    pub(crate) fn merge(&mut self, other: Latencies) {
        self.0.extend(other.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_in_microseconds() {
        let mut latencies = Latencies::default();
        for microseconds in (1..=900).rev() {
            latencies.push(Duration::from_micros(microseconds));
        }
        let mut rest = Latencies::default();
        for microseconds in 901..=1000 {
            rest.push(Duration::from_micros(microseconds));
        }
        latencies.merge(rest);
        let mut sample = Sample::new();
        latencies.describe(&mut sample);
        assert_eq!(sample, Sample::from([(Metric::P50, 500.0), (Metric::P99, 990.0), (Metric::P999, 999.0)]));
    }

    #[test]
    fn only_what_comes_while_recording_is_remembered() {
        let (round, mut latencies) = (Round::default(), Latencies::default());
        latencies.arrival(&round, Duration::from_micros(1));
        round.recording.store(true, Relaxed);
        latencies.arrival(&round, Duration::from_micros(2));
        assert_eq!(latencies.0, [2000]);
        assert_eq!(round.count.load(Relaxed), 2);
    }
}
