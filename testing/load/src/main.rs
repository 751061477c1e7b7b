//! A load generator on raw sockets, and side-by-side benchmarks made with it.
//!
//! A server is weighed by what it does with bytes, so nothing here uses a client library: blocks are encoded before the
//! clock starts, receiving is counting, and two threads carry any number of connections. Each run uses a fresh server
//! process, on its own port, without logs.
//!
//! Deliberately absent: TLS, authentication, JetStream (rows come with the features), and anything but Linux, because
//! CPU time and memory are read from `/proc` and the process CPU clock.

mod affinity;
mod cli;
mod compare;
mod error;
#[cfg(test)]
mod fake;
mod machine;
mod measure;
mod probe;
mod process;
mod progress;
mod report;
mod rows;
mod sample;
mod server;
mod single;
mod stats;
mod traffic;
mod wire;
mod workload;

use std::fs;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;

use cli::{Arguments, Output};
use error::{Doing, Error, Result};
use report::table::Table;
use report::{Report, markdown, text};
use rows::Row;

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(code) => code,
        Err(error) => {
            progress::say(format_args!("load: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<ExitCode> {
    server::remains::clear_away_on_signals()?;
    let rows = rows::chosen(&arguments.only).map_err(Error::other)?;
    if arguments.list {
        print(&list(&rows))?;
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.single.is_some() || arguments.connect.is_some() {
        single::run(arguments, &rows)?;
        return Ok(ExitCode::SUCCESS);
    }
    let report = match &arguments.from {
        Some(file) => saved(&fs::read_to_string(file).doing(format!("read {}", file.display()))?)?,
        None => compare::run(arguments, &rows)?,
    };
    if let Some(file) = &arguments.write {
        fs::write(file, markdown::render(&report)).doing(format!("write {}", file.display()))?;
    }
    print(&rendered(&report, arguments.output)?)?;
    let failed = report.rows.iter().any(|row| row.failure.is_some());
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn rendered(report: &Report, output: Output) -> Result<String> {
    match output {
        Output::Text => Ok(text::render(report)),
        Output::Markdown => Ok(markdown::render(report)),
        Output::Json => serde_json::to_string_pretty(report).map_err(|error| Error::other(error.to_string())),
    }
}

fn saved(json: &str) -> Result<Report> {
    serde_json::from_str(json).map_err(|error| Error::other(format!("this is not a saved result: {error}")))
}

fn list(rows: &[Row]) -> String {
    let mut table = Table::new(["row", "what", "must reach"]);
    for row in rows {
        let goals: Vec<String> =
            row.goals.iter().map(|goal| format!("{} {}", goal.metric.label(), goal.says())).collect();
        table.push([row.name.clone(), row.says.clone(), goals.join("; ")]);
    }
    table.text()
}

fn print(text: &str) -> Result<()> {
    io::stdout().write_all(text.as_bytes()).doing("write to standard output")
}
