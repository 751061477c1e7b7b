//! `PUB`, `HPUB` and the message behind them: the path that a server spends its life on.

use super::{Cursor, Fault, Limits, Malformed, Place, Step, scan, verb::Verb};
use crate::op::{Op, Publish};

/// A control line that makes sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line<'a> {
    args: &'a [u8],
    /// Bytes from the first argument to the end of the line, the line end included.
    length: usize,
    subject: &'a [u8],
    reply: Option<&'a [u8]>,
    header: Option<Size<'a>>,
    size: Size<'a>,
}

/// A size as a number and as the client wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size<'a> {
    digits: &'a [u8],
    value: usize,
}

/// An ordinary, complete line in one pass; `None` for anything that needs a second look.
#[inline]
pub(super) fn line(rest: &[u8], verb: Verb) -> Option<Line<'_>> {
    let subject = scan::word(rest, 0)?;
    let second = scan::word(rest, subject.next)?;
    let (reply, header, size) = match verb {
        Verb::HPub if second.last => return None,
        Verb::HPub => {
            let third = scan::word(rest, second.next)?;
            if third.last {
                (None, Some(second.text), third)
            } else {
                (Some(second.text), Some(third.text), scan::word(rest, third.next)?)
            }
        }
        _ if second.last => (None, None, second),
        _ => (Some(second.text), None, scan::word(rest, second.next)?),
    };
    let args = rest.get(..size.line_end)?;
    let in_order = !subject.last && size.last;
    in_order.then_some(())?;
    Line::new(args, size.next, subject.text, reply, header, size.text).ok()
}

/// The message behind a complete control line whose arguments are `args`.
pub(super) fn message<'a>(
    verb: Verb,
    args: &'a [u8],
    length: usize,
    rest: &'a [u8],
    first: usize,
    limits: &Limits,
    cursor: &mut Cursor,
) -> Step<'a> {
    if verb == Verb::HPub && !limits.headers {
        return Step::Fault(Fault::Malformed(Malformed::HeadersNotSupported));
    }
    match careful_line(args, length, verb) {
        Ok(line) => line.finish(verb, rest, first, limits, cursor),
        Err(what) => Step::Fault(Fault::Malformed(what)),
    }
}

/// The message of an `HMSG`, whatever its line says: none.
pub(super) fn foreign_message<'a>(
    args: &'a [u8],
    length: usize,
    rest: &'a [u8],
    first: usize,
    cursor: &mut Cursor,
) -> Step<'a> {
    match end(length, rest) {
        End::Here => cursor.complete(Op::HMsg(args), first + length + 2),
        other => unfinished(other, Verb::HMsg, length, rest, first, cursor),
    }
}

/// Any line, and what is wrong with it.
fn careful_line(args: &[u8], length: usize, verb: Verb) -> Result<Line<'_>, Malformed> {
    let wrong = if verb == Verb::HPub { Malformed::HPubArguments } else { Malformed::PubArguments };
    let (found, count) = scan::split::<4>(args, |byte| matches!(byte, b' ' | b'\t')).ok_or(wrong)?;
    let (subject, reply, header, size) = match (verb, found, count) {
        (Verb::Pub, [subject, size, ..], 2) => (subject, None, None, size),
        (Verb::Pub, [subject, reply, size, _], 3) => (subject, Some(reply), None, size),
        (Verb::HPub, [subject, header, size, _], 3) => (subject, None, Some(header), size),
        (Verb::HPub, [subject, reply, header, size], 4) => (subject, Some(reply), Some(header), size),
        _ => return Err(wrong),
    };
    if breaks_lines(subject) || reply.is_some_and(breaks_lines) {
        return Err(wrong);
    }
    Line::new(args, length, subject, reply, header, size)
}

/// A message of which less than `end` bytes have come.
pub(super) fn rest_of_message(input: &[u8], end: usize) -> Step<'_> {
    match input.get(end.saturating_sub(2)) {
        None | Some(b'\r') => Step::Incomplete { used: 0, needed: end - input.len() },
        Some(_) => Step::Fault(Fault::UnknownOperation { at: end - 2 }),
    }
}

impl<'a> Line<'a> {
    #[inline]
    fn new(
        args: &'a [u8],
        length: usize,
        subject: &'a [u8],
        reply: Option<&'a [u8]>,
        header: Option<&'a [u8]>,
        size: &'a [u8],
    ) -> Result<Self, Malformed> {
        let header = header.map(Size::new).transpose()?;
        let size = Size::new(size)?;
        if header.is_some_and(|header| header.value > size.value) {
            return Err(Malformed::HeaderSize);
        }
        Ok(Line { args, length, subject, reply, header, size })
    }

    /// Whether the arguments are short enough.
    #[inline]
    pub(super) fn args_fit(&self, limits: &Limits) -> bool {
        self.args.len() <= limits.max_control_line
    }

    /// Checks the size and takes the message, which begins `length` bytes into `rest`; `rest` begins `first` bytes
    /// into the buffer.
    #[inline]
    pub(super) fn finish(
        self,
        verb: Verb,
        rest: &'a [u8],
        first: usize,
        limits: &Limits,
        cursor: &mut Cursor,
    ) -> Step<'a> {
        let header_size = self.header.map_or(0, |header| header.value);
        if limits.max_payload.is_some_and(|max| self.size.value > max) {
            let message_at = first + self.length;
            return Step::Fault(Fault::PayloadTooLarge { size: self.size.value, header_size, message_at });
        }
        if limits.pedantic && !cursor.told && !is_literal(self.subject) {
            cursor.told = true;
            return Step::InvalidPublishSubject;
        }
        let message_end = self.length + self.size.value;
        match end(message_end, rest) {
            End::Here => {}
            other => return unfinished(other, verb, message_end, rest, first, cursor),
        }
        let publish = Publish {
            subject: self.subject,
            reply: self.reply,
            header_size: self.header.map(|header| header.digits),
            size: self.size.digits,
            message: rest.get(self.length..message_end).unwrap_or_default(),
            header_length: header_size,
        };
        let op = if verb == Verb::HPub { Op::HPub(publish) } else { Op::Pub(publish) };
        cursor.complete(op, first + message_end + 2)
    }
}

impl<'a> Size<'a> {
    #[inline]
    fn new(digits: &'a [u8]) -> Result<Self, Malformed> {
        let value = number(digits).ok_or(Malformed::Size)?;
        Ok(Size { digits, value: value as usize })
    }
}

/// What stands where a message should end.
enum End {
    /// CRLF.
    Here,
    /// Nothing yet, or a CR.
    Missing,
    /// Something else, beginning with this byte.
    Wrong { at: usize },
}

#[inline]
fn end(message_end: usize, rest: &[u8]) -> End {
    match rest.get(message_end..) {
        Some([b'\r', b'\n', ..]) => End::Here,
        None | Some([] | [b'\r']) => End::Missing,
        Some([b'\r', ..]) => End::Wrong { at: message_end + 1 },
        Some(_) => End::Wrong { at: message_end },
    }
}

#[cold]
fn unfinished<'a>(
    end: End,
    verb: Verb,
    message_end: usize,
    rest: &[u8],
    first: usize,
    cursor: &mut Cursor,
) -> Step<'a> {
    match end {
        End::Wrong { at } => Step::Fault(Fault::UnknownOperation { at: first + at }),
        End::Here | End::Missing => {
            let end = message_end + 2;
            cursor.incomplete(Place::Message { verb, end }, first, end - rest.len())
        }
    }
}

/// One to nine digits.
#[inline]
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    if !(1..=9).contains(&digits.len()) {
        return None;
    }
    digits.iter().try_fold(0u32, |value, digit| {
        let digit = digit.wrapping_sub(b'0');
        (digit <= 9).then(|| value * 10 + u32::from(digit))
    })
}

/// No empty token, no wildcard.
fn is_literal(subject: &[u8]) -> bool {
    subject.split(|byte| *byte == b'.').all(|token| !matches!(token, b"" | b"*" | b">"))
}

/// Such an argument would end the line of everybody who receives it.
fn breaks_lines(argument: &[u8]) -> bool {
    memchr::memchr2(b'\r', b'\n', argument).is_some()
}
