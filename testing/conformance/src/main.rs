//! `cargo xtask conformance`, and in its own processes the Rust client of the scenarios.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool talks to its caller")]

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use conformance::{
    arguments::{Arguments, HELP, Tier},
    catalogue::{Client, SCENARIOS},
    launch::Program,
    provision::Workshop,
    report::{Report, Verdict},
    runner::{Fixtures, Job, Pair, Scripts, Stage},
    rust_client, transcript,
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["client", group, name] => rust_client::play(group, name).map(|()| true),
        ["--help" | "-h" | "help"] => {
            print!("{HELP}");
            Ok(true)
        }
        _ => Arguments::parse(arguments).and_then(|arguments| conformance(&arguments)),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("conformance: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs what is asked for; whether it went well.
fn conformance(arguments: &Arguments) -> Result<bool, String> {
    if arguments.list {
        SCENARIOS.iter().for_each(|scenario| println!("{scenario}"));
        return Ok(true);
    }
    let mut report = Report::default();
    let places = Places::find()?;
    let workshop = Workshop::new(places.workshop.clone());
    let reference = arguments.reference.clone().map_or_else(|| workshop.reference(), Ok).map(Program::new);
    let ours = Program::new(arguments.ours.clone().unwrap_or_else(|| places.gannet.clone()));
    for &tier in &arguments.tiers {
        match (tier, &reference) {
            (Tier::Transcripts, reference) => {
                play_transcripts(arguments, reference, &ours, &places, &mut report)?
            }
            (Tier::Client(client), Ok(reference)) => {
                let pair = Pair { reference: reference.clone(), ours: ours.clone() };
                play_scenarios(client, arguments, &pair, &places, &mut report)?;
            }
            (Tier::Client(client), Err(reason)) => {
                skip(client, arguments, &format!("no reference server: {reason}"), &mut report);
            }
        }
    }
    println!("{report}");
    Ok(report.is_good(arguments.require_all))
}

/// Transcripts hold the reference's answers, so they can judge ours alone; with the reference there, they are judged
/// themselves.
fn play_transcripts(
    arguments: &Arguments,
    reference: &Result<Program, String>,
    ours: &Program,
    places: &Places,
    report: &mut Report,
) -> Result<(), String> {
    let mut servers = vec![("ours", ours)];
    match reference {
        Ok(reference) => servers.insert(0, ("reference", reference)),
        Err(reason) => {
            println!("transcripts are played on ours alone, for there is no reference server: {reason}")
        }
    }
    let wants = |name: &str| arguments.wants(name);
    transcript::run(&servers, &places.transcripts, wants, |name, verdict| {
        report.add(name, verdict, arguments.verbose)
    })
}

fn play_scenarios(
    client: Client,
    arguments: &Arguments,
    pair: &Pair,
    places: &Places,
    report: &mut Report,
) -> Result<(), String> {
    let fixtures = Fixtures::write(&places.workshop.join("run"), &places.scenarios.join("conf"))?;
    let mut scripts = Scripts::new(&places.scenarios);
    if let Err(reason) = scripts.provision(client, &Workshop::new(places.workshop.clone())) {
        skip(client, arguments, &reason, report);
        return Ok(());
    }
    let stage = Stage { pair, fixtures: &fixtures, scripts: &scripts, show: arguments.show };
    stage.run(jobs(client, arguments), arguments.jobs, |name, verdict| {
        report.add(name, verdict, arguments.verbose)
    });
    Ok(())
}

/// Counts everything the client would have played.
fn skip(client: Client, arguments: &Arguments, reason: &str, report: &mut Report) {
    for job in jobs(client, arguments) {
        report.add(&job.name(), &Verdict::Skipped(reason.to_owned()), arguments.verbose);
    }
}

fn jobs(client: Client, arguments: &Arguments) -> Vec<Job> {
    SCENARIOS
        .iter()
        .filter(|scenario| scenario.is_for(client))
        .map(|scenario| Job { scenario, client })
        .filter(|job| arguments.wants(&job.name()))
        .collect()
}

/// Where things are.
struct Places {
    /// Our server, built beside this program.
    gannet: PathBuf,
    /// What is installed and written on the way.
    workshop: PathBuf,
    /// Scripts and configurations.
    scenarios: PathBuf,
    /// Bytes in, bytes out.
    transcripts: PathBuf,
}

impl Places {
    fn find() -> Result<Self, String> {
        let own = std::env::current_exe().map_err(|error| format!("where am I? {error}"))?;
        let profile = own.parent().ok_or("this program is in no folder")?;
        let target = profile.parent().ok_or("this program is in no target folder")?;
        Ok(Self {
            gannet: profile.join("gannet"),
            workshop: target.join("conformance"),
            scenarios: Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios"),
            transcripts: Path::new(env!("CARGO_MANIFEST_DIR")).join("transcripts"),
        })
    }
}
