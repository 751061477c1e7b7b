//! The project's own chores: layer check, conformance, benchmarks.
//!
//! Promises: `cargo xtask --help` names every chore; a chore that finds something wrong says what and where, and
//! the process ends with a code other than zero.
//!
//! Deliberately absent: the chores' weight. Scenarios and load generators live in `testing/`; this crate depends on
//! no crate of the workspace, so that it builds in a second and can judge all of them.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its caller")]

mod dispatch;
mod layers;

use std::process::ExitCode;

const HELP: &str = "\
The project's chores.

Usage: cargo xtask CHORE [ARGUMENTS]

Chores:
  layers        Check the house rules: dependencies point down the layers
                (base <- wire <- storage <- engine <- runtime <- tools <- apps),
                versions stand only in the workspace's Cargo.toml, and every
                source file opens with `//!`.
  conformance   Run the same scenarios against the reference server and ours and
                compare what clients see. `cargo xtask conformance --help` has
                the tiers and options.
  bench         Measure ours against the reference side by side (release build).
                `cargo xtask bench --help` has the rows and options.
";

/// How a chore ends: fine, found something wrong (and said so), or could not be done.
type Outcome = Result<ExitCode, String>;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let chore = arguments.next();
    let rest: Vec<String> = arguments.collect();
    let outcome = match chore.as_deref() {
        Some("layers") => layers::run(&rest),
        Some("conformance") => dispatch::conformance(&rest),
        Some("bench") => dispatch::bench(&rest),
        Some("help" | "-h" | "--help") | None => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        Some(other) => Err(format!("unknown chore {other:?}; `cargo xtask --help` lists them")),
    };
    outcome.unwrap_or_else(|message| {
        eprintln!("xtask: {message}");
        ExitCode::FAILURE
    })
}
