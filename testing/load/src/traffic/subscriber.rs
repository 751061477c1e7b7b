//! One thread that receives on all subscribing connections.

use std::io::{ErrorKind, Read};
use std::time::{Duration, Instant};

use super::Audience;
use super::flow::Flow;
use crate::error::{Doing, Error, Result};
use crate::wire::connection::Connection;
use crate::wire::ears::{BUFFER, Ears};

/// How often it looks whether the end has come.
const GLANCE: Duration = Duration::from_millis(50);
/// How long nothing may arrive after the last publish before messages count as lost.
const GRACE: Duration = Duration::from_secs(10);

/// Receives until everything that was published has arrived. Returns each connection's count.
pub fn run(connections: Vec<Connection>, audience: Audience, flow: &Flow) -> Result<Vec<u64>> {
    let mut progress = Progress { audience, flow, last: (0, Instant::now()) };
    match <[Connection; 1]>::try_from(connections) {
        Ok([alone]) => receive_alone(alone, &mut progress),
        Err(many) => receive_many(many, &mut progress),
    }
}

/// Reports counts and knows when all is done.
struct Progress<'a> {
    audience: Audience,
    flow: &'a Flow,
    /// The last count that was news, and when it was.
    last: (u64, Instant),
}

impl Progress<'_> {
    /// Takes the counts of all connections; true when everything has arrived.
    fn report(&mut self, counts: impl Iterator<Item = u64> + Clone) -> Result<bool> {
        let deliveries: u64 = counts.clone().sum();
        let slowest = match self.audience {
            Audience::Someone => deliveries,
            _ => counts.min().unwrap_or_default(),
        };
        self.flow.arrived(slowest, deliveries);
        if self.flow.has_failed() {
            return Err(Error::other("the publishing side failed"));
        }
        if !self.flow.has_ended() {
            self.last.1 = Instant::now();
            return Ok(false);
        }
        self.judge(slowest, deliveries)
    }

    fn judge(&mut self, slowest: u64, deliveries: u64) -> Result<bool> {
        let expected = self.flow.published();
        if self.last.0 != deliveries {
            self.last = (deliveries, Instant::now());
        }
        if slowest > expected {
            return Err(Error::other(format!("{slowest} messages arrived where {expected} were published")));
        }
        if slowest < expected && self.last.1.elapsed() > GRACE {
            return Err(Error::Lost { missing: expected - slowest, expected });
        }
        Ok(slowest == expected)
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
            return Ok(vec![messages]);
        }
    }
}

fn receive_many(connections: Vec<Connection>, progress: &mut Progress<'_>) -> Result<Vec<u64>> {
    let mut ears = Ears::open(connections)?;
    loop {
        ears.listen(GLANCE)?;
        if progress.report(ears.counts())? {
            return Ok(ears.counts().collect());
        }
    }
}
