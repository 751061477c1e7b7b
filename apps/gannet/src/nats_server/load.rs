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

/// What a configuration is read for. `docs/decisions/0002-configuration.md` has which step refuses what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To start a server: what can be read and not be carried out is refused, the rest is warned of.
    Start,
    /// To check a file: what can be misread is refused, what only a start refuses is told.
    Check,
}

/// A configuration that fulfils its purpose.
pub(super) struct Settings {
    pub(super) options: Options,
    pub(super) prepared: Prepared,
    /// What is to be said about it all the same.
    pub(super) warnings: Vec<String>,
}

/// Reads the configuration file, puts the flags over it, and prepares what they ask for; or says what is wrong.
pub(super) fn load(flags: &Flags, purpose: Purpose) -> Result<Settings, String> {
    let map = flags.config.as_deref().map(read).transpose()?;
    let loaded = Options::load(map.as_ref(), flags).map_err(|errors| lines(&errors))?;
    let Loaded { options, warnings, unsupported, contradictions } = loaded;

    let doubtful: Vec<String> = warnings.iter().map(ConfigError::to_string).collect();
    let mut impossible: Vec<String> = contradictions.iter().map(ConfigError::to_string).collect();
    let mut said = Vec::new();
    if flags.allow_unsupported || allowed_by_environment() {
        said.extend(unsupported.iter().map(ignored));
    } else {
        impossible.extend(unsupported.iter().map(refused));
    }
    let (wrong, told) = match purpose {
        Purpose::Start => (impossible, doubtful),
        Purpose::Check => {
            (doubtful, impossible.iter().map(|text| format!("a start refuses: {text}")).collect())
        }
    };
    if !wrong.is_empty() {
        return Err(wrong.join("\n"));
    }
    said.splice(0..0, told);
    let prepared = Prepared::new(options.clone()).map_err(|error: StartError| error.to_string())?;
    said.extend(prepared.warnings().iter().map(ToString::to_string));
    if purpose == Purpose::Start {
        said.extend(warnings::of(&options));
    }
    Ok(Settings { options, prepared, warnings: said })
}

fn read(path: &Path) -> Result<conf::Map, String> {
    let text = fs::read(path).map_err(|error| format!("open {}: {}", path.display(), reason(&error)))?;
    conf::parse(path, &text, &Files).map_err(|error| format!("Parse error: {error}"))
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
