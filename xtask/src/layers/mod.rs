//! `cargo xtask layers`: the house rules that a compiler does not check.
//!
//! Promises: every finding is printed as one line with the file it is about; no finding, no failure.

mod arrows;
mod manifests;
mod openings;
mod workspace;

use std::{path::Path, process::ExitCode};

use crate::Outcome;

pub(crate) use workspace::metadata;

/// Runs all checks on the workspace around the current directory.
pub(crate) fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("layers takes no arguments, got {argument:?}"));
    }
    let workspace = workspace::load()?;
    let mut findings = arrows::findings(&workspace.packages);
    for package in &workspace.packages {
        findings.extend(manifests::findings(&package.manifest, &read(&package.manifest)?));
        for file in openings::source_files(&package.sources)? {
            findings.extend(openings::finding(&file, &read(&file)?));
        }
    }
    for finding in &findings {
        println!("{}", finding.replace(&format!("{}/", workspace.root.display()), ""));
    }
    println!("layers: {} crates, {} findings", workspace.packages.len(), findings.len());
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}
