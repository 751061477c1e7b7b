//! Requesters with one request on its way each, and one responder.

pub mod many;
pub mod requester;
pub mod responder;
pub mod single;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread;

use super::latency::Latencies;
use super::sample_of;
use crate::error::{Error, Result};
use crate::measure::{self, Plan};
use crate::sample::Sample;
use crate::server::Target;
use requester::{Inboxes, Requester};
use responder::Responder;

/// Requests and replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requests {
    /// Connections that ask.
    pub requesters: usize,
    /// Where they want the answers.
    pub inboxes: Inboxes,
    /// Bytes of a request and of a reply.
    pub payload: usize,
}

/// What the threads of a run share.
#[derive(Debug, Default)]
pub struct Round {
    /// Replies that came.
    pub replies: AtomicU64,
    /// Latencies count now.
    pub recording: AtomicBool,
    /// No new requests.
    pub stopping: AtomicBool,
    /// The responder may leave.
    pub ended: AtomicBool,
}

impl Requests {
    /// Runs it once.
    pub fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let responder = Responder::open(target, self)?;
        let requesters = (0..self.requesters)
            .map(|number| Requester::open(target, self, number))
            .collect::<Result<Vec<_>>>()?;
        let round = Round::default();
        thread::scope(|scope| {
            let responding = scope.spawn(|| responder.run(&round));
            let requesting = scope.spawn(|| match <[Requester; 1]>::try_from(requesters) {
                Ok([alone]) => single::run(alone, &round),
                Err(crowd) => many::run(crowd, &round),
            });
            let interval = round.watch(target, plan);
            round.stopping.store(true, Relaxed);
            let latencies = joined(requesting.join());
            round.ended.store(true, Relaxed);
            joined(responding.join())?;
            let mut sample = sample_of(&interval?);
            latencies?.describe(&mut sample);
            Ok(sample)
        })
    }
}

impl Round {
    fn watch(&self, target: Target, plan: &Plan) -> Result<measure::Interval> {
        let count = || self.replies.load(Relaxed);
        thread::sleep(plan.warm_up);
        self.recording.store(true, Relaxed);
        let warm = Plan { warm_up: std::time::Duration::ZERO, hold: false, ..*plan };
        let interval = measure::steady(target, &warm, &count)?;
        self.recording.store(false, Relaxed);
        measure::hold(target, plan, &count)?;
        Ok(interval)
    }
}

fn joined<T>(result: thread::Result<Result<T>>) -> Result<T> {
    result.unwrap_or_else(|_| Err(Error::other("a load thread panicked")))
}

/// Where requests go.
pub const SERVICE: &str = "load.service";

/// The requests' latencies, gathered while the round records.
#[derive(Debug, Default)]
pub struct Log(Latencies);

impl Log {
    /// Counts a reply.
    pub fn reply(&mut self, round: &Round, latency: std::time::Duration) {
        round.replies.fetch_add(1, Relaxed);
        if round.recording.load(Relaxed) {
            self.0.push(latency);
        }
    }

    /// What was gathered.
    pub fn latencies(self) -> Latencies {
        self.0
    }
}
