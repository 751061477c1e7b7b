//! The folder with a configuration to start from.
//!
//! It is written once and belongs to its reader from then on: what is there is never touched again. The configuration
//! is written last, so that it is there only if everything it needs is.

use std::{
    fs::{self, DirBuilder, OpenOptions},
    io::{self, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use thiserror::Error;

use crate::random;

const CONFIG: &str = "server.conf";
const PASSWORDS: &str = "passwords.conf";

/// The first configuration: as small as one can be that shows what accounts are for.
const CONFIG_TEXT: &str = include_str!("server.conf");

/// The variables that the configuration takes its passwords from.
const USERS: [&str; 3] = ["WAREHOUSE_PASSWORD", "SHOP_PASSWORD", "ADMIN_PASSWORD"];

#[derive(Debug, Error)]
pub(super) enum SetUpError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("the system gives no randomness to make passwords from: {0}")]
    Randomness(#[from] getrandom::Error),
}

/// Makes sure that `folder` holds a configuration, and gives its path.
pub(super) fn set_up(folder: &Path) -> Result<PathBuf, SetUpError> {
    let at = |path: &Path| {
        let path = path.to_owned();
        |source| SetUpError::Io { path, source }
    };
    let config = folder.join(CONFIG);
    if config.exists() {
        return Ok(config);
    }
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(at(folder))?;
    let passwords = folder.join(PASSWORDS);
    if !passwords.exists() {
        write_private(&passwords, &passwords_text()?).map_err(at(&passwords))?;
    }
    let draft = folder.join(format!(".{CONFIG}.{}", std::process::id()));
    write_private(&draft, CONFIG_TEXT).map_err(at(&draft))?;
    fs::rename(&draft, &config).map_err(at(&config))?;
    Ok(config)
}

fn passwords_text() -> Result<String, SetUpError> {
    let mut text = String::from("# The passwords that server.conf refers to. Keep this file to yourself.\n");
    for user in USERS {
        let password = random::password()?;
        text += &format!("{user}: \"{password}\"\n");
    }
    Ok(text)
}

/// Writes a new file that only its owner can read.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use testkit::TempDir;

    use super::*;

    fn read(folder: &Path, name: &str) -> String {
        fs::read_to_string(folder.join(name)).unwrap()
    }

    #[test]
    fn is_set_up_once() {
        let outer = TempDir::new("up");
        let folder = outer.join("deep/inside");
        let config = set_up(&folder).unwrap();
        assert_eq!(read(&folder, CONFIG), CONFIG_TEXT);
        let passwords = read(&folder, PASSWORDS);
        for user in USERS {
            assert!(CONFIG_TEXT.contains(&format!("${user}")) && passwords.contains(user));
        }

        fs::write(&config, "changed: by hand").unwrap();
        assert_eq!(set_up(&folder).unwrap(), config);
        assert_eq!((read(&folder, CONFIG), read(&folder, PASSWORDS)), ("changed: by hand".into(), passwords));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
    }

    #[test]
    fn an_interrupted_set_up_is_completed() {
        let folder = TempDir::new("up");
        folder.write(PASSWORDS, "WAREHOUSE_PASSWORD: a");
        set_up(folder.path()).unwrap();
        assert_eq!(read(folder.path(), CONFIG), CONFIG_TEXT);
        assert_eq!(read(folder.path(), PASSWORDS), "WAREHOUSE_PASSWORD: a");
    }

    #[test]
    fn passwords_are_private() {
        let outer = TempDir::new("up");
        let folder = outer.join("up");
        set_up(&folder).unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode(&folder), mode(&folder.join(PASSWORDS))), (0o700, 0o600));
    }

    #[test]
    fn what_is_in_the_way_is_named() {
        let outer = TempDir::new("up");
        let file = outer.write("file", "");
        let error = set_up(&file).unwrap_err().to_string();
        assert!(error.starts_with(&format!("{}: ", file.display())), "{error}");
    }
}
