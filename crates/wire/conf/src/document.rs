//! The outermost level of a text: entries, with braces around them that mean nothing.
//!
//! `{` and `}` at this level only frame entries, so that a whole file may be one JSON-like object. Every entry lands
//! in the same map however it is framed.

use crate::cursor::{Result, is_line_end};
use crate::parser::Parser;
use crate::{Map, Position, Problem};

/// What is around an entry of the outermost level.
struct Frames {
    /// Where each `{` that is still open stands.
    open: Vec<Position>,
}

impl Parser<'_, '_, '_> {
    /// Reads the text from here to its end.
    pub(crate) fn document(mut self) -> Result<Map> {
        self.check_bytes()?;
        self.entries_to_the_end()?;
        Ok(std::mem::take(self.scope()))
    }

    /// Reads entries until the text ends. A frame that is still open then is closed by the end.
    pub(crate) fn entries_to_the_end(&mut self) -> Result<()> {
        let mut frames = Frames { open: Vec::new() };
        loop {
            self.cursor.skip_gap();
            match self.cursor.peek() {
                None => return Ok(()),
                Some(b'{') => {
                    frames.open.push(self.cursor.position());
                    self.cursor.advance(1);
                }
                Some(b'}') if frames.open.is_empty() => return self.last_brace(),
                Some(b'}') => self.close(&mut frames)?,
                Some(_) => {
                    self.entry(true)?;
                    self.end_of_entry(&mut frames)?;
                }
            }
        }
    }

    /// One brace too many is passed over at the very end of a text.
    fn last_brace(&mut self) -> Result<()> {
        let brace = self.cursor.expected("a key (this brace closes nothing)");
        self.cursor.advance(1);
        self.cursor.skip_space();
        self.cursor.peek().map_or(Ok(()), |_| Err(brace))
    }

    /// What must follow an entry before the next one.
    pub(crate) fn end_of_top_entry(&mut self) -> Result<()> {
        self.end_of_entry(&mut Frames { open: Vec::new() })
    }

    fn end_of_entry(&mut self, frames: &mut Frames) -> Result<()> {
        self.cursor.skip_blanks();
        self.cursor.skip_comment();
        match (self.cursor.peek(), frames.open.last()) {
            (None, None) => Ok(()),
            (None, Some(opened)) => {
                Err(self.cursor.error(Problem::Unclosed { what: "brace", opened: opened.clone() }))
            }
            (Some(b'}'), Some(_)) => self.close(frames),
            (Some(byte), _) if is_line_end(byte) || matches!(byte, b';' | b',' | b'}') => {
                self.cursor.advance(1);
                Ok(())
            }
            _ => Err(self.cursor.expected("a new line, `;` or `,` after the value")),
        }
    }

    /// Moves over the `}` of a frame. Inside another frame only a separator, a comment or its `}` may follow.
    fn close(&mut self, frames: &mut Frames) -> Result<()> {
        while self.cursor.take(b'}') {
            frames.open.pop();
            let Some(outer) = frames.open.last() else { return Ok(()) };
            self.cursor.take_while(|byte| is_line_end(byte) || matches!(byte, b' ' | b'\t'));
            if self.cursor.skip_comment() || self.cursor.take(b';') || self.cursor.take(b',') {
                return Ok(());
            }
            if self.cursor.peek().is_none() {
                return Err(self.cursor.error(Problem::Unclosed { what: "brace", opened: outer.clone() }));
            }
        }
        Err(self.cursor.expected("`,`, `;` or `}` after the inner braces"))
    }
}
