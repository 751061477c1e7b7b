//! What is done to a server: one kind of workload per file.

pub(crate) mod churn;
pub(crate) mod connects;
pub(crate) mod idle;
pub(crate) mod paced;
pub(crate) mod requests;
pub(crate) mod round;
pub(crate) mod subscriptions;
pub(crate) mod throughput;

use crate::error::Result;
use crate::measure::{Interval, Plan};
use crate::sample::{Metric, Sample};
use crate::server::Target;

/// A workload with its parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Workload {
    /// Publishers and subscribers at full speed.
    Throughput(throughput::Throughput),
    /// The same with 100,000 wildcard subscriptions to choose from.
    Wildcards(throughput::Wildcards),
    /// Messages that are due at given times.
    Paced(paced::Paced),
    /// Requests and replies.
    Requests(requests::Requests),
    /// Throughput while somebody else subscribes and unsubscribes.
    Churn(churn::Churn),
    /// Connections that do nothing.
    Idle(idle::Idle),
    /// Subscriptions that get nothing.
    Subscriptions(subscriptions::Subscriptions),
    /// Connecting and leaving.
    Connects(connects::Connects),
}

impl Workload {
    /// Runs it once against a running server.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let mut sample = match self {
            Workload::Throughput(throughput) => throughput.run(target, plan),
            Workload::Wildcards(wildcards) => wildcards.run(target, plan),
            Workload::Paced(paced) => paced.run(target, plan),
            Workload::Requests(requests) => requests.run(target, plan),
            Workload::Churn(churn) => churn.run(target, plan),
            Workload::Idle(idle) => idle.run(target, plan),
            Workload::Subscriptions(subscriptions) => subscriptions.run(target, plan),
            Workload::Connects(connects) => connects.run(target, plan),
        }?;
        sample.insert(Metric::Peak, target.process.peak()? as f64);
        sample.insert(Metric::System, target.process.system_share()?);
        Ok(sample)
    }
}

/// The figures that every measured interval yields.
fn sample_of(interval: &Interval) -> Sample {
    Sample::from([
        (Metric::Rate, interval.rate()),
        (Metric::Cpu, interval.cpu_per_million()),
        (Metric::LoadCores, interval.load_cores()),
    ])
}

#[cfg(test)]
mod tests;
