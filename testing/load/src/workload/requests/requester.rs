//! One asking connection: its inbox, its request, its buffer.

use super::{Requests, SERVICE};
use crate::error::{Error, Result};
use crate::server::Target;
use crate::wire::connection::Connection;
use crate::wire::encode;
use crate::wire::frames::Frames;

/// Where a requester wants its answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inboxes {
    /// One wildcard subscription for all of them, as today's clients do.
    Shared,
    /// A new subscription for each request, which ends itself after the reply, as older clients do.
    Fresh,
}

/// A connection that asks.
#[derive(Debug)]
pub(crate) struct Requester {
    /// The connection.
    pub(crate) connection: Connection,
    /// What came and was not looked at yet.
    pub(crate) frames: Frames,
    request: Vec<u8>,
    /// Places in `request` that hold the number of the request.
    numbers: Vec<usize>,
    next: u64,
}

/// Ten digits, without a leading zero: inboxes and subscription ids have one length.
const FIRST: u64 = 1_000_000_000;
const DIGITS: usize = 10;

impl Requester {
    /// Connects, and subscribes if that is done only once.
    pub(crate) fn open(target: Target, requests: &Requests, number: usize) -> Result<Self> {
        let mut connection = Connection::open(target.address)?;
        let prefix = format!("_INBOX.{number:06}");
        let inbox = format!("{prefix}.{FIRST}");
        let payload = encode::payload(requests.payload);
        let mut request = Vec::new();
        if requests.inboxes == Inboxes::Fresh {
            encode::subscribe(&mut request, &inbox, None, FIRST);
            encode::unsubscribe(&mut request, FIRST, Some(1));
        } else {
            connection.subscribe(&format!("{prefix}.*"), None, FIRST)?;
        }
        encode::publish(&mut request, SERVICE, Some(&inbox), &payload);
        let frame = encode::message_length(&inbox, FIRST, None, requests.payload);
        let numbers = places(&request, FIRST.to_string().as_bytes());
        Ok(Self { connection, frames: Frames::new(frame, 4 * frame), request, numbers, next: FIRST })
    }

    /// The bytes of the next request.
    pub(crate) fn next_request(&mut self) -> &[u8] {
        let digits = self.next.to_string();
        self.next += 1;
        for &place in &self.numbers {
            if let Some(field) = self.request.get_mut(place..place + DIGITS) {
                field.copy_from_slice(digits.as_bytes());
            }
        }
        &self.request
    }
}

/// The error of a reply that did not come.
pub(crate) fn unanswered() -> Error {
    Error::Answer("the server closed a requester's connection".into())
}

fn places(text: &[u8], number: &[u8]) -> Vec<usize> {
    text.windows(number.len())
        .enumerate()
        .filter(|(_, window)| *window == number)
        .map(|(place, _)| place)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_request_has_its_own_number_in_all_places() {
        let text = b"SUB i.1000000000 1000000000\r\nUNSUB 1000000000 1\r\nPUB s i.1000000000 0\r\n\r\n";
        assert_eq!(places(text, b"1000000000"), [6, 17, 35, 57]);
    }
}
