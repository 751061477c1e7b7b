//! Requesters with one request on its way each, and one responder.

pub(crate) mod many;
pub(crate) mod requester;
pub(crate) mod responder;
pub(crate) mod single;

use std::thread;

use super::round::Round;
use super::sample_of;
use crate::error::{Result, joined};
use crate::measure::Plan;
use crate::sample::Sample;
use crate::server::Target;
use requester::{Inboxes, Requester};
use responder::Responder;

/// Where requests go.
pub(crate) const SERVICE: &str = "load.service";

/// Requests and replies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Requests {
    /// Connections that ask.
    pub(crate) requesters: usize,
    /// Where they want the answers.
    pub(crate) inboxes: Inboxes,
    /// Bytes of a request and of a reply.
    pub(crate) payload: usize,
}

impl Requests {
    /// Runs it once.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let responder = Responder::open(target, self.payload)?;
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
            let latencies = joined(requesting.join());
            round.end();
            joined(responding.join())?;
            let mut sample = sample_of(&interval?);
            latencies?.describe(&mut sample);
            Ok(sample)
        })
    }
}
