//! Round trips, each remembered: percentiles are exact, not read off a histogram.

use std::time::Duration;

use crate::sample::{Metric, Sample};
use crate::stats::percentile;

/// The round trips of one run, in nanoseconds.
#[derive(Debug, Default)]
pub struct Latencies(Vec<u32>);

impl Latencies {
    /// Remembers one.
    pub fn push(&mut self, latency: Duration) {
        self.0.push(u32::try_from(latency.as_nanos()).unwrap_or(u32::MAX));
    }

    /// Adds p50, p99 and p99.9 to `sample`.
    pub fn describe(mut self, sample: &mut Sample) {
        self.0.sort_unstable();
        for (metric, share) in [(Metric::P50, 0.5), (Metric::P99, 0.99), (Metric::P999, 0.999)] {
            if let Some(nanoseconds) = percentile(&self.0, share) {
                sample.insert(metric, f64::from(nanoseconds) / 1e3);
            }
        }
    }

    /// Takes over what another thread has seen.
    pub fn merge(&mut self, other: Latencies) {
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
}
