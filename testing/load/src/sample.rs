//! The figures one run of one workload yields.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A figure's kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Metric {
    /// Operations a second.
    Rate,
    /// Payload bytes a second.
    Bytes,
    /// Server CPU seconds per million operations.
    Cpu,
    /// Median latency in microseconds.
    P50,
    /// 99th percentile of latency in microseconds.
    P99,
    /// 99.9th percentile of latency in microseconds.
    P999,
    /// Bytes of resident memory per item.
    RssEach,
    /// Bytes of proportional memory per item.
    PssEach,
    /// The most memory the server held, in bytes.
    Peak,
    /// Throughput kept under a disturbance, as a share of the undisturbed.
    Kept,
    /// The busiest receiver's share over the least busy one's.
    Spread,
    /// Share of the server's CPU time that the kernel spent for it.
    System,
    /// Cores the load generator kept busy.
    LoadCores,
}

/// The figures of one run.
pub(crate) type Sample = BTreeMap<Metric, f64>;

impl Metric {
    /// What it is called in a table.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Metric::Rate => "rate",
            Metric::Bytes => "payload",
            Metric::Cpu => "CPU",
            Metric::P50 => "p50",
            Metric::P99 => "p99",
            Metric::P999 => "p99.9",
            Metric::RssEach => "RSS each",
            Metric::PssEach => "PSS each",
            Metric::Peak => "peak RSS",
            Metric::Kept => "kept",
            Metric::Spread => "max/min",
            Metric::System => "in kernel",
            Metric::LoadCores => "load",
        }
    }

    /// Whether two servers are compared by it; the rest only explains.
    pub(crate) fn compares(self) -> bool {
        !matches!(self, Metric::Bytes | Metric::System | Metric::LoadCores | Metric::Spread)
    }

    /// Whether more is better.
    pub(crate) fn more_is_better(self) -> bool {
        matches!(self, Metric::Rate | Metric::Kept)
    }

    /// A value with its unit. `unit` names what the workload counts, as in "requests".
    pub(crate) fn show(self, value: f64, unit: &str) -> String {
        match self {
            Metric::Rate => format!("{}/s", short(value)),
            Metric::Bytes => format!("{:.0} MB/s", value / 1e6),
            Metric::Cpu => format!("{value:.3} s/M {unit}"),
            Metric::P50 | Metric::P99 | Metric::P999 => format!("{value:.1} µs"),
            Metric::RssEach | Metric::PssEach => format!("{} B", value.round()),
            Metric::Peak => format!("{:.1} MiB", value / (1024.0 * 1024.0)),
            Metric::Kept | Metric::Spread => format!("{value:.3}"),
            Metric::System => format!("{:.0} %", value * 100.0),
            Metric::LoadCores => format!("{value:.2} cores"),
        }
    }
}

/// A count in three or four digits.
fn short(value: f64) -> String {
    match value {
        v if v >= 1e7 => format!("{:.1} M", v / 1e6),
        v if v >= 1e6 => format!("{:.2} M", v / 1e6),
        v if v >= 1e4 => format!("{:.1} k", v / 1e3),
        v => format!("{v:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_with_their_unit() {
        let check = |metric: Metric, value, expected| assert_eq!(metric.show(value, "requests"), expected);
        check(Metric::Rate, 12_345_678.0, "12.3 M/s");
        check(Metric::Rate, 2_345_678.0, "2.35 M/s");
        check(Metric::Rate, 23_456.0, "23.5 k/s");
        check(Metric::Rate, 324.4, "324/s");
        check(Metric::Cpu, 0.5, "0.500 s/M requests");
        check(Metric::P99, 78.04, "78.0 µs");
        check(Metric::RssEach, 1150.6, "1151 B");
        check(Metric::Peak, 15.0 * 1024.0 * 1024.0, "15.0 MiB");
    }
}
