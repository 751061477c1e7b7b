//! One requester, blocking: the shortest way from reply to next request.

use std::time::Instant;

use super::requester::{Requester, unanswered};
use crate::error::{Doing, Result};
use crate::wire::frames::Next;
use crate::workload::round::{Latencies, Round};

/// Asks until the round stops.
pub(crate) fn run(mut requester: Requester, round: &Round) -> Result<Latencies> {
    let mut latencies = Latencies::default();
    while !round.is_stopping() {
        let request = requester.next_request().to_vec();
        let sent = Instant::now();
        requester.connection.send(&request)?;
        await_reply(&mut requester)?;
        latencies.arrival(round, sent.elapsed());
    }
    Ok(latencies)
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
