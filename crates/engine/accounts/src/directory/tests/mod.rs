//! The rules of exports and imports, one line each.

mod cycles;
mod isolation;
mod loading;
mod page;
mod shadows;

use crate::{Directory, fixture};

/// Everything there is to say about the accounts, worst first as it was found; `ok` when there is nothing.
fn problems(text: &str) -> Vec<String> {
    let found = match Directory::build(&fixture::options(text)) {
        Ok(directory) => directory.warnings().to_vec(),
        Err(problems) => problems,
    };
    found
        .into_iter()
        .map(|problem| format!("{:?} {}: {}", problem.severity, problem.position, problem.text))
        .collect()
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    assert_eq!(problems(text), expected, "{text}");
}
