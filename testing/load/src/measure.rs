//! The stretch of a run that counts: after the warm-up, while everything still runs.

use std::iter::Sum;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, Result};
use crate::process::Process;
use crate::progress;
use crate::server::Target;

/// How many lengths of an interval may pass before something happens.
const PATIENT: u32 = 20;

/// Seconds without a single operation after which a load that did move counts as ended.
const STILL: u32 = 5;

/// How long the parts of one sample take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    /// Running, not yet measured.
    pub(crate) warm_up: Duration,
    /// Running and measured.
    pub(crate) measure: Duration,
    /// Quiet before memory is weighed.
    pub(crate) settle: Duration,
    /// Keep going after the sample, and say every second how it goes: for a profiler.
    pub(crate) hold: bool,
}

/// What happened between two moments.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Interval {
    /// Length in seconds.
    pub(crate) seconds: f64,
    /// What the workload counts.
    pub(crate) operations: u64,
    /// CPU seconds of the server.
    pub(crate) server_cpu: f64,
    /// CPU seconds of the load generator.
    pub(crate) load_cpu: f64,
}

impl Interval {
    /// Operations a second.
    pub(crate) fn rate(&self) -> f64 {
        self.operations as f64 / self.seconds
    }

    /// Server CPU seconds per million operations, which is microseconds per operation.
    pub(crate) fn cpu_per_million(&self) -> f64 {
        self.server_cpu * 1e6 / self.operations as f64
    }

    /// Cores the load generator kept busy.
    pub(crate) fn load_cores(&self) -> f64 {
        self.load_cpu / self.seconds
    }

    /// Cores the server kept busy.
    pub(crate) fn server_cores(&self) -> f64 {
        self.server_cpu / self.seconds
    }
}

impl<'a> Sum<&'a Interval> for Interval {
    fn sum<I: Iterator<Item = &'a Interval>>(intervals: I) -> Interval {
        let nothing = Interval { seconds: 0.0, operations: 0, server_cpu: 0.0, load_cpu: 0.0 };
        intervals.fold(nothing, |sum, next| Interval {
            seconds: sum.seconds + next.seconds,
            operations: sum.operations + next.operations,
            server_cpu: sum.server_cpu + next.server_cpu,
            load_cpu: sum.load_cpu + next.load_cpu,
        })
    }
}

/// One reading of all the counters.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reading {
    at: Instant,
    operations: u64,
    server_cpu: Duration,
    load_cpu: Duration,
}

impl Reading {
    /// Reads the clocks and takes `operations` as the count of this moment.
    pub(crate) fn take(target: Target, operations: u64) -> Result<Self> {
        let (server_cpu, load_cpu) = (target.process.cpu()?, Process::this().cpu()?);
        Ok(Self { at: Instant::now(), operations, server_cpu, load_cpu })
    }

    /// What happened since `earlier`.
    pub(crate) fn since(&self, earlier: &Reading) -> Interval {
        Interval {
            seconds: (self.at - earlier.at).as_secs_f64(),
            operations: self.operations - earlier.operations,
            server_cpu: self.server_cpu.saturating_sub(earlier.server_cpu).as_secs_f64(),
            load_cpu: self.load_cpu.saturating_sub(earlier.load_cpu).as_secs_f64(),
        }
    }
}

/// Watches `operations` for `length`.
pub(crate) fn interval(target: Target, length: Duration, operations: &dyn Fn() -> u64) -> Result<Interval> {
    let start = Reading::take(target, operations())?;
    thread::sleep(length);
    Ok(Reading::take(target, operations())?.since(&start))
}

/// Watches like `interval`, but until something has happened: a figure per operation needs one.
pub(crate) fn eventful(target: Target, length: Duration, operations: &dyn Fn() -> u64) -> Result<Interval> {
    let start = Reading::take(target, operations())?;
    for _ in 0..PATIENT {
        thread::sleep(length);
        let passed = Reading::take(target, operations())?.since(&start);
        if passed.operations > 0 {
            return Ok(passed);
        }
    }
    Err(Error::other(format!("nothing happened in {:?}", length * PATIENT)))
}

/// Warms up, measures, and, when asked to hold, goes on for good.
pub(crate) fn steady(target: Target, plan: &Plan, operations: &dyn Fn() -> u64) -> Result<Interval> {
    thread::sleep(plan.warm_up);
    let measured = eventful(target, plan.measure, operations)?;
    hold(target, plan, operations)?;
    Ok(measured)
}

/// When asked to hold, says every second how it goes, until nothing moves any more.
pub(crate) fn hold(target: Target, plan: &Plan, operations: &dyn Fn() -> u64) -> Result<()> {
    if !plan.hold {
        return Ok(());
    }
    let (mut had_moved, mut still) = (false, 0);
    while !had_moved || still < STILL {
        let second = interval(target, Duration::from_secs(1), operations)?;
        had_moved |= second.operations > 0;
        still = if second.operations > 0 { 0 } else { still + 1 };
        progress::say(format_args!(
            "{:>12.0}/s  {:>9.3} µs server CPU each  {:.2} cores server  {:.2} cores load  {:.1} MiB",
            second.rate(),
            second.cpu_per_million(),
            second.server_cores(),
            second.load_cores(),
            target.process.memory()?.rss as f64 / (1024.0 * 1024.0),
        ));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interval_is_told_per_operation_and_per_second() {
        let interval = Interval { seconds: 2.0, operations: 4_000_000, server_cpu: 1.0, load_cpu: 0.5 };
        assert_eq!(interval.rate(), 2e6);
        assert_eq!(interval.cpu_per_million(), 0.25);
        assert_eq!(interval.load_cores(), 0.25);
        assert_eq!(interval.server_cores(), 0.5);
    }
}
