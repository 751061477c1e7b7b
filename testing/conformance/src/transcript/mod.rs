//! Raw bytes in, raw bytes out.
//!
//! A transcript is a text file: a server's configuration, then cases. Each case opens connections, sends bytes and
//! writes down every line that the server answers, until the connections are closed:
//!
//! ```text
//! # Comments and empty lines mean nothing.
//! max_payload: 100
//!
//! == the name of a case
//! a> PUB foo 2          bytes to send, CRLF added; lines in a row are one write
//! a> hi
//! a< +OK                a line that must come next on this connection
//! a< PONG\              … and without CRLF behind it
//! pause                 the server gets time to read what was sent; `pause 2s` waits longer
//! a hangs up            the client closes
//! a is closed           the server must close
//! b connects            shows its INFO, which is left out otherwise
//! b is refused          nobody listens any more
//! a hears pings         those of the server, too, which are left out otherwise: they come when they come
//! signal lame-duck      or reload
//! ```
//!
//! In what is sent and heard `\r \n \t \0 \\` and `\xFF` stand for bytes and `\*{text,count}` for a text many times;
//! a backslash at the end leaves out the CRLF. What no two runs share (ids, versions, ports) shows as `*`.
//!
//! What the server should answer is not made up: `cargo run -p conformance --example transcripts -- --record
//! REFERENCE` plays all cases on the reference and writes its answers into the files. A bare `<` in a new case stands
//! for "whatever it says here".

mod connection;
mod line;
mod normal;
mod parse;
mod play;
mod record;

use std::{
    collections::VecDeque,
    fs,
    path::Path,
    sync::{Mutex, PoisonError},
};

pub use parse::{Action, Case, Heard, Sound, Step, Transcript};

use crate::{launch::Program, report::Verdict};

/// Transcripts that are played at a time: most of the time a player waits.
const PLAYERS: usize = 4;

/// Plays every transcript of `folder` that `wants` by name (`transcripts FILE/CASE`), on each of `servers`, and hands
/// each verdict to `report`. The files say what is right: it makes no difference whether the reference is among them.
pub fn run(
    servers: &[(&str, &Program)],
    folder: &Path,
    wants: impl Fn(&str) -> bool,
    report: impl FnMut(&str, &Verdict) + Send,
) -> Result<(), String> {
    let mut queue = VecDeque::new();
    for transcript in load(folder)? {
        let names: Vec<String> = transcript.cases.iter().map(|case| transcript.name_of(case)).collect();
        let wanted: Vec<bool> = names.iter().map(|name| wants(name)).collect();
        if wanted.contains(&true) {
            queue.push_back((transcript, wanted));
        }
    }
    let (queue, report) = (Mutex::new(queue), Mutex::new(report));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    std::thread::scope(|scope| {
        for _ in 0..PLAYERS {
            scope.spawn(|| {
                while let Some((transcript, wanted)) = next() {
                    let verdicts = judge(servers, &transcript, &wanted);
                    let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
                    verdicts.iter().for_each(|(name, verdict)| report(name, verdict));
                }
            });
        }
    });
    Ok(())
}

/// The verdicts on those cases of a transcript that are wanted.
fn judge(servers: &[(&str, &Program)], transcript: &Transcript, wanted: &[bool]) -> Vec<(String, Verdict)> {
    let cases = transcript.cases.iter().zip(wanted).filter_map(|(case, wanted)| wanted.then_some(case));
    let cases: Vec<&Case> = cases.collect();
    let outcomes: Vec<(&str, Result<Vec<play::Outcome>, String>)> =
        servers.iter().map(|(name, program)| (*name, play::play(program, transcript, &cases))).collect();
    let verdict = |(index, case): (usize, &&Case)| {
        let failures = outcomes.iter().filter_map(|(server, outcome)| failure(server, outcome, index));
        let failures: Vec<String> = failures.collect();
        let verdict =
            if failures.is_empty() { Verdict::Passed } else { Verdict::Failed(failures.join("\n")) };
        (transcript.name_of(case), verdict)
    };
    cases.iter().enumerate().map(verdict).collect()
}

/// Writes what `reference` answers into every transcript of `folder` that `wants` by name.
pub fn record(reference: &Program, folder: &Path, wants: impl Fn(&str) -> bool) -> Result<(), String> {
    for transcript in load(folder)?.into_iter().filter(|transcript| wants(&transcript.name)) {
        let text = record::record(reference, &transcript)?;
        let path = folder.join(&transcript.name).with_extension("txt");
        fs::write(&path, text).map_err(|error| format!("cannot write {}: {error}", path.display()))?;
    }
    Ok(())
}

fn failure(server: &str, outcomes: &Result<Vec<play::Outcome>, String>, case: usize) -> Option<String> {
    match outcomes {
        Err(reason) => Some(format!("{server}: {reason}")),
        Ok(outcomes) => match outcomes.get(case) {
            Some(Ok(())) => None,
            Some(Err(difference)) => Some(format!("{server}: {difference}")),
            None => Some(format!("{server}: an earlier case ended the server")),
        },
    }
}

/// All transcripts of a folder, by name.
pub fn load(folder: &Path) -> Result<Vec<Transcript>, String> {
    let entries =
        fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut paths: Vec<_> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    paths.sort();
    paths.iter().map(|path| load_file(path)).collect()
}

fn load_file(path: &Path) -> Result<Transcript, String> {
    let shown = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {shown}: {error}"))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    Transcript::parse(&name, &text).map_err(|(line, what)| format!("{shown}:{line}: {what}"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_transcript_can_be_read_and_every_case_has_a_name_of_its_own() {
        let transcripts = load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/transcripts"))).unwrap();
        let mut names = HashSet::new();
        for transcript in &transcripts {
            for case in &transcript.cases {
                assert!(names.insert(transcript.name_of(case)), "{} twice", transcript.name_of(case));
            }
        }
        assert!(names.len() > 200, "{} cases", names.len());
    }

    #[test]
    fn nothing_stands_for_what_was_never_recorded() {
        for transcript in load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/transcripts"))).unwrap() {
            for case in &transcript.cases {
                let is_recorded = case.steps.iter().all(|step| !step.source.iter().any(|line| line == "<"));
                assert!(is_recorded, "{} lacks answers", transcript.name_of(case));
            }
        }
    }
}
