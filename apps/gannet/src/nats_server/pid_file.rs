//! The file that tells scripts which process to signal.

use std::{fs, io, path::Path};

/// Writes the process id: digits only, since scripts hand the content to `kill`.
pub(super) fn write(path: &Path) -> io::Result<()> {
    fs::write(path, std::process::id().to_string())
}
