//! The one who answers: every request with its own payload.

use std::io::ErrorKind;
use std::time::Duration;

use super::SERVICE;
use crate::error::{Doing, Error, Result};
use crate::server::Target;
use crate::wire::connection::Connection;
use crate::wire::encode;
use crate::wire::frames::{Frames, Next};
use crate::workload::round::Round;

const SID: u64 = 1;
/// How often it looks whether the end has come.
const GLANCE: Duration = Duration::from_millis(50);

/// A connection that answers.
#[derive(Debug)]
pub(crate) struct Responder {
    connection: Connection,
    frames: Frames,
    /// Where in a request the reply subject starts and ends.
    reply: (usize, usize),
    /// What follows the reply subject in an answer.
    rest: Vec<u8>,
}

impl Responder {
    /// Connects and subscribes.
    pub(crate) fn open(target: Target, payload: usize) -> Result<Self> {
        let mut connection = Connection::open(target.address)?;
        connection.subscribe(SERVICE, None, SID)?;
        connection.stream.set_read_timeout(Some(GLANCE)).doing("set the read timeout")?;
        // Every inbox of every requester is as long as this one.
        let inbox = "_INBOX.000000.1000000000";
        let head = encode::message_head(SERVICE, SID).len();
        let frame = encode::message_length(SERVICE, SID, Some(inbox), payload);
        let mut rest = Vec::new();
        encode::publish(&mut rest, "", None, &encode::payload(payload));
        let rest = rest.split_off("PUB ".len());
        let frames = Frames::new(frame, 64 * 1024);
        Ok(Self { connection, frames, reply: (head, head + inbox.len()), rest })
    }

    /// Answers until the round has ended.
    pub(crate) fn run(mut self, round: &Round) -> Result<()> {
        let mut answers = Vec::new();
        while !round.has_ended() {
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
