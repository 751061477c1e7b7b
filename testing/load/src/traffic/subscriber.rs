//! One thread that receives on all subscribing connections, until all has come and, a PING later, not too much.

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use super::Audience;
use super::flow::Flow;
use crate::error::{Doing, Error, Result};
use crate::wire::connection::{Connection, PATIENCE};
use crate::wire::ears::{BUFFER, Ears};

/// How often it looks whether the end has come.
const GLANCE: Duration = Duration::from_millis(50);

/// Receives until everything that was published has arrived. Returns each connection's count.
pub(crate) fn run(
    connections: Vec<Connection>,
    audience: Audience,
    grace: Duration,
    flow: &Flow,
) -> Result<Vec<u64>> {
    let mut progress = Progress { audience, grace, flow, last: (0, Instant::now()) };
    match <[Connection; 1]>::try_from(connections) {
        Ok([alone]) => receive_alone(alone, &mut progress),
        Err(many) => receive_many(many, &mut progress),
    }
}

/// Reports counts and knows when all is done.
struct Progress<'a> {
    audience: Audience,
    grace: Duration,
    flow: &'a Flow,
    /// The last count that was news, and when it was.
    last: (u64, Instant),
}

impl Progress<'_> {
    /// Takes the counts of all connections; true when everything has arrived.
    fn report(&mut self, counts: impl Iterator<Item = u64> + Clone) -> Result<bool> {
        let deliveries: u64 = counts.clone().sum();
        let (slowest, copies) = match self.audience {
            Audience::Someone => (deliveries, 1),
            _ => (counts.clone().min().unwrap_or_default(), counts.count() as u64),
        };
        self.flow.arrived(slowest, deliveries);
        if self.flow.has_failed() {
            return Err(Error::other("the publishing side failed"));
        }
        if !self.flow.has_ended() {
            self.last.1 = Instant::now();
            return Ok(false);
        }
        self.judge(slowest, deliveries, self.flow.published() * copies)
    }

    fn judge(&mut self, slowest: u64, deliveries: u64, expected: u64) -> Result<bool> {
        if self.last.0 != deliveries {
            self.last = (deliveries, Instant::now());
        }
        let published = self.flow.published();
        if deliveries > expected || slowest > published {
            return Err(Error::other(format!("{deliveries} messages arrived where {expected} should have")));
        }
        let complete = slowest == published && deliveries == expected;
        if !complete && self.last.1.elapsed() > self.grace {
            return Err(Error::Lost { missing: published - slowest, expected: published });
        }
        Ok(complete)
    }
}

fn receive_alone(mut connection: Connection, progress: &mut Progress<'_>) -> Result<Vec<u64>> {
    connection.stream.set_read_timeout(Some(GLANCE)).doing("set the read timeout")?;
    let mut buffer = vec![0; BUFFER];
    loop {
        let read = match connection.stream.read(&mut buffer) {
            Ok(0) => return Err(Error::Answer("the server closed a subscriber's connection".into())),
            Ok(read) => read,
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => 0,
            Err(error) => return Err(error).doing("read from the server"),
        };
        let found = connection.scanner.scan(buffer.get(..read).unwrap_or_default())?;
        connection.answer(found.pings)?;
        let messages = connection.scanner.messages();
        if progress.report(std::iter::once(messages))? {
            connection.stream.set_read_timeout(Some(PATIENCE)).doing("set the read timeout")?;
            connection.confirm()?;
            let messages = connection.scanner.messages();
            progress.report(std::iter::once(messages))?;
            return Ok(vec![messages]);
        }
    }
}

fn receive_many(connections: Vec<Connection>, progress: &mut Progress<'_>) -> Result<Vec<u64>> {
    let mut ears = Ears::open(connections)?;
    loop {
        ears.listen(GLANCE)?;
        if progress.report(ears.counts())? {
            ears.confirm()?;
            progress.report(ears.counts())?;
            return Ok(ears.counts().collect());
        }
    }
}
