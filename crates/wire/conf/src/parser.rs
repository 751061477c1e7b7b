//! The parser's state, and the way from one text into another.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cursor::{Cursor, Result, error_at};
use crate::{Map, Position, Problem, Source, Value, limits};

/// What all texts of one configuration share.
pub(crate) struct Session<'s> {
    pub(crate) source: &'s dyn Source,
    /// The files that are being read, the outermost first.
    pub(crate) files: Vec<PathBuf>,
    /// The environment variables that are being read.
    pub(crate) variables: Vec<String>,
    /// How much of [`limits::WEIGHT`] is used.
    weight: usize,
}

impl<'s> Session<'s> {
    pub(crate) fn new(source: &'s dyn Source, path: &Path) -> Self {
        Session { source, files: vec![crate::include::clean(path)], variables: Vec::new(), weight: 0 }
    }

    /// Counts something that was brought in by an include or a variable.
    pub(crate) fn charge(&mut self, weight: usize, position: &Position) -> Result<()> {
        self.weight = self.weight.saturating_add(weight);
        match self.weight > limits::WEIGHT {
            true => Err(error_at(position.clone(), Problem::TooLarge)),
            false => Ok(()),
        }
    }

    /// Refuses to go on from one text into another without end.
    pub(crate) fn check_levels(&self, position: &Position) -> Result<()> {
        match self.files.len() + self.variables.len() > limits::INCLUDES {
            true => Err(error_at(position.clone(), Problem::TooManyIncludes)),
            false => Ok(()),
        }
    }
}

/// Reads one text: a file or the value of an environment variable.
pub(crate) struct Parser<'t, 'a, 's> {
    pub(crate) cursor: Cursor<'t>,
    pub(crate) session: &'a mut Session<'s>,
    /// The maps around the cursor, the outermost first: where a variable is looked up.
    pub(crate) scopes: Vec<Map>,
    /// The folder that includes are relative to.
    pub(crate) folder: PathBuf,
    /// Levels of maps and arrays around the cursor.
    pub(crate) depth: usize,
}

impl<'t, 'a, 's> Parser<'t, 'a, 's> {
    pub(crate) fn new(
        name: Arc<str>,
        path: &Path,
        text: &'t [u8],
        session: &'a mut Session<'s>,
        depth: usize,
    ) -> Self {
        let folder = path.parent().unwrap_or(Path::new("")).to_path_buf();
        Parser { cursor: Cursor::new(name, text), session, scopes: Vec::new(), folder, depth }
    }

    /// Refuses bytes that no text may contain, wherever they are.
    pub(crate) fn check_bytes(&mut self) -> Result<()> {
        let text = self.cursor.rest();
        if text.starts_with("\u{feff}".as_bytes()) {
            return Err(self.cursor.error(Problem::ByteOrderMark));
        }
        match text.iter().position(|&byte| byte == 0) {
            None => Ok(()),
            Some(at) => {
                self.cursor.advance(at);
                Err(self.cursor.error(Problem::Nul))
            }
        }
    }

    /// Goes one level deeper for the length of `inside`.
    pub(crate) fn nested(&mut self, inside: impl FnOnce(&mut Self) -> Result<Value>) -> Result<Value> {
        if self.depth >= limits::DEPTH {
            return Err(self.cursor.error(Problem::TooDeep));
        }
        self.depth += 1;
        let value = inside(self)?;
        self.depth -= 1;
        Ok(value)
    }

    /// The map that entries are put into.
    pub(crate) fn scope(&mut self) -> &mut Map {
        if self.scopes.is_empty() {
            self.scopes.push(Map::new());
        }
        let last = self.scopes.len() - 1;
        #[allow(clippy::indexing_slicing)] // not empty: see above
        &mut self.scopes[last]
    }
}
