//! `-t`: is this configuration right?

use std::process::ExitCode;

use options::Flags;

use super::{
    fail,
    load::{Purpose, load},
};
use crate::say;

/// Says on standard error whether the configuration means anything, and what a start would make of it.
pub(super) fn run(program: &str, flags: &Flags) -> ExitCode {
    let settings = match load(flags, Purpose::Check) {
        Ok(settings) => settings,
        Err(error) => return fail(program, error),
    };
    for warning in settings.warnings {
        say::err(format_args!("{program}: {warning}"));
    }
    let file = settings.options.config_file.unwrap_or_default();
    let digest = settings.options.config_digest.unwrap_or_default();
    say::err(format_args!("{program}: configuration file {} is valid ({digest})", file.display()));
    ExitCode::SUCCESS
}
