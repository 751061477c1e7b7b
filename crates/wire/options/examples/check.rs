//! Checks configuration files and says everything there is to say about each.
//!
//! `cargo run -p options --example check -- FILE...`; `--quiet` leaves one line per file.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use options::{Flags, Loaded, Options};

/// The files and the environment of this process.
struct System;

impl conf::Source for System {
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn env(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

fn main() -> ExitCode {
    let (flags, files): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let quiet = flags.iter().any(|flag| flag == "--quiet");
    let mut text = String::new();
    let refused = files.iter().filter(|file| !check(file, quiet, &mut text)).count();
    let printed = std::io::stdout().write_all(text.as_bytes());
    if refused == 0 && printed.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn check(file: &str, quiet: bool, text: &mut String) -> bool {
    let loaded = load(file);
    let (verdict, lines) = match &loaded {
        Ok(loaded) => (if loaded.warnings.is_empty() { "valid" } else { "warned" }, remarks(loaded)),
        Err(errors) => ("refused", errors.clone()),
    };
    let _ = writeln!(text, "{verdict}\t{file}");
    for line in lines.iter().filter(|_| !quiet) {
        let _ = writeln!(text, "    {line}");
    }
    verdict == "valid"
}

fn load(file: &str) -> Result<Loaded, Vec<String>> {
    let text = std::fs::read(file).map_err(|why| vec![why.to_string()])?;
    let map = conf::parse(Path::new(file), &text, &System).map_err(|why| vec![why.to_string()])?;
    let mut flags = Flags::default();
    flags.config = Some(file.into());
    Options::load(Some(&map), &flags).map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

fn remarks(loaded: &Loaded) -> Vec<String> {
    let warnings = loaded.warnings.iter().map(|warning| format!("warning: {warning}"));
    let contradictions = loaded.contradictions.iter().map(|error| format!("contradiction: {error}"));
    let unsupported = loaded
        .unsupported
        .iter()
        .map(|later| format!("{}: {} is not carried out yet", later.position, later.key));
    warnings.chain(contradictions).chain(unsupported).collect()
}
