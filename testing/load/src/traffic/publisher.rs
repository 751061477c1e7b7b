//! One thread that publishes on all publishing connections.

use std::io::{ErrorKind, Write};
use std::time::{Duration, Instant};

use mio::net::TcpStream;
use mio::{Events, Interest, Poll, Token};

use super::flow::Flow;
use super::script::Script;
use crate::error::{Doing, Error, Result};
use crate::wire::connection::{Connection, PATIENCE};

/// Publishes until the flow stops, then waits until the server has carried out all of it.
pub(crate) fn run(mut connections: Vec<Connection>, script: &Script, flow: &Flow) -> Result<()> {
    let published = match connections.as_mut_slice() {
        [alone] => publish_alone(alone, script, flow),
        many => publish_in_turn(many, script, flow),
    };
    let confirmed = published.and_then(|()| connections.iter_mut().try_for_each(Connection::confirm));
    confirmed.map_err(|error| explain(error, &mut connections))
}

/// A blocking write is the cheapest way to wait.
fn publish_alone(connection: &mut Connection, script: &Script, flow: &Flow) -> Result<()> {
    let mut offset = 0;
    while !flow.stopping() {
        let chunk = script.chunk_at(offset);
        if !flow.try_publish(chunk.messages) {
            flow.wait_for_room(chunk.messages);
            continue;
        }
        connection.send(script.bytes(chunk.start, chunk.end))?;
        offset = chunk.end;
    }
    Ok(())
}

/// A connection and how far it has written.
struct Pen {
    stream: TcpStream,
    at: usize,
    end: usize,
    blocked: bool,
}

impl Pen {
    fn between_chunks(&self) -> bool {
        self.at == self.end
    }

    /// Begins the next chunk if it may.
    fn begin(&mut self, script: &Script, flow: &Flow) -> bool {
        let chunk = script.chunk_at(self.at);
        let may = !flow.stopping() && flow.try_publish(chunk.messages);
        if may {
            (self.at, self.end) = (chunk.start, chunk.end);
        }
        may
    }

    /// Writes once. False when the socket is full.
    fn write(&mut self, script: &Script) -> Result<bool> {
        match self.stream.write(script.bytes(self.at, self.end)) {
            Ok(written) => self.at += written,
            Err(error) if error.kind() == ErrorKind::WouldBlock => self.blocked = true,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error).doing("write to the server"),
        }
        Ok(!self.blocked)
    }
}

fn publish_in_turn(connections: &mut [Connection], script: &Script, flow: &Flow) -> Result<()> {
    let mut poll = Poll::new().doing("make an epoll")?;
    let mut events = Events::with_capacity(1024);
    let mut pens = pens(connections, &poll)?;
    let chunk = script.chunk_at(0).messages;
    let mut moved = Instant::now();
    loop {
        let mut wrote = false;
        for pen in pens.iter_mut().filter(|pen| !pen.blocked) {
            if pen.between_chunks() && !pen.begin(script, flow) {
                continue;
            }
            wrote |= pen.write(script)?;
        }
        if wrote {
            moved = Instant::now();
            continue;
        }
        if pens.iter().any(|pen| pen.blocked) {
            if moved.elapsed() > PATIENCE {
                return Err(Error::other("the server reads no more from any publisher"));
            }
            await_writable(&mut poll, &mut events, &mut pens)?;
        } else if flow.stopping() && pens.iter().all(Pen::between_chunks) {
            break;
        } else {
            flow.wait_for_room(chunk);
        }
    }
    connections.iter().try_for_each(|connection| {
        connection.stream.set_nonblocking(false).doing("make a socket blocking again")
    })
}

/// The pens write on duplicates of the sockets, which stay with their connections.
fn pens(connections: &[Connection], poll: &Poll) -> Result<Vec<Pen>> {
    let pen = |(index, connection): (usize, &Connection)| {
        connection.stream.set_nonblocking(true).doing("make a socket non-blocking")?;
        let mut stream = TcpStream::from_std(connection.stream.try_clone().doing("duplicate a socket")?);
        poll.registry().register(&mut stream, Token(index), Interest::WRITABLE).doing("watch a socket")?;
        Ok(Pen { stream, at: 0, end: 0, blocked: false })
    };
    connections.iter().enumerate().map(pen).collect()
}

fn await_writable(poll: &mut Poll, events: &mut Events, pens: &mut [Pen]) -> Result<()> {
    match poll.poll(events, Some(Duration::from_millis(5))) {
        Err(error) if error.kind() == ErrorKind::Interrupted => return Ok(()),
        other => other.doing("wait for a writable socket")?,
    }
    for event in events.iter() {
        if let Some(pen) = pens.get_mut(event.token().0) {
            pen.blocked = false;
        }
    }
    Ok(())
}

/// A server says why before it closes: that is worth more than "broken pipe".
fn explain(error: Error, connections: &mut [Connection]) -> Error {
    if matches!(error, Error::Answer(_)) {
        return error;
    }
    let said = connections.iter_mut().find_map(|connection| {
        _ = connection.stream.set_nonblocking(false);
        _ = connection.stream.set_read_timeout(Some(Duration::from_millis(100)));
        match connection.await_pong() {
            Err(Error::Answer(answer)) => Some(Error::Answer(answer)),
            _ => None,
        }
    });
    said.unwrap_or(error)
}
