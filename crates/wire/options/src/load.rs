//! From a configuration and flags to options.

use conf::Map;

use crate::draft::Draft;
use crate::schema::Report;
use crate::{ConfigError, Flags, Options, Unsupported, keys};

/// Options, and what is to be said about them.
#[derive(Debug, Clone, PartialEq)]
pub struct Loaded {
    /// The options.
    pub options: Options,
    /// What is carried out and still wrong, such as a duration without a unit. A start prints them and goes on;
    /// a check of the configuration (`-t`) counts them as errors.
    pub warnings: Vec<ConfigError>,
    /// What is asked for and not carried out yet. A start refuses, unless it is told to go on.
    pub unsupported: Vec<Unsupported>,
    /// Keys that are right by themselves and contradict each other. A start refuses; the reference's check of the
    /// configuration (`-t`) does not look for them.
    pub contradictions: Vec<ConfigError>,
}

/// A file that says nothing is likely the wrong one.
fn empty(map: &Map, flags: &Flags) -> Option<ConfigError> {
    let name = flags.config.as_ref().map_or_else(String::new, |path| format!("{}: ", path.display()));
    map.is_empty().then(|| ConfigError::contradiction(format!("{name}config has no values or is empty")))
}

impl Options {
    /// The options that a configuration file states. The errors come with the warnings in front.
    pub fn from_config(map: &Map) -> Result<Loaded, Vec<ConfigError>> {
        Options::load(Some(map), &Flags::default())
    }

    /// The options that a configuration file and flags state together: the defaults, the file, then the flags.
    pub fn load(map: Option<&Map>, flags: &Flags) -> Result<Loaded, Vec<ConfigError>> {
        let mut draft = Draft::default();
        let mut report = Report::default();
        if let Some(map) = map {
            keys::read_file(map, &mut draft, &mut report);
            report.warnings.extend(empty(map, flags));
            draft.options.config_digest = Some(conf::digest(map));
        }
        if !report.errors.is_empty() {
            report.warnings.append(&mut report.errors);
            return Err(report.warnings);
        }
        flags.apply(&mut draft, &mut report);
        draft.options.config_file.clone_from(&flags.config);
        let (options, mut contradictions) = draft.finish();
        contradictions.extend(options.validate());
        let Report { warnings, unsupported, .. } = report;
        Ok(Loaded { options, warnings, unsupported, contradictions })
    }
}
