//! Every source file opens with `//!`: what it promises stands before what it does.

use std::path::{Path, PathBuf};

/// A line when `text` does not open with an inner doc comment.
pub(crate) fn finding(file: &Path, text: &str) -> Option<String> {
    let opens = text.lines().next().is_some_and(|line| line.starts_with("//! ") && line.len() > 4);
    (!opens).then(|| format!("{}:1: does not open with `//! …`", file.display()))
}

/// All `.rs` files below `folder`, in order.
pub(crate) fn source_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        for entry in entries {
            let path = entry.map_err(|error| format!("{}: {error}", folder.display()))?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, fine: bool) {
        assert_eq!(finding(Path::new("lib.rs"), text).is_none(), fine, "{text:?}");
    }

    #[test]
    fn a_file_says_first_what_it_is() {
        check("//! Subjects.\n", true);
        check("//!\n", false);
        check("//! \n", false);
        check("// Subjects.\n", false);
        check("use std::io;\n//! late\n", false);
        check("", false);
    }

    #[test]
    fn finds_its_own_file() {
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let files = source_files(&sources).unwrap();
        assert!(files.contains(&sources.join("layers/openings.rs")), "{files:?}");
    }
}
