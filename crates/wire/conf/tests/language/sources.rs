//! Files and variables that exist only in a test.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use conf::{Error, Map, Source};

#[derive(Default)]
pub(crate) struct Sources {
    files: HashMap<String, Vec<u8>>,
    variables: HashMap<String, String>,
}

impl Sources {
    pub(crate) fn file(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.into(), text.into());
        self
    }

    pub(crate) fn variable(mut self, name: &str, text: impl Into<String>) -> Self {
        self.variables.insert(name.into(), text.into());
        self
    }

    /// Parses the file `path`.
    pub(crate) fn parse(&self, path: &str) -> Result<Map, Error> {
        conf::parse(path.as_ref(), &self.read(path.as_ref()).expect("the file is there"), self)
    }

    /// The meaning of the file `path`, or the message of its refusal.
    pub(crate) fn outcome(&self, path: &str) -> String {
        self.parse(path).map_or_else(|error| error.to_string(), |map| conf::json(&map))
    }
}

impl Source for Sources {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let found = path.to_str().and_then(|path| self.files.get(path));
        found.cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn env(&self, name: &str) -> Option<String> {
        self.variables.get(name).cloned()
    }
}
