//! Arrays and maps.

use crate::cursor::{Result, is_line_end};
use crate::parser::Parser;
use crate::{Kind, Map, Position, Problem, Value};

impl Parser<'_, '_, '_> {
    /// `[ … ]`: elements with `,` or a new line between them; one `,` may stand behind the last.
    pub(crate) fn array(&mut self, position: Position) -> Result<Value> {
        self.cursor.advance(1);
        let mut values = Vec::new();
        loop {
            self.cursor.skip_gap();
            match self.cursor.peek() {
                None => return Err(self.unclosed("array", position)),
                Some(b']') => break,
                Some(b',') => return Err(self.cursor.expected("an element or `]`")),
                Some(b'/') => return Err(self.cursor.expected("an element, or a comment with two slashes")),
                Some(_) => values.push(self.value(true)?),
            }
            self.cursor.skip_blanks();
            self.cursor.skip_comment();
            match self.cursor.peek() {
                None => return Err(self.unclosed("array", position)),
                Some(b']') => break,
                Some(byte) if byte == b',' || is_line_end(byte) => self.cursor.advance(1),
                Some(_) => return Err(self.cursor.expected("`,`, a new line or `]` after the element")),
            }
        }
        self.cursor.advance(1);
        Ok(Value { kind: Kind::Array(values), position })
    }

    /// `{ … }`: entries with `,`, `;` or a new line between them; one separator may stand behind the last.
    pub(crate) fn map(&mut self, position: Position) -> Result<Value> {
        self.cursor.advance(1);
        self.scopes.push(Map::new());
        loop {
            self.cursor.skip_gap();
            match self.cursor.peek() {
                None => return Err(self.unclosed("map", position)),
                Some(b'}') => break,
                Some(_) => self.entry(false)?,
            }
            self.cursor.skip_blanks();
            self.cursor.skip_comment();
            match self.cursor.peek() {
                None => return Err(self.unclosed("map", position)),
                Some(b'}') => break,
                Some(byte) if matches!(byte, b',' | b';') || is_line_end(byte) => self.cursor.advance(1),
                Some(_) => return Err(self.cursor.expected("`,`, `;`, a new line or `}` after the value")),
            }
        }
        self.cursor.advance(1);
        let map = self.scopes.pop().unwrap_or_default();
        Ok(Value { kind: Kind::Map(map), position })
    }

    pub(crate) fn unclosed(&self, what: &'static str, opened: Position) -> crate::Error {
        self.cursor.error(Problem::Unclosed { what, opened })
    }
}
