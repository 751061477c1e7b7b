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

/// The arguments of an ordinary, complete line in one pass; `None` for anything that needs a second look.
#[inline]
pub(super) fn line(rest: &[u8], verb: Verb) -> Option<Line<'_>> {
    let mut found: [&[u8]; 4] = [&[]; 4];
    let mut count = 0;
    let mut at = 0;
    loop {
        let end = scan::argument_end(rest, at)?;
        let argument = rest.get(at..end).filter(|argument| !argument.is_empty())?;
        *found.get_mut(count)? = argument;
        count += 1;
        at = scan::skip_blanks(rest, end);
        let line_end = match rest.get(at..)? {
            [b'\r', b'\n', ..] => 2,
            [b'\n', ..] => 1,
            _ if at == end => return None,
            _ => continue,
        };
        let args = rest.get(..at)?;
        return Line::new(args, at + line_end, verb, found, count).ok();
    }
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
    match verb {
        Verb::HMsg => return body(Op::HMsg(args), verb, length, 0, rest, first, cursor),
        Verb::HPub if !limits.headers => {
            return Step::Fault(Fault::Malformed(Malformed::HeadersNotSupported));
        }
        _ => {}
    }
    let line = match scan::split::<4>(args, |byte| matches!(byte, b' ' | b'\t')) {
        Some((found, count)) => Line::new(args, length, verb, found, count),
        None => Err(wrong_arguments(verb)),
    };
    match line {
        Ok(line) => line.finish(verb, rest, first, limits, cursor),
        Err(what) => Step::Fault(Fault::Malformed(what)),
    }
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
        verb: Verb,
        found: [&'a [u8]; 4],
        count: usize,
    ) -> Result<Self, Malformed> {
        let (subject, reply, header, size) = match (verb, found, count) {
            (Verb::Pub, [subject, size, ..], 2) => (subject, None, None, size),
            (Verb::Pub, [subject, reply, size, _], 3) => (subject, Some(reply), None, size),
            (Verb::HPub, [subject, header, size, _], 3) => (subject, None, Some(header), size),
            (Verb::HPub, [subject, reply, header, size], 4) => (subject, Some(reply), Some(header), size),
            _ => return Err(wrong_arguments(verb)),
        };
        if breaks_lines(subject) || reply.is_some_and(breaks_lines) {
            return Err(wrong_arguments(verb));
        }
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
        let message = rest.get(self.length..self.length + self.size.value).unwrap_or_default();
        let (headers, payload) = message.split_at_checked(header_size).unwrap_or_default();
        let publish = Publish {
            args: self.args,
            subject: self.subject,
            reply: self.reply,
            header_size: self.header.map(|header| header.digits),
            size: self.size.digits,
            headers,
            payload,
            message,
        };
        let op = if verb == Verb::HPub { Op::HPub(publish) } else { Op::Pub(publish) };
        body(op, verb, self.length, self.size.value, rest, first, cursor)
    }
}

impl<'a> Size<'a> {
    #[inline]
    fn new(digits: &'a [u8]) -> Result<Self, Malformed> {
        let value = number(digits).ok_or(Malformed::Size)?;
        Ok(Size { digits, value: value as usize })
    }
}

/// `op` if its message of `size` bytes and the CRLF behind it have come.
#[inline]
fn body<'a>(
    op: Op<'a>,
    verb: Verb,
    length: usize,
    size: usize,
    rest: &'a [u8],
    first: usize,
    cursor: &mut Cursor,
) -> Step<'a> {
    let end = length + size + 2;
    match rest.get(end - 2..) {
        Some([b'\r', b'\n', ..]) => Step::Op { op, used: first + end },
        None | Some([] | [b'\r']) => {
            cursor.place = Place::Message { verb, end };
            Step::Incomplete { used: first, needed: end - rest.len() }
        }
        Some([b'\r', ..]) => Step::Fault(Fault::UnknownOperation { at: first + end - 1 }),
        Some(_) => Step::Fault(Fault::UnknownOperation { at: first + end - 2 }),
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

fn wrong_arguments(verb: Verb) -> Malformed {
    if verb == Verb::HPub { Malformed::HPubArguments } else { Malformed::PubArguments }
}
