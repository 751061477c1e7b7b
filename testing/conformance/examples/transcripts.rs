//! Transcripts alone, without the other tiers: `transcripts [--record] SERVER… [-- FILTER…]`.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal")]

use std::{path::Path, process::ExitCode};

use conformance::{launch::Program, report::Report, transcript};

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let filters = match arguments.iter().position(|argument| argument == "--") {
        Some(at) => arguments.split_off(at).split_off(1),
        None => Vec::new(),
    };
    let is_recording = arguments.first().is_some_and(|argument| argument == "--record");
    let servers: Vec<Program> = arguments.iter().skip(usize::from(is_recording)).map(Program::new).collect();
    let outcome = if is_recording { record(&servers, &filters) } else { compare(&servers, &filters) };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("transcripts: {message}");
            ExitCode::FAILURE
        }
    }
}

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/transcripts"))
}

fn wants(filters: &[String], name: &str) -> bool {
    filters.is_empty() || filters.iter().any(|filter| name.contains(filter.as_str()))
}

fn record(servers: &[Program], filters: &[String]) -> Result<bool, String> {
    let [reference] = servers else { return Err("--record needs one server, the reference".into()) };
    transcript::record(reference, folder(), |name| wants(filters, name)).map(|()| true)
}

fn compare(servers: &[Program], filters: &[String]) -> Result<bool, String> {
    let names: Vec<String> = servers.iter().map(|server| server.path().display().to_string()).collect();
    let named: Vec<(&str, &Program)> = names.iter().map(String::as_str).zip(servers).collect();
    let mut report = Report::default();
    transcript::run(
        &named,
        folder(),
        |name| wants(filters, name),
        |name, verdict| report.add(name, verdict, false),
    )?;
    println!("{report}");
    Ok(report.is_good(false))
}
