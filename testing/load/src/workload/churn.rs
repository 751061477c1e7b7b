//! Throughput while another client subscribes and unsubscribes, against the same server's throughput without that.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use super::sample_of;
use super::throughput::Throughput;
use crate::error::{Error, Result, joined};
use crate::measure::{self, Interval, Plan};
use crate::sample::{Metric, Sample};
use crate::server::Target;
use crate::traffic::flow::Flow;
use crate::wire::connection::Connection;
use crate::wire::encode;

/// A disturbed 1:1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Churn {
    /// What is disturbed.
    pub(crate) traffic: Throughput,
    /// Subscriptions made and ended a second.
    pub(crate) pairs: u64,
}

const BEAT: Duration = Duration::from_millis(2);

impl Churn {
    /// Runs it once: calm, disturbed, disturbed, calm, and again, so that other work on the machine hits both.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let mut churner = Connection::open(target.address)?;
        let traffic = self.traffic.connect(target)?;
        let (disturbing, ended) = (AtomicBool::new(false), AtomicBool::new(false));
        let (intervals, _) = thread::scope(|scope| {
            let churning = scope.spawn(|| self.churn(&mut churner, &disturbing, &ended));
            let result = traffic.run(|flow| phases(target, plan, flow, &disturbing));
            ended.store(true, Relaxed);
            let made = joined(churning.join())?;
            let result = result?;
            self.check(made, &result.0).map(|()| result)
        })?;
        let [calm, disturbed] = intervals;
        let mut sample = sample_of(&disturbed);
        sample.insert(Metric::Kept, disturbed.rate() / calm.rate());
        Ok(sample)
    }

    /// Subscribes and unsubscribes at a steady pace. Returns how many pairs it made.
    fn churn(&self, churner: &mut Connection, disturbing: &AtomicBool, ended: &AtomicBool) -> Result<u64> {
        let each = (self.pairs as f64 * BEAT.as_secs_f64()) as u64;
        let (mut made, mut lines) = (0, Vec::new());
        let mut beat = Instant::now();
        while !ended.load(Relaxed) {
            beat += BEAT;
            thread::sleep(beat.saturating_duration_since(Instant::now()));
            if disturbing.load(Relaxed) {
                lines.clear();
                // Each subscription lives for one beat.
                for sid in made..made + each {
                    encode::subscribe(&mut lines, &format!("_INBOX.churn.{sid:012}"), None, sid + 1);
                    if let Some(old) = sid.checked_sub(each) {
                        encode::unsubscribe(&mut lines, old + 1, None);
                    }
                }
                churner.send(&lines)?;
                made += each;
            }
        }
        churner.confirm()?;
        Ok(made)
    }

    /// A churner that did not keep its pace did not disturb as promised.
    fn check(&self, made: u64, [_, disturbed]: &[Interval; 2]) -> Result<()> {
        let promised = self.pairs as f64 * disturbed.seconds;
        if (made as f64) < 0.9 * promised {
            return Err(Error::other(format!("only {made} of {promised:.0} subscriptions were made")));
        }
        Ok(())
    }
}

/// The calm and the disturbed halves, each added up.
fn phases(target: Target, plan: &Plan, flow: &Flow, disturbing: &AtomicBool) -> Result<[Interval; 2]> {
    let count = || flow.deliveries();
    let eighth = plan.measure / 4;
    thread::sleep(plan.warm_up);
    let mut halves: [Vec<Interval>; 2] = Default::default();
    for disturbed in [false, true, true, false, false, true, true, false] {
        disturbing.store(disturbed, Relaxed);
        thread::sleep(eighth / 10);
        let interval = measure::eventful(target, eighth, &count)?;
        if let Some(half) = halves.get_mut(usize::from(disturbed)) {
            half.push(interval);
        }
    }
    disturbing.store(true, Relaxed);
    measure::hold(target, plan, &count)?;
    Ok(halves.map(|half| half.iter().sum()))
}
