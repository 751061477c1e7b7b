//! From the bytes of one read to operations, across read boundaries.
//!
//! Operations are parsed in place in the thread's read buffer. Only an incomplete one at the end of a read is kept
//! with the session; the next read first completes it, and everything behind it is parsed in place again.

use proto::{CloseReason, Cursor, Fault, Step};

use super::{Flow, Session};
use crate::{core::Core, delivery::Batch};

/// What is left over between two reads.
#[derive(Default)]
pub(super) struct Input {
    cursor: Cursor,
    /// The beginning of an operation whose end has not come.
    tail: Vec<u8>,
    /// Bytes that must come before it is worth looking at `tail` again.
    needed: usize,
    /// Bytes that wait until a login has finished.
    backlog: Vec<u8>,
}

impl Session {
    /// Carries out everything that is complete in `bytes` and what was left over before.
    pub(crate) fn feed(&mut self, core: &Core, batch: &mut Batch, mut bytes: &[u8]) -> Flow {
        self.maps_this_read = !self.client.account.engine.mappings().is_empty();
        while !self.input.tail.is_empty() {
            let (flow, rest) = self.complete_tail(core, batch, bytes);
            match flow {
                Flow::Continue if rest.is_empty() => return Flow::Continue,
                Flow::Continue => bytes = rest,
                stop => return self.park(rest, stop),
            }
        }
        let (used, flow) = self.run(core, batch, bytes);
        let rest = bytes.get(used..).unwrap_or_default();
        match flow {
            Flow::Continue => {
                self.input.tail.extend_from_slice(rest);
                Flow::Continue
            }
            stop => self.park(rest, stop),
        }
    }

    /// Goes on with the bytes that came before a login had finished.
    pub(crate) fn feed_backlog(&mut self, core: &Core, batch: &mut Batch) -> Flow {
        let backlog = std::mem::take(&mut self.input.backlog);
        self.feed(core, batch, &backlog)
    }

    fn park(&mut self, rest: &[u8], flow: Flow) -> Flow {
        if matches!(flow, Flow::Login(_)) {
            self.input.backlog.extend_from_slice(rest);
        }
        flow
    }

    /// Moves as many bytes to the tail as its operation still needs, and carries it out when it is whole.
    fn complete_tail<'a>(&mut self, core: &Core, batch: &mut Batch, bytes: &'a [u8]) -> (Flow, &'a [u8]) {
        let take = if self.input.needed > 1 {
            self.input.needed.min(bytes.len())
        } else {
            memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1)
        };
        let (now, rest) = bytes.split_at(take);
        self.input.tail.extend_from_slice(now);
        if take < self.input.needed {
            self.input.needed -= take;
            return (Flow::Continue, rest);
        }
        let mut tail = std::mem::take(&mut self.input.tail);
        let (used, flow) = self.run(core, batch, &tail);
        if used < tail.len() {
            tail.drain(..used);
            self.input.tail = tail;
        }
        (flow, rest)
    }

    /// Whether to stop in the middle of a read. A client that gives up with -ERR still gets the rest carried out.
    #[inline]
    fn is_closing(&self) -> bool {
        self.client.connection.closing().is_some_and(|reason| reason != CloseReason::ParseError)
    }

    /// Carries out the complete operations at the front of `input`; gives back how many bytes are dealt with.
    fn run(&mut self, core: &Core, batch: &mut Batch, input: &[u8]) -> (usize, Flow) {
        let mut done = 0;
        while let Some(rest) = input.get(done..).filter(|rest| !rest.is_empty()) {
            match proto::next(rest, &self.limits, &mut self.input.cursor) {
                Step::Op { op, used } => {
                    done += used;
                    match self.handle(core, batch, op) {
                        Flow::Continue if !self.is_closing() => {}
                        Flow::Continue => return (done, Flow::Stop),
                        stop => return (done, stop),
                    }
                }
                Step::Incomplete { used, needed } => {
                    self.input.needed = needed;
                    return (done + used, Flow::Continue);
                }
                Step::InvalidPublishSubject => {
                    self.client.error(batch, &proto::ErrorReply::InvalidPublishSubject);
                }
                Step::Fault(Fault::ConnectExpected)
                    if core.gate.has_default_user() && self.become_default_user(core) => {}
                Step::Fault(fault) => return (done, self.fault(batch, &fault)),
            }
        }
        (done, Flow::Continue)
    }
}
