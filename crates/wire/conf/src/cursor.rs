//! A place in a text that moves forward and knows its line.

use std::sync::Arc;

use crate::{Error, Position, Problem};

pub(crate) type Result<T> = std::result::Result<T, Error>;

/// How much of the text a message quotes.
const QUOTED: usize = 32;

/// Reads a text from left to right, once.
#[derive(Debug)]
pub(crate) struct Cursor<'t> {
    text: &'t [u8],
    at: usize,
    line: u32,
    line_start: usize,
    file: Arc<str>,
}

impl<'t> Cursor<'t> {
    pub(crate) fn new(file: Arc<str>, text: &'t [u8]) -> Self {
        Cursor { text, at: 0, line: 1, line_start: 0, file }
    }

    /// The next byte, or `None` at the end of the text.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    /// Everything from here on.
    pub(crate) fn rest(&self) -> &'t [u8] {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// How many bytes are behind.
    pub(crate) fn offset(&self) -> usize {
        self.at
    }

    /// The text between an earlier [`offset`](Self::offset) and here.
    pub(crate) fn since(&self, start: usize) -> &'t [u8] {
        self.text.get(start..self.at).unwrap_or_default()
    }

    /// Moves over `count` bytes.
    pub(crate) fn advance(&mut self, count: usize) {
        let end = self.text.len().min(self.at + count);
        while self.at < end {
            if self.peek() == Some(b'\n') {
                self.line = self.line.saturating_add(1);
                self.line_start = self.at + 1;
            }
            self.at += 1;
        }
    }

    /// Moves over the next byte if it is this one.
    pub(crate) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.advance(1);
        }
        is_next
    }

    /// Moves on while the predicate holds, and returns what was passed.
    pub(crate) fn take_while(&mut self, wanted: impl Fn(u8) -> bool) -> &'t [u8] {
        let start = self.at;
        let rest = self.rest();
        self.advance(rest.iter().position(|&byte| !wanted(byte)).unwrap_or(rest.len()));
        self.since(start)
    }

    /// The next character and its length; bytes that are not UTF-8 count as one replacement character each.
    pub(crate) fn peek_char(&self) -> Option<(char, usize)> {
        let first = self.peek()?;
        if first.is_ascii() {
            return Some((char::from(first), 1));
        }
        let rest = self.rest();
        let window = rest.get(..4).unwrap_or(rest);
        let valid = window.utf8_chunks().next().and_then(|chunk| chunk.valid().chars().next());
        Some(valid.map_or((char::REPLACEMENT_CHARACTER, 1), |c| (c, c.len_utf8())))
    }

    /// Moves over spaces and tabs.
    pub(crate) fn skip_blanks(&mut self) {
        self.take_while(|byte| matches!(byte, b' ' | b'\t'));
    }

    /// Moves over everything that Unicode calls white space, new lines included.
    pub(crate) fn skip_space(&mut self) {
        while let Some((_, length)) = self.peek_char().filter(|(c, _)| c.is_whitespace()) {
            self.advance(length);
        }
    }

    /// Moves to the end of the line if a comment begins here; says whether one did.
    pub(crate) fn skip_comment(&mut self) -> bool {
        let begins = self.peek() == Some(b'#') || self.rest().starts_with(b"//");
        if begins {
            self.take_while(|byte| !is_line_end(byte));
        }
        begins
    }

    /// Moves over white space and comments.
    pub(crate) fn skip_gap(&mut self) {
        loop {
            self.skip_space();
            if !self.skip_comment() {
                return;
            }
        }
    }

    /// This place.
    pub(crate) fn position(&self) -> Position {
        let column = u32::try_from(self.at - self.line_start).unwrap_or(u32::MAX).saturating_add(1);
        Position { file: Arc::clone(&self.file), line: self.line, column }
    }

    /// An error at this place.
    pub(crate) fn error(&self, problem: Problem) -> Error {
        error_at(self.position(), problem)
    }

    /// The error that something else was expected here.
    pub(crate) fn expected(&self, expected: &'static str) -> Error {
        self.error(Problem::Expected { expected, found: self.found() })
    }

    /// What stands here, in words for a message.
    fn found(&self) -> String {
        match self.peek() {
            None => "the end of the text".into(),
            Some(byte) if is_line_end(byte) => "the end of the line".into(),
            Some(_) => {
                let window = self.rest().get(..QUOTED).unwrap_or(self.rest());
                let text = String::from_utf8_lossy(window);
                let word: String =
                    text.split_inclusive(char::is_whitespace).next().unwrap_or_default().into();
                format!("{:?}", if word.trim().is_empty() { &word } else { word.trim() })
            }
        }
    }
}

/// An error that was not reached through an include or a variable (yet).
pub(crate) fn error_at(position: Position, problem: Problem) -> Error {
    Error { position, problem, reached_from: Vec::new() }
}

/// Both bytes that end a line; a pair of them is an end and an empty line.
pub(crate) fn is_line_end(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

/// Text as a string, or the error that it is not UTF-8.
pub(crate) fn utf8(bytes: Vec<u8>, position: &Position) -> Result<String> {
    String::from_utf8(bytes).map_err(|_| error_at(position.clone(), Problem::NotUtf8))
}
