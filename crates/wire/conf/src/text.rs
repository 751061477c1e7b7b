//! Text values: bare words, double quotes with escapes, and `( … )` blocks.

use crate::cursor::{Result, is_line_end, utf8};
use crate::parser::Parser;
use crate::{Error, Kind, Position, Problem, Value};

/// The bytes that end a bare word.
fn ends_bare_word(byte: u8) -> bool {
    is_line_end(byte) || matches!(byte, b' ' | b'\t' | b';' | b',' | b']' | b'}')
}

impl Parser<'_, '_, '_> {
    /// A bare word: a boolean, a reference to a variable, or text. It may be empty.
    pub(crate) fn bare_value(&mut self, position: Position) -> Result<Value> {
        self.bare_value_from(self.cursor.offset(), position)
    }

    /// The same for a word that began at `start`, before here.
    pub(crate) fn bare_value_from(&mut self, start: usize, position: Position) -> Result<Value> {
        self.take_plain();
        if self.cursor.peek() == Some(b'\\') {
            return self.bare_text_with_escapes(start, position);
        }
        let word = self.cursor.since(start);
        let text = utf8(word.to_vec(), &position)?;
        // A single quote ends the word, goes with it, and makes it mere text.
        if self.cursor.take(b'\'') {
            return Ok(Value { kind: Kind::String(text), position });
        }
        match (boolean(&text), text.strip_prefix('$')) {
            (Some(truth), _) => Ok(Value { kind: Kind::Bool(truth), position }),
            (None, Some(name)) => self.variable(name, position),
            (None, None) => Ok(Value { kind: Kind::String(text), position }),
        }
    }

    /// A bare word with an escape in it is always text.
    fn bare_text_with_escapes(&mut self, start: usize, position: Position) -> Result<Value> {
        let mut text = self.cursor.since(start).to_vec();
        while self.cursor.peek() == Some(b'\\') {
            text.push(self.escape()?);
            let start = self.cursor.offset();
            self.take_plain();
            text.extend_from_slice(self.cursor.since(start));
        }
        self.cursor.take(b'\'');
        Ok(Value { kind: Kind::String(utf8(text, &position)?), position })
    }

    fn take_plain(&mut self) {
        self.cursor.take_while(|byte| !ends_bare_word(byte) && !matches!(byte, b'\'' | b'\\'));
    }

    /// `"…"`; new lines may stand inside as they are.
    pub(crate) fn escaped_string(&mut self, position: Position) -> Result<Value> {
        self.cursor.advance(1);
        let mut text = Vec::new();
        loop {
            text.extend_from_slice(self.cursor.take_while(|byte| !matches!(byte, b'"' | b'\\')));
            match self.cursor.peek() {
                Some(b'\\') => text.push(self.escape()?),
                Some(_) => break,
                None => return Err(self.unclosed("quote", position)),
            }
        }
        self.cursor.advance(1);
        Ok(Value { kind: Kind::String(utf8(text, &position)?), position })
    }

    /// The byte that an escape beginning here stands for.
    fn escape(&mut self) -> Result<u8> {
        let (byte, length) = match self.cursor.rest() {
            [_, b't', ..] => (b'\t', 2),
            [_, b'n', ..] => (b'\n', 2),
            [_, b'r', ..] => (b'\r', 2),
            [_, b'"', ..] => (b'"', 2),
            [_, b'\\', ..] => (b'\\', 2),
            [_, b'x', high, low, ..] => match (hex(*high), hex(*low)) {
                (Some(high), Some(low)) => (high << 4 | low, 4),
                _ => return Err(self.no_escape(4)),
            },
            _ => return Err(self.no_escape(2)),
        };
        self.cursor.advance(length);
        Ok(byte)
    }

    fn no_escape(&self, length: usize) -> Error {
        let rest = self.cursor.rest();
        let text = String::from_utf8_lossy(rest.get(..length).unwrap_or(rest));
        self.cursor.error(Problem::Escape(text.replace(char::is_control, " ")))
    }

    /// `( … )`: text up to a `)` that is alone on its line, as it stands, the last new line included.
    pub(crate) fn block(&mut self, position: Position) -> Result<Value> {
        self.cursor.advance(1);
        let start = self.cursor.offset();
        let mut line_begins = false;
        for line in self.cursor.rest().split_inclusive(|&byte| byte == b'\n') {
            if line_begins && matches!(line, b")" | b")\n") {
                let text = self.cursor.since(start).to_vec();
                self.cursor.advance(1);
                return Ok(Value { kind: Kind::String(utf8(text, &position)?), position });
            }
            self.cursor.advance(line.len());
            line_begins = true;
        }
        Err(self.unclosed("block", position))
    }
}

fn boolean(word: &str) -> Option<bool> {
    let is = |text: &&str| word.eq_ignore_ascii_case(text);
    match () {
        () if ["true", "yes", "on"].iter().any(is) => Some(true),
        () if ["false", "no", "off"].iter().any(is) => Some(false),
        () => None,
    }
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
