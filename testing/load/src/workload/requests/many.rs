//! Many requesters on one thread, each with one request on its way.

use std::io::{ErrorKind, Write};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::requester::{Requester, unanswered};
use crate::error::{Doing, Error, Result};
use crate::wire::connection::PATIENCE;
use crate::wire::frames::Next;
use crate::workload::round::{Latencies, Round};

/// A requester and when it asked last.
struct Asking {
    requester: Requester,
    stream: TcpStream,
    sent: Instant,
    waiting: bool,
}

/// Asks until the round stops, then waits for the last replies.
pub(crate) fn run(requesters: Vec<Requester>, round: &Round) -> Result<Latencies> {
    let mut poll = Poll::new().doing("make an epoll")?;
    let mut events = Events::with_capacity(1024);
    let mut crowd = register(requesters, &poll)?;
    let mut latencies = Latencies::default();
    crowd.iter_mut().try_for_each(Asking::ask)?;
    while crowd.iter().any(|asking| asking.waiting) {
        match poll.poll(&mut events, Some(Duration::from_secs(1))) {
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            other => other.doing("wait for replies")?,
        }
        if events.is_empty() && crowd.iter().all(|asking| asking.sent.elapsed() > PATIENCE) {
            return Err(missing(&crowd));
        }
        for event in events.iter() {
            if let Some(asking) = crowd.get_mut(event.token().0) {
                asking.listen(round, &mut latencies)?;
            }
        }
    }
    Ok(latencies)
}

fn missing(crowd: &[Asking]) -> Error {
    let missing = crowd.iter().filter(|asking| asking.waiting).count() as u64;
    Error::Lost { missing, expected: crowd.len() as u64 }
}

fn register(requesters: Vec<Requester>, poll: &Poll) -> Result<Vec<Asking>> {
    let register = |(index, requester): (usize, Requester)| {
        let socket = &requester.connection.stream;
        socket.set_nonblocking(true).doing("make a socket non-blocking")?;
        let mut stream = TcpStream::from_std(socket.try_clone().doing("duplicate a socket")?);
        poll.registry().register(&mut stream, Token(index), Interest::READABLE).doing("watch a socket")?;
        Ok(Asking { requester, stream, sent: Instant::now(), waiting: false })
    };
    requesters.into_iter().enumerate().map(register).collect()
}

impl Asking {
    fn ask(&mut self) -> Result<()> {
        self.sent = Instant::now();
        self.waiting = true;
        // One small request on an otherwise silent connection always fits into the socket.
        self.stream.write_all(self.requester.next_request()).doing("write a request")
    }

    /// Reads what is there, and asks again after the reply. A read that did not fill the buffer has emptied the socket.
    fn listen(&mut self, round: &Round, latencies: &mut Latencies) -> Result<()> {
        loop {
            let room = self.requester.frames.room();
            let read = match self.requester.frames.fill(&mut self.stream) {
                Ok(0) => return Err(unanswered()),
                Ok(read) => read,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error).doing("read a reply"),
            };
            self.take_replies(round, latencies)?;
            if read < room {
                return Ok(());
            }
        }
    }

    fn take_replies(&mut self, round: &Round, latencies: &mut Latencies) -> Result<()> {
        loop {
            match self.requester.frames.take_next()? {
                Next::Message(_) => {
                    latencies.arrival(round, self.sent.elapsed());
                    self.waiting = false;
                    if !round.is_stopping() {
                        self.ask()?;
                    }
                }
                Next::Ping => self.stream.write_all(b"PONG\r\n").doing("answer a PING")?,
                Next::More => return Ok(()),
            }
        }
    }
}
