//! A finished comparison, and the ways to print it.

pub(crate) mod figure;
pub(crate) mod markdown;
pub(crate) mod table;
pub(crate) mod text;

use serde::{Deserialize, Serialize};

use crate::affinity::Mode;
use crate::cli::Side;
use crate::machine::Machine;
use crate::probe::Probes;
use crate::sample::Sample;
use figure::Figure;

/// Everything a comparison found out. Saved as JSON it can be printed again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// When it was begun.
    pub(crate) begun: String,
    /// What to type to repeat it.
    pub(crate) command: String,
    /// Where it ran.
    pub(crate) machine: Machine,
    /// What that machine can do.
    pub(crate) probes: Probes,
    /// What our server calls itself.
    pub(crate) ours: String,
    /// What the reference server calls itself; or why there is none.
    pub(crate) reference: Result<String, String>,
    /// Rounds of four runs.
    pub(crate) rounds: u32,
    /// Rounds that were added at most while a figure was noisy.
    pub(crate) extra: u32,
    /// Seconds measured in each run.
    pub(crate) seconds: f64,
    /// The rows, in order.
    pub(crate) rows: Vec<Measured>,
}

/// A row that was measured.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// The row's name.
    pub(crate) name: String,
    /// What it does.
    pub(crate) says: String,
    /// The rows it belongs with.
    pub(crate) family: String,
    /// What it counts.
    pub(crate) unit: String,
    /// Where server and load ran.
    pub(crate) mode: Mode,
    /// The runs that make up the row.
    pub(crate) runs: Vec<Run>,
    /// Why it ended early, if it did.
    pub(crate) failure: Option<String>,
    /// What follows from the runs.
    pub(crate) figures: Vec<Figure>,
}

/// One run of a row.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Run {
    /// Which server.
    pub(crate) side: Side,
    /// Which round, from 1.
    pub(crate) round: u32,
    /// Which of the round's four runs, from 0.
    pub(crate) place: usize,
    /// What came out.
    pub(crate) sample: Sample,
}

impl Measured {
    /// The name, with the mode where that is not the usual one.
    pub(crate) fn title(&self) -> String {
        match self.mode {
            Mode::Shared => self.name.clone(),
            mode => format!("{} ({})", self.name, mode.name()),
        }
    }
}

#[cfg(test)]
mod tests;
