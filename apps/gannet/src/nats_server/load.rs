//! From a command line to everything a server needs before it opens a socket.

use std::{fs, path::Path};

use options::{ConfigError, Flags, Loaded, Options, Unsupported};
use server::{Prepared, StartError};

use super::{
    files::{Files, reason},
    warnings,
};

/// Set to `1` or `true`, it does what `--allow-unsupported` does.
const ALLOW_UNSUPPORTED: &str = "GANNET_ALLOW_UNSUPPORTED";

/// What is expected of a configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Strictness {
    /// That a server can start with it.
    Start,
    /// That there is nothing to complain about.
    Check,
}

/// A configuration that a server can start with.
pub(super) struct Settings {
    pub(super) options: Options,
    pub(super) prepared: Prepared,
    /// What is to be said about it all the same.
    pub(super) warnings: Vec<String>,
}

/// Reads the configuration file, puts the flags over it, and prepares what they ask for; or says what is wrong.
pub(super) fn load(flags: &Flags, strictness: Strictness) -> Result<Settings, String> {
    let map = flags.config.as_deref().map(read).transpose()?;
    let loaded = Options::load(map.as_ref(), flags).map_err(|errors| lines(&errors))?;
    let Loaded { options, warnings, unsupported, contradictions } = loaded;

    let mut said: Vec<String> = warnings.iter().map(ConfigError::to_string).collect();
    let mut wrong: Vec<String> = contradictions.iter().map(ConfigError::to_string).collect();
    if strictness == Strictness::Check {
        wrong.splice(0..0, said.drain(..));
    }
    if flags.allow_unsupported || allowed_by_environment() {
        said.extend(unsupported.iter().map(ignored));
    } else {
        wrong.extend(unsupported.iter().map(refused));
    }
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    let prepared = Prepared::new(options.clone()).map_err(|error: StartError| error.to_string())?;
    said.extend(prepared.warnings().iter().map(ToString::to_string));
    said.extend(warnings::of(&options));
    Ok(Settings { options, prepared, warnings: said })
}

fn read(path: &Path) -> Result<conf::Map, String> {
    let text = fs::read(path).map_err(|error| format!("open {}: {}", path.display(), reason(&error)))?;
    conf::parse(path, &text, &Files).map_err(|error| error.to_string())
}

fn allowed_by_environment() -> bool {
    std::env::var(ALLOW_UNSUPPORTED).is_ok_and(|value| matches!(value.as_str(), "1" | "true"))
}

fn refused(found: &Unsupported) -> String {
    format!("{}; remove it, or start with --allow-unsupported to go on without it", described(found))
}

fn ignored(found: &Unsupported) -> String {
    format!("{}: going on without it", described(found))
}

fn described(Unsupported { key, position }: &Unsupported) -> String {
    format!("{position}: {key:?} is not supported yet")
}

fn lines(errors: &[ConfigError]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
