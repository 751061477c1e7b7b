//! One publisher with a timetable, one subscriber: how late do messages come at a rate the server is not pressed by?
//!
//! Open loop: a message's latency counts from the moment it was due, so a server that stops for a while is charged for
//! every message that had to wait, not only for the one that met the pause.

use std::io::ErrorKind;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::prctl;

use super::round::{Latencies, Round};
use super::sample_of;
use crate::error::{Doing, Error, Result, joined};
use crate::measure::Plan;
use crate::sample::{Metric, Sample};
use crate::server::Target;
use crate::wire::connection::{Connection, PATIENCE};
use crate::wire::encode;
use crate::wire::frames::{Frames, Next};

/// A rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paced {
    /// Messages a second.
    pub(crate) rate: u64,
}

const SUBJECT: &str = "load.paced";
/// Messages are due together every so often: ten thousand times a second.
const BEAT: Duration = Duration::from_micros(100);
/// The payload: nanoseconds since the start at which the message was due, as digits.
const STAMP: usize = 16;
/// How often the subscriber looks whether the end has come.
const GLANCE: Duration = Duration::from_millis(50);

impl Paced {
    /// Runs it once.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let mut subscriber = Connection::open(target.address)?;
        subscriber.subscribe(SUBJECT, None, 1)?;
        subscriber.stream.set_read_timeout(Some(GLANCE)).doing("set the read timeout")?;
        let publisher = Connection::open(target.address)?;
        let (round, sent, start) = (Round::default(), AtomicU64::new(0), Instant::now());
        thread::scope(|scope| {
            let listening = scope.spawn(|| listen(subscriber, start, &round, &sent));
            let publishing = scope.spawn(|| self.publish(publisher, start, &round, &sent));
            let interval = round.watch(target, plan);
            let published = joined(publishing.join());
            round.end();
            let latencies = joined(listening.join());
            published?;
            let mut sample = sample_of(&interval?);
            // The rate is given, not found.
            sample.remove(&Metric::Rate);
            latencies?.describe(&mut sample);
            Ok(sample)
        })
    }

    fn publish(
        &self,
        mut publisher: Connection,
        start: Instant,
        round: &Round,
        sent: &AtomicU64,
    ) -> Result<()> {
        // The kernel's usual slack of 50 µs for sleeps would be half a beat.
        prctl::set_timerslack(1000).doing("set the timer slack")?;
        let each = self.rate * BEAT.as_micros() as u64 / 1_000_000;
        let mut block = Vec::new();
        let mut due = start.elapsed();
        while !round.is_stopping() {
            due += BEAT;
            thread::sleep(due.saturating_sub(start.elapsed()));
            block.clear();
            let stamp = format!("{:0STAMP$}", due.as_nanos());
            for _ in 0..each {
                encode::publish(&mut block, SUBJECT, None, stamp.as_bytes());
            }
            publisher.send(&block)?;
            sent.fetch_add(each, Relaxed);
        }
        publisher.confirm()
    }
}

fn listen(mut subscriber: Connection, start: Instant, round: &Round, sent: &AtomicU64) -> Result<Latencies> {
    let frame = encode::message_length(SUBJECT, 1, None, STAMP);
    let (mut frames, mut latencies, mut count) = (Frames::new(frame, 256 * 1024), Latencies::default(), 0);
    let mut heard = Instant::now();
    while !(round.has_ended() && count == sent.load(Relaxed)) {
        match frames.fill(&mut subscriber.stream) {
            Ok(0) => return Err(Error::Answer("the server closed the subscriber's connection".into())),
            Ok(_) => heard = Instant::now(),
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                if round.has_ended() && heard.elapsed() > PATIENCE {
                    let expected = sent.load(Relaxed);
                    return Err(Error::Lost { missing: expected.saturating_sub(count), expected });
                }
            }
            Err(error) => return Err(error).doing("read a message"),
        }
        let now = start.elapsed();
        loop {
            match frames.take_next()? {
                Next::Message(message) => {
                    latencies.arrival(round, now.saturating_sub(due(message)));
                    count += 1;
                }
                Next::Ping => subscriber.answer(1)?,
                Next::More => break,
            }
        }
    }
    Ok(latencies)
}

/// When a message was due.
fn due(message: &[u8]) -> Duration {
    let stamp = message.len().checked_sub(STAMP + 2).and_then(|from| message.get(from..from + STAMP));
    let digits = stamp.unwrap_or_default().iter().map(|digit| u64::from(digit.wrapping_sub(b'0')));
    Duration::from_nanos(digits.fold(0, |number, digit| number.wrapping_mul(10).wrapping_add(digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stamp_is_read_from_the_payload() {
        assert_eq!(due(b"MSG load.paced 1 16\r\n0000000012345678\r\n"), Duration::from_nanos(12_345_678));
        assert_eq!(due(b""), Duration::ZERO);
    }
}
