//! Playing scenarios on both servers and judging them.

mod fixtures;
mod play;
mod scripts;

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use crate::{
    catalogue::{Client, Scenario},
    compare::difference,
    launch::Program,
    report::Verdict,
};

pub use fixtures::Fixtures;
pub use scripts::Scripts;

/// The two servers.
#[derive(Debug)]
pub struct Pair {
    /// Whose behaviour is right.
    pub reference: Program,
    /// Whose behaviour is judged.
    pub ours: Program,
}

/// One scenario for one client.
#[derive(Debug, Clone, Copy)]
pub struct Job {
    /// What is played.
    pub scenario: &'static Scenario,
    /// By whom.
    pub client: Client,
}

impl Job {
    /// Its name in reports.
    pub fn name(&self) -> String {
        format!("{} {}", self.client.name(), self.scenario)
    }
}

/// What all jobs share.
#[derive(Debug)]
pub struct Stage<'a> {
    /// Who is compared.
    pub pair: &'a Pair,
    /// Configurations and certificates.
    pub fixtures: &'a Fixtures,
    /// How to start a client.
    pub scripts: &'a Scripts,
    /// Whether the reference's lines are printed.
    pub show: bool,
}

impl Stage<'_> {
    /// Runs `jobs`, `workers` at a time, and hands each verdict to `report`.
    pub fn run(&self, jobs: Vec<Job>, workers: usize, report: impl FnMut(&str, &Verdict) + Send) {
        let queue = Mutex::new(VecDeque::from(jobs));
        let report = Mutex::new(report);
        let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        std::thread::scope(|scope| {
            for _ in 0..workers {
                scope.spawn(|| {
                    while let Some(job) = next() {
                        let verdict = self.judge(&job);
                        let mut report = report.lock().unwrap_or_else(PoisonError::into_inner);
                        report(&job.name(), &verdict);
                    }
                });
            }
        });
    }

    fn judge(&self, job: &Job) -> Verdict {
        let both = self
            .play(job, &self.pair.reference)
            .map_err(|error| format!("on the reference: {error}"))
            .and_then(|reference| {
                let ours = self.play(job, &self.pair.ours).map_err(|error| format!("on ours: {error}"))?;
                Ok((reference, ours))
            });
        match both {
            Err(broken) => Verdict::Failed(broken),
            Ok((reference, ours)) => {
                if self.show {
                    let lines: String = reference.iter().map(|line| format!("      {line}\n")).collect();
                    println!("      {}\n{lines}", job.name());
                }
                difference(&reference, &ours).map_or(Verdict::Passed, Verdict::Failed)
            }
        }
    }

    fn play(&self, job: &Job, program: &Program) -> Result<Vec<serde_json::Value>, String> {
        let mut stand = program.start(&self.fixtures.config(job.scenario.config)?)?;
        let command = self.scripts.command(job, &stand.address()?, self.fixtures);
        play::play(command, &mut stand)
    }
}
