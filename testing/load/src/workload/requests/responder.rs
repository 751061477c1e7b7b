//! The one who answers: every request with its own payload.

use std::io::ErrorKind;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use super::requester::Inboxes;
use super::{Requests, Round, SERVICE};
use crate::error::{Doing, Error, Result};
use crate::server::Target;
use crate::wire::connection::Connection;
use crate::wire::encode;
use crate::wire::frames::{Frames, Next};

const SID: u64 = 1;
/// How often it looks whether the end has come.
const GLANCE: Duration = Duration::from_millis(50);

/// A connection that answers.
#[derive(Debug)]
pub struct Responder {
    connection: Connection,
    frames: Frames,
    /// Where in a request the reply subject starts and ends.
    reply: (usize, usize),
    /// What follows the reply subject in an answer.
    rest: Vec<u8>,
}

impl Responder {
    /// Connects and subscribes.
    pub fn open(target: Target, requests: &Requests) -> Result<Self> {
        let mut connection = Connection::open(target.address)?;
        connection.subscribe(SERVICE, None, SID)?;
        connection.stream.set_read_timeout(Some(GLANCE)).doing("set the read timeout")?;
        let inbox = "_INBOX.000000.1000000000";
        debug_assert!(matches!(requests.inboxes, Inboxes::Fresh | Inboxes::Shared), "both look like this");
        let head = encode::message_head(SERVICE, SID).len();
        let frame = encode::message_length(SERVICE, SID, Some(inbox), requests.payload);
        let mut rest = Vec::new();
        encode::publish(&mut rest, "", None, &encode::payload(requests.payload));
        let rest = rest.split_off("PUB ".len());
        let frames = Frames::new(frame, 64 * 1024);
        Ok(Self { connection, frames, reply: (head, head + inbox.len()), rest })
    }

    /// Answers until the round has ended.
    pub fn run(mut self, round: &Round) -> Result<()> {
        let mut answers = Vec::new();
        while !round.ended.load(Relaxed) {
            match self.frames.fill(&mut self.connection.stream) {
                Ok(0) => return Err(Error::Answer("the server closed the responder's connection".into())),
                Ok(_) => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => {
                    continue;
                }
                Err(error) => return Err(error).doing("read a request"),
            }
            self.answer_all(&mut answers)?;
            self.connection.send(&answers)?;
            answers.clear();
        }
        Ok(())
    }

    fn answer_all(&mut self, answers: &mut Vec<u8>) -> Result<()> {
        loop {
            match self.frames.take_next()? {
                Next::Message(request) => {
                    answers.extend_from_slice(b"PUB ");
                    answers.extend_from_slice(request.get(self.reply.0..self.reply.1).unwrap_or_default());
                    answers.extend_from_slice(&self.rest);
                }
                Next::Ping => answers.extend_from_slice(b"PONG\r\n"),
                Next::More => return Ok(()),
            }
        }
    }
}
