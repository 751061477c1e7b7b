//! One entry: its key, what stands between, its value.

use crate::cursor::{Result, is_line_end, utf8};
use crate::parser::Parser;
use crate::{Entry, Kind, Position, Problem, Value};

/// What was read where a key is expected.
enum Key {
    Name(String, Position),
    /// The keyword `include`, which is one only when white space follows.
    Include(Position),
}

impl Parser<'_, '_, '_> {
    /// Reads one entry, or everything that an `include` brings, into the innermost map.
    pub(crate) fn entry(&mut self, top: bool) -> Result<()> {
        match self.key()? {
            Key::Include(position) => self.include(position),
            Key::Name(key, position) => {
                let value = self.value_of_key(top)?;
                self.scope().insert(Entry { key, position, value, used: false });
                Ok(())
            }
        }
    }

    fn key(&mut self) -> Result<Key> {
        let position = self.cursor.position();
        match self.cursor.peek() {
            None | Some(b'=' | b':' | b';' | b',' | b'[' | b']' | b'{') => Err(self.cursor.expected("a key")),
            Some(b'/') => Err(self.cursor.expected("a key, or a comment with two slashes")),
            Some(quote @ (b'"' | b'\'')) => {
                let text = self.raw_until(quote)?;
                Ok(Key::Name(utf8(text.to_vec(), &position)?, position))
            }
            Some(_) => self.bare_key(position),
        }
    }

    /// A key without quotes runs to white space, `:` or `=`.
    fn bare_key(&mut self, position: Position) -> Result<Key> {
        let start = self.cursor.offset();
        while let Some((c, length)) = self.cursor.peek_char() {
            if matches!(c, '=' | ':') || c.is_whitespace() {
                break;
            }
            self.cursor.advance(length);
        }
        let text = self.cursor.since(start);
        let keyword = text.eq_ignore_ascii_case(b"include");
        match self.cursor.peek() {
            Some(next) if keyword && !matches!(next, b'=' | b':') => Ok(Key::Include(position)),
            _ => Ok(Key::Name(utf8(text.to_vec(), &position)?, position)),
        }
    }

    /// Reads from behind a key to behind its value. White space may stand before `:` or `=`, which may be left out;
    /// behind it only a map allows a new line before the value.
    fn value_of_key(&mut self, top: bool) -> Result<Value> {
        self.cursor.skip_space();
        let separated = self.cursor.take(b':') || self.cursor.take(b'=');
        match top {
            true => self.cursor.skip_blanks(),
            false => self.cursor.skip_space(),
        }
        match self.cursor.peek() {
            None if !(top && separated) => Err(self.cursor.expected("a value")),
            Some(b',' | b'}') if !top => Err(self.cursor.expected("a value")),
            _ => self.value(false),
        }
    }

    /// Reads a value that begins here.
    pub(crate) fn value(&mut self, in_array: bool) -> Result<Value> {
        let position = self.cursor.position();
        match self.cursor.peek() {
            Some(b'[') => self.nested(|parser| parser.array(position)),
            Some(b'{') => self.nested(|parser| parser.map(position)),
            Some(quote @ b'\'') => {
                let text = self.raw_until(quote)?;
                Ok(Value { kind: Kind::String(utf8(text.to_vec(), &position)?), position })
            }
            Some(b'"') => self.escaped_string(position),
            Some(b'(') => self.block(position),
            Some(b'-' | b'0'..=b'9') => self.number(position, in_array),
            Some(b'.') => Err(self.cursor.expected("a value (a number starts with a digit)")),
            Some(byte) if is_line_end(byte) => Err(self.cursor.expected("a value on the same line")),
            _ => self.bare_value(position),
        }
    }

    /// Reads `"…"` or `'…'` without looking at what is inside.
    pub(crate) fn raw_until(&mut self, quote: u8) -> Result<&[u8]> {
        let opened = self.cursor.position();
        self.cursor.advance(1);
        let text = self.cursor.take_while(|byte| byte != quote);
        match self.cursor.take(quote) {
            true => Ok(text),
            false => Err(self.cursor.error(Problem::Unclosed { what: "quote", opened })),
        }
    }
}
