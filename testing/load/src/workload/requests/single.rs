//! One requester, blocking: the shortest way from reply to next request.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

use super::requester::{Requester, unanswered};
use super::{Log, Round};
use crate::error::{Doing, Result};
use crate::wire::frames::Next;
use crate::workload::latency::Latencies;

/// Asks until the round stops.
pub fn run(mut requester: Requester, round: &Round) -> Result<Latencies> {
    let mut log = Log::default();
    while !round.stopping.load(Relaxed) {
        let request = requester.next_request().to_vec();
        let sent = Instant::now();
        requester.connection.send(&request)?;
        await_reply(&mut requester)?;
        log.reply(round, sent.elapsed());
    }
    Ok(log.latencies())
}

fn await_reply(requester: &mut Requester) -> Result<()> {
    loop {
        if requester.frames.fill(&mut requester.connection.stream).doing("wait for a reply")? == 0 {
            return Err(unanswered());
        }
        loop {
            match requester.frames.take_next()? {
                Next::Message(_) => return Ok(()),
                Next::Ping => requester.connection.answer(1)?,
                Next::More => break,
            }
        }
    }
}
