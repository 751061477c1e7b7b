//! A log file that rotates by size.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use jiff::Zoned;

use crate::Error;
use crate::label::Label;
use crate::rotation;

/// A log file.
#[derive(Debug)]
pub(crate) struct LogFile {
    path: PathBuf,
    file: File,
    size: u64,
    /// The size above which it rotates; `None` means never.
    limit: Option<u64>,
    /// Raised above `limit` while rotating fails.
    current_limit: u64,
    /// How many full files are kept; `None` means all.
    kept: Option<usize>,
}

/// What a rotation has to say.
pub(crate) type Note = (Label, String);

impl LogFile {
    /// Opens or creates a log file; new lines go to its end.
    pub(crate) fn open(path: &Path, size_limit: u64, max_files: u64) -> Result<Self, Error> {
        let failed = |source| Error::File { path: path.to_path_buf(), source };
        let file = open(path).map_err(failed)?;
        let size = file.metadata().map_err(failed)?.len();
        Ok(LogFile {
            path: path.to_path_buf(),
            file,
            size,
            limit: Some(size_limit).filter(|&limit| limit > 0),
            current_limit: size_limit,
            kept: max_files.checked_sub(1).map(|kept| usize::try_from(kept).unwrap_or(usize::MAX)),
        })
    }

    /// Lets go of the file, which may have been moved, and opens its path again.
    pub(crate) fn reopen(&mut self) -> Result<(), Error> {
        let failed = |source| Error::File { path: self.path.clone(), source };
        let file = open(&self.path).map_err(failed)?;
        self.size = file.metadata().map_err(failed)?.len();
        self.file = file;
        Ok(())
    }

    /// Whether it is over its limit.
    pub(crate) fn is_full(&self) -> bool {
        self.limit.is_some() && self.size > self.current_limit
    }

    /// Appends a line.
    pub(crate) fn write(&mut self, line: &str) {
        if self.file.write_all(line.as_bytes()).is_ok() {
            self.size += u64::try_from(line.len()).unwrap_or(0);
        }
    }

    /// Puts the file aside under another name, begins a new one and removes the oldest.
    pub(crate) fn rotate(&mut self, now: &Zoned) -> Vec<Note> {
        let backup = rotation::backup_path(&self.path, now.datetime());
        let renewed = fs::rename(&self.path, &backup).and_then(|()| open(&self.path));
        match renewed {
            Ok(file) => {
                self.file = file;
                self.size = 0;
                self.current_limit = self.limit.unwrap_or(0);
                let mut notes = vec![(Label::Info, format!("Rotated log, backup saved as {backup:?}"))];
                notes.extend(self.purge());
                notes
            }
            Err(error) => {
                self.current_limit = self.current_limit.saturating_mul(2);
                let limit = self.current_limit;
                let text = format!(
                    "Unable to rotate the log file ({error}), will attempt next rotation at size {limit}"
                );
                vec![(Label::Error, text)]
            }
        }
    }

    fn purge(&self) -> Vec<Note> {
        let Some(kept) = self.kept else { return Vec::new() };
        match rotation::purge(&self.path, kept) {
            Ok(gone) => gone.iter().map(|path| (Label::Info, format!("Purged log file {path:?}"))).collect(),
            Err((path, error)) => {
                let text = format!("Unable to purge log file {path:?} ({error}), will attempt next rotation");
                vec![(Label::Error, text)]
            }
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o640);
    options.open(path)
}
