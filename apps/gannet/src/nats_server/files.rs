//! The file system and the environment, for the configuration language.

use std::{fs, io, path::Path};

/// What a configuration may refer to: any file, any variable.
pub(super) struct Files;

impl conf::Source for Files {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

/// What the system says, in lower case and without its number.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_like_the_reference() {
        let missing = fs::read("/nowhere/to/be/found").unwrap_err();
        assert_eq!(reason(&missing), "no such file or directory");
        assert_eq!(reason(&io::Error::other("Odd")), "odd");
        assert_eq!(reason(&io::Error::other("")), "");
    }
}
