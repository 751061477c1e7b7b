//! Versions stand in the workspace's Cargo.toml and nowhere else.
//!
//! A manifest is read line by line: every entry of a dependency section must say `workspace = true`, and so must the
//! package's own version. That is all the TOML this check needs to understand.

use std::path::Path;

/// One line per entry with a version, path or source of its own.
pub(crate) fn findings(manifest: &Path, text: &str) -> Vec<String> {
    entries(text)
        .into_iter()
        .filter(|entry| entry.must_inherit() && !inherits(&entry.text))
        .map(|entry| format!("{}:{}: not from the workspace: {}", manifest.display(), entry.line, entry.text))
        .collect()
}

/// A key with its value and the section it stands in, or a section that is itself a dependency.
struct Entry {
    section: String,
    line: usize,
    text: String,
}

impl Entry {
    fn must_inherit(&self) -> bool {
        let is_dependency =
            self.section.rsplit('.').next().is_some_and(|last| last.ends_with("dependencies"));
        let is_version = self.section == "package" && self.text.starts_with("version");
        is_dependency || is_version
    }
}

fn inherits(entry: &str) -> bool {
    entry.replace(' ', "").contains("workspace=true")
}

/// `[dependencies.x]` with its lines becomes one entry of `[dependencies]`; a value over several lines becomes one.
fn entries(text: &str) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut section = String::new();
    let mut own_section = false;
    let mut open_brackets = 0;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let continues = open_brackets > 0;
        open_brackets += depth(line);
        if line.is_empty() || line.starts_with('#') {
        } else if continues || (own_section && !line.starts_with('[')) {
            if let Some(last) = found.last_mut() {
                last.text.push_str(line);
            }
        } else if let Some(header) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let parent = header.rsplit_once('.').filter(|(parent, _)| parent.ends_with("dependencies"));
            own_section = parent.is_some();
            section = parent.map_or(header, |(parent, _)| parent).to_owned();
            if own_section {
                found.push(Entry { section: section.clone(), line: index + 1, text: line.to_owned() });
            }
        } else {
            found.push(Entry { section: section.clone(), line: index + 1, text: line.to_owned() });
        }
    }
    found
}

/// How many brackets the line leaves open; negative when it closes earlier ones.
fn depth(line: &str) -> i32 {
    line.chars().map(|c| i32::from(matches!(c, '[' | '{')) - i32::from(matches!(c, ']' | '}'))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, lines: &[usize]) {
        let found = findings(Path::new("Cargo.toml"), text);
        let expected: Vec<_> = lines.iter().map(|line| format!("Cargo.toml:{line}: ")).collect();
        assert_eq!(found.len(), expected.len(), "{found:?}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!(found.starts_with(expected), "{found}");
        }
    }

    #[test]
    fn inherited_entries_pass() {
        check("[package]\nname = \"x\"\nversion.workspace = true\n", &[]);
        check("[dependencies]\na.workspace = true\nb = { workspace = true, features = [\"f\"] }\n", &[]);
        check("[dependencies]\na = { workspace = true, features = [\n  \"f\",\n  \"g\",\n] }\n", &[]);
        check("[dev-dependencies.a]\nworkspace = true\nfeatures = [\"f\"]\n", &[]);
        check("[target.'cfg(unix)'.dependencies]\na = { workspace = true }\n", &[]);
        check("[features]\nx = [\"1.0\"]\n", &[]);
    }

    #[test]
    fn own_versions_are_found() {
        check("[package]\nversion = \"1.0.0\"\n", &[2]);
        check("[dependencies]\n# why\na = \"1\"\nb.workspace = true\nc = { path = \"../c\" }\n", &[3, 5]);
        check("[build-dependencies.a]\nversion = \"1\"\n", &[1]);
        check("[target.'cfg(unix)'.dependencies]\na = \"1\"\n", &[2]);
    }
}
