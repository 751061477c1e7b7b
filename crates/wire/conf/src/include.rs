//! `include NAME`: the entries of another file, put where the keyword stands.

use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::cursor::{Result, error_at, is_line_end, utf8};
use crate::parser::Parser;
use crate::{Error, Map, Position, Problem, limits};

impl Parser<'_, '_, '_> {
    /// Reads the name behind the keyword and puts the entries of that file into the innermost map.
    pub(crate) fn include(&mut self, keyword: Position) -> Result<()> {
        let name = self.include_name()?;
        let path = below(&self.folder, &name);
        self.check_loop(&path, &keyword)?;
        self.session.check_levels(&keyword)?;
        let text = self.session.source.read(&path).map_err(|reason| {
            let path = path.display().to_string();
            error_at(keyword.clone(), Problem::Include { path, reason: reason.to_string() })
        })?;
        self.session.charge(text.len().saturating_add(limits::FILE), &keyword)?;
        let map = self.included(path, &text).map_err(|mut error| {
            error.reached_from.push(keyword);
            error
        })?;
        for entry in map {
            self.scope().insert(entry);
        }
        Ok(())
    }

    /// Reads another file. It sees no variables but its own and the environment's.
    fn included(&mut self, path: PathBuf, text: &[u8]) -> Result<Map> {
        let name: Arc<str> = path.display().to_string().into();
        self.session.files.push(path.clone());
        let map = Parser::new(name, &path, text, self.session, self.depth).document()?;
        self.session.files.pop();
        Ok(map)
    }

    fn check_loop(&self, path: &Path, keyword: &Position) -> Result<()> {
        let files = &self.session.files;
        let Some(first) = files.iter().position(|file| file == path) else { return Ok(()) };
        let around = files.iter().skip(first).map(PathBuf::as_path).chain([path]);
        let chain = around.map(|file| file.display().to_string()).collect();
        Err(error_at(keyword.clone(), Problem::IncludeLoop(chain)))
    }

    fn include_name(&mut self) -> Result<String> {
        self.cursor.skip_blanks();
        let position = self.cursor.position();
        let name = match self.cursor.peek() {
            Some(quote @ (b'"' | b'\'')) => self.raw_until(quote)?.to_vec(),
            Some(b'[' | b'{' | b'(' | b'-' | b'\\' | b'0'..=b'9') => return Err(self.no_name()),
            Some(byte) if is_line_end(byte) => return Err(self.no_name()),
            _ => {
                let ends = |byte| is_line_end(byte) || matches!(byte, b' ' | b'\t' | b';' | b'}' | b'\'');
                let name = self.cursor.take_while(|byte| !ends(byte)).to_vec();
                self.cursor.take(b'\'');
                name
            }
        };
        match name.is_empty() {
            true => Err(self.no_name()),
            false => utf8(name, &position),
        }
    }

    fn no_name(&self) -> Error {
        self.cursor.expected("the name of a file to include (quote it if it begins with a digit or a sign)")
    }
}

/// The path of a name in a folder. A leading slash does not leave the folder.
fn below(folder: &Path, name: &str) -> PathBuf {
    clean(&folder.join(name.trim_start_matches('/')))
}

/// The shortest spelling of a path, found without looking at the disk.
pub(crate) fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for component in path.components() {
        match (component, cleaned.components().next_back()) {
            (Component::CurDir, _) | (Component::ParentDir, Some(Component::RootDir)) => {}
            (Component::ParentDir, Some(Component::Normal(_))) => {
                cleaned.pop();
            }
            _ => cleaned.push(component),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_relative_to_the_including_file() {
        let check = |folder: &str, name: &str, path: &str| {
            assert_eq!(below(Path::new(folder), name), Path::new(path), "{folder} {name}");
        };
        check("", "a.conf", "a.conf");
        check("/etc/nats", "a.conf", "/etc/nats/a.conf");
        check("/etc/nats", "./sub//a.conf", "/etc/nats/sub/a.conf");
        check("/etc/nats", "../a.conf", "/etc/a.conf");
        check("/etc", "../../a.conf", "/a.conf");
        check("..", "../a.conf", "../../a.conf");
        check("conf", "x/../a.conf", "conf/a.conf");
        check("/etc/nats", "/a.conf", "/etc/nats/a.conf");
    }
}
