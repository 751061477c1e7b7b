//! From bytes to operations.
//!
//! The caller owns a contiguous buffer and one [`Cursor`] per connection. [`next`] looks at the front of the buffer:
//!
//! - [`Step::Op`]: a complete operation in `used` bytes. Carry it out, drop these bytes, call again.
//! - [`Step::Incomplete`]: drop `used` bytes (they are dealt with), keep the rest, call again when at least `needed`
//!   more bytes were appended. For a payload `needed` is exact, so that one allocation is enough.
//! - [`Step::InvalidPublishSubject`]: a pedantic client is told; call again with the same bytes.
//! - [`Step::Fault`]: the connection ends. Nothing after these bytes is looked at.
//!
//! The cursor remembers what was seen of an unfinished operation, so that bytes that drip in one by one cost no more
//! than bytes that come at once, and so that endless blanks or endless junk after `PING` need no memory.
//!
//! Two things differ from the reference on purpose. It treats a CR inside a line in one of three ways, depending on
//! where its reads were cut; here a CR separates arguments of `SUB` and `UNSUB` and is refused in `PUB` and `HPUB`. It
//! accepts an LF as the first byte of a subject and delivers it, which breaks the line of every receiver; here that is
//! refused, too.

mod fault;
mod line;
mod publish;
mod scan;
mod subscribe;
mod verb;

pub use fault::{Fault, Malformed};

use crate::op::Op;
use verb::{Recognition, Verb};

/// What the parser has to know about the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest arguments an operation may have, in bytes.
    pub max_control_line: usize,
    /// The largest message, header block included; `None` means unlimited.
    pub max_payload: Option<usize>,
    /// Whether client and server agreed on headers: `HPUB` needs it.
    pub headers: bool,
    /// Whether the client wants its publish subjects checked.
    pub pedantic: bool,
    /// Whether the client may do anything but `CONNECT`.
    pub authenticated: bool,
}

/// What was found at the front of the buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// A complete operation.
    Op {
        /// What the client wants.
        op: Op<'a>,
        /// Bytes it took.
        used: usize,
    },
    /// A pedantic client publishes to something that is no literal subject. It is told so once, before its payload
    /// has come; the operation itself follows. Nothing is used up.
    InvalidPublishSubject,
    /// An operation has begun and isn't complete.
    Incomplete {
        /// Bytes at the front that need not be kept.
        used: usize,
        /// Bytes that must come before it is worth calling again: all that is missing once the size of a message is
        /// known, one before that.
        needed: usize,
    },
    /// Bytes that end the connection.
    Fault(Fault),
}

/// What is known of an operation that has begun. A new connection has a new one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cursor {
    place: Place,
    told: bool,
}

/// Where in an operation the buffer begins.
#[derive(Debug, Clone, Copy, Default)]
enum Place {
    /// Before its verb.
    #[default]
    Start,
    /// In what follows a verb that takes no arguments: bytes without meaning up to the end of the line.
    Junk(Verb),
    /// In the blanks before the first argument.
    Blanks(Verb),
    /// At the first argument; there is no line end in the first `scanned` bytes.
    Arguments { verb: Verb, scanned: usize },
    /// At the first argument of a complete control line; the operation takes `end` bytes from here.
    Message { verb: Verb, end: usize },
}

impl Cursor {
    /// Forgets the operation, which is complete.
    #[inline]
    fn complete<'a>(&mut self, op: Op<'a>, used: usize) -> Step<'a> {
        *self = Cursor::default();
        Step::Op { op, used }
    }

    /// Remembers where the operation stands.
    fn incomplete<'a>(&mut self, place: Place, used: usize, needed: usize) -> Step<'a> {
        self.place = place;
        Step::Incomplete { used, needed }
    }
}

/// Looks at the front of `input`, which is where the last call left off.
#[inline]
pub fn next<'a>(input: &'a [u8], limits: &Limits, cursor: &mut Cursor) -> Step<'a> {
    match cursor.place {
        Place::Start => start(input, limits, cursor),
        place => resume(place, input, limits, cursor),
    }
}

#[inline]
fn start<'a>(input: &'a [u8], limits: &Limits, cursor: &mut Cursor) -> Step<'a> {
    let (verb, first, rest) = match input {
        [b'P', b'U', b'B', b' ', rest @ ..] => (Verb::Pub, 4, rest),
        [b'H', b'P', b'U', b'B', b' ', rest @ ..] if limits.headers => (Verb::HPub, 5, rest),
        _ => return any_verb(input, limits, cursor),
    };
    match publish::line(rest, verb) {
        Some(line) if limits.authenticated && line.args_fit(limits) => {
            line.finish(verb, rest, first, limits, cursor)
        }
        _ => any_verb(input, limits, cursor),
    }
}

/// The way that knows every verb and every fault.
#[inline(never)]
fn any_verb<'a>(input: &'a [u8], limits: &Limits, cursor: &mut Cursor) -> Step<'a> {
    if let Some(first) = input.first()
        && !limits.authenticated
        && !first.eq_ignore_ascii_case(&b'c')
    {
        return Step::Fault(Fault::ConnectExpected);
    }
    match verb::recognise(input) {
        Recognition::Verb { verb, length } => after_verb(verb, length, input, limits, cursor),
        Recognition::Prefix => Step::Incomplete { used: 0, needed: 1 },
        Recognition::None { at } => Step::Fault(Fault::UnknownOperation { at }),
    }
}

#[cold]
fn resume<'a>(place: Place, input: &'a [u8], limits: &Limits, cursor: &mut Cursor) -> Step<'a> {
    match place {
        Place::Start => any_verb(input, limits, cursor),
        Place::Junk(verb) => junk(verb, 0, input, cursor),
        Place::Blanks(verb) => blanks(verb, 0, input, limits, cursor),
        Place::Arguments { verb, scanned } => arguments(verb, 0, scanned, input, limits, cursor),
        Place::Message { end, .. } if input.len() < end => publish::rest_of_message(input, end),
        Place::Message { verb, .. } => arguments(verb, 0, 0, input, limits, cursor),
    }
}

fn after_verb<'a>(
    verb: Verb,
    length: usize,
    input: &'a [u8],
    limits: &Limits,
    cursor: &mut Cursor,
) -> Step<'a> {
    if verb.stands_alone() {
        return junk(verb, length, input, cursor);
    }
    match input.get(length) {
        _ if verb.may_touch_arguments() => blanks(verb, length, input, limits, cursor),
        Some(b' ' | b'\t') => blanks(verb, length, input, limits, cursor),
        Some(_) => Step::Fault(Fault::UnknownOperation { at: length }),
        None => Step::Incomplete { used: 0, needed: 1 },
    }
}

/// Everything up to the end of the line, which is nothing but the end of the line.
fn junk<'a>(verb: Verb, from: usize, input: &'a [u8], cursor: &mut Cursor) -> Step<'a> {
    let op = match verb {
        Verb::Ping => Op::Ping,
        Verb::Pong => Op::Pong,
        _ => Op::Ok,
    };
    match scan::line_feed(input, from) {
        Some(at) => cursor.complete(op, at + 1),
        None => cursor.incomplete(Place::Junk(verb), input.len(), 1),
    }
}

fn blanks<'a>(verb: Verb, from: usize, input: &'a [u8], limits: &Limits, cursor: &mut Cursor) -> Step<'a> {
    let first = scan::skip_blanks(input, from);
    if first < input.len() {
        return arguments(verb, first, 0, input, limits, cursor);
    }
    cursor.incomplete(Place::Blanks(verb), input.len(), 1)
}

/// The arguments begin at `first` and hold no line end in their first `scanned` bytes.
fn arguments<'a>(
    verb: Verb,
    first: usize,
    scanned: usize,
    input: &'a [u8],
    limits: &Limits,
    cursor: &mut Cursor,
) -> Step<'a> {
    let rest = input.get(first..).unwrap_or_default();
    let (args, length) = match line::find(rest, scanned, limits.max_control_line) {
        line::Found::Complete { args, length } => (args, length),
        line::Found::Unfinished => {
            return cursor.incomplete(Place::Arguments { verb, scanned: rest.len() }, first, 1);
        }
        line::Found::TooLong => return Step::Fault(Fault::ControlLineTooLong),
    };
    let op = match verb {
        Verb::Connect => Ok(Op::Connect(args)),
        Verb::Info => Ok(Op::Info(args)),
        Verb::Err => Ok(Op::Err(args)),
        Verb::Sub => subscribe::sub(args),
        Verb::Unsub => subscribe::unsub(args),
        Verb::Pub | Verb::HPub => return publish::message(verb, args, length, rest, first, limits, cursor),
        Verb::HMsg => return publish::foreign_message(args, length, rest, first, cursor),
        Verb::Ping | Verb::Pong | Verb::Ok => return junk(verb, first, input, cursor),
    };
    match op {
        Ok(op) => cursor.complete(op, first + length),
        Err(what) => Step::Fault(Fault::Malformed(what)),
    }
}
