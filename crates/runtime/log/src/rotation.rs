//! What log files are called once they are full, and which of them are kept.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::civil::DateTime;

/// The path of a log file that was full at this moment: `.YYYY.MM.DD.HH.MM.SS.nnnnnnnnn` is appended.
pub(crate) fn backup_path(log: &Path, now: DateTime) -> PathBuf {
    let (year, month, day) = (now.year(), now.month(), now.day());
    let (hour, minute, second) = (now.hour(), now.minute(), now.second());
    let nanos = now.subsec_nanosecond();
    let mut name = OsString::from(log);
    name.push(format!(".{year:04}.{month:02}.{day:02}.{hour:02}.{minute:02}.{second:02}.{nanos:09}"));
    name.into()
}

/// Removes the oldest backups such that `kept` of them stay, and returns those that are gone.
///
/// Stops at the first that cannot be removed; the next rotation tries again.
pub(crate) fn purge(log: &Path, kept: usize) -> Result<Vec<PathBuf>, (PathBuf, io::Error)> {
    let folder = match log.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut backups = backups(folder, log).map_err(|error| (folder.to_path_buf(), error))?;
    // Their names sort by time.
    backups.sort();
    backups.truncate(backups.len().saturating_sub(kept));
    for backup in &backups {
        fs::remove_file(backup).map_err(|error| (backup.clone(), error))?;
    }
    Ok(backups)
}

fn backups(folder: &Path, log: &Path) -> io::Result<Vec<PathBuf>> {
    let log_name = log.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let stamp = name.strip_prefix(&*log_name).and_then(|rest| rest.strip_prefix('.'));
        if stamp.is_some_and(is_stamp) && entry.file_type()?.is_file() {
            found.push(entry.path());
        }
    }
    Ok(found)
}

/// Whether this is what [`backup_path`] appends.
fn is_stamp(text: &str) -> bool {
    let mut parts = text.split('.');
    let widths = [4, 2, 2, 2, 2, 2, 9];
    let digits = |part: &str, width| part.len() == width && part.bytes().all(|byte| byte.is_ascii_digit());
    widths.iter().all(|&width| parts.next().is_some_and(|part| digits(part, width))) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_moment() {
        let moment = jiff::civil::datetime(2024, 3, 9, 8, 7, 6, 12_345);
        assert_eq!(
            backup_path("a/n.log".as_ref(), moment),
            Path::new("a/n.log.2024.03.09.08.07.06.000012345")
        );
    }

    #[test]
    fn only_stamps_are_stamps() {
        let check = |text, good| assert_eq!(is_stamp(text), good, "{text}");
        check("2024.03.09.08.07.06.000012345", true);
        check("2024.03.09.08.07.06.1", false);
        check("2024.03.09.08.07.06.000012345.gz", false);
        check("2024.03.09.08.07.06", false);
        check("2024.03.09.08.07.xx.000012345", false);
        check("", false);
    }

    #[test]
    fn the_oldest_go_and_others_files_stay() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("n.log");
        let stamped = |second: u32| format!("n.log.2024.03.09.08.07.{second:02}.000000000");
        let others = ["n.log", "n.log.old", "m.log.2024.03.09.08.07.01.000000000"];
        for name in (1..5).map(stamped).chain(others.map(String::from)) {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let names = |paths: Vec<PathBuf>| -> Vec<_> {
            paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
        };
        assert_eq!(names(purge(&log, 2).unwrap()), [stamped(1), stamped(2)]);
        assert_eq!(names(purge(&log, 2).unwrap()), Vec::<String>::new());
        assert!(others.iter().all(|name| folder.path().join(name).exists()));
        assert!(folder.path().join(stamped(3)).exists());
    }
}
