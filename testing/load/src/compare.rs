//! Two servers side by side: every row in rounds of ours, reference, reference, ours.

use jiff::Timestamp;

use crate::affinity::Mode;
use crate::cli::{self, Arguments, Side};
use crate::error::{Error, Result};
use crate::machine::Machine;
use crate::measure::Plan;
use crate::probe::Probes;
use crate::progress;
use crate::report::figure::Figure;
use crate::report::{Measured, Report, Run};
use crate::rows::Row;
use crate::sample::{Metric, Sample};
use crate::server::Server;
use crate::server::binary::Binary;

/// The programs and how long to run them.
struct Comparison {
    ours: Binary,
    reference: Option<Binary>,
    rounds: u32,
    /// Rounds that may be added while a figure is noisy.
    extra: u32,
    plan: Plan,
}

/// Measures `rows` in every mode that is asked for.
pub(crate) fn run(arguments: &Arguments, rows: &[Row]) -> Result<Report> {
    if arguments.hold {
        return Err(Error::other("--hold is for one server: add --single or --connect"));
    }
    let ours = arguments.ours()?;
    let reference = arguments.reference().map_err(|error| error.to_string());
    if let Err(why) = &reference {
        progress::say(format_args!("WITHOUT REFERENCE SERVER, so no ratios: {why}"));
    }
    let mut report = Report {
        begun: format!("{:.0}", Timestamp::now()),
        command: cli::as_typed(std::env::args().skip(1)),
        machine: Machine::this(),
        probes: Probes::take()?,
        ours: name_of(&ours),
        reference: reference.as_ref().map(name_of).map_err(String::clone),
        rounds: arguments.rounds(),
        extra: arguments.extra_rounds(),
        seconds: arguments.plan().measure.as_secs_f64(),
        rows: Vec::new(),
    };
    let comparison = Comparison {
        ours,
        reference: reference.ok(),
        rounds: arguments.rounds(),
        extra: arguments.extra_rounds(),
        plan: arguments.plan(),
    };
    for mode in &arguments.mode {
        report.rows.extend(rows.iter().map(|row| comparison.measure(row, *mode)));
    }
    Ok(report)
}

fn name_of(binary: &Binary) -> String {
    binary.version().unwrap_or_else(|| "unknown version".into())
}

impl Comparison {
    fn measure(&self, row: &Row, mode: Mode) -> Measured {
        progress::say(format_args!("{} · {} · {}", row.name, row.says, mode.name()));
        let mut runs = Vec::new();
        let failure = self.run_rounds(row, mode, &mut runs).err().map(|error| error.to_string());
        if let Some(why) = &failure {
            progress::say(format_args!("  FAILED: {why}"));
        }
        Measured {
            name: row.name.clone(),
            says: row.says.clone(),
            family: row.family.into(),
            unit: row.unit.into(),
            mode,
            figures: Figure::all(row, &runs),
            runs,
            failure,
        }
    }

    fn run_rounds(&self, row: &Row, mode: Mode, runs: &mut Vec<Run>) -> Result<()> {
        for round in 1..=self.rounds + self.extra {
            if round > self.rounds && is_settled(row, runs) {
                break;
            }
            for (place, side) in
                [Side::Ours, Side::Reference, Side::Reference, Side::Ours].into_iter().enumerate()
            {
                let Some(binary) = self.binary(side) else { continue };
                let sample = self
                    .run_once(row, mode, binary)
                    .map_err(|error| Error::other(format!("{} in round {round}: {error}", side.name())))?;
                progress::say(format_args!(
                    "  {round}/{} {:<9} {}",
                    self.rounds,
                    side.name(),
                    brief(row, &sample)
                ));
                runs.push(Run { side, round, place, sample });
            }
        }
        Ok(())
    }

    fn binary(&self, side: Side) -> Option<&Binary> {
        match side {
            Side::Ours => Some(&self.ours),
            Side::Reference => self.reference.as_ref(),
        }
    }

    fn run_once(&self, row: &Row, mode: Mode, binary: &Binary) -> Result<Sample> {
        let server = Server::start(binary, mode)?;
        mode.as_load(|| row.workload.run(server.target(), &self.plan)).map_err(|error| server.explain(error))
    }
}

/// Whether the figures that matter most are free of noise.
fn is_settled(row: &Row, runs: &[Run]) -> bool {
    let matters = |figure: &Figure| match row.goals {
        [] => matches!(figure.metric, Metric::Rate | Metric::Cpu),
        _ => row.goal(figure.metric).is_some(),
    };
    !Figure::all(row, runs).iter().any(|figure| matters(figure) && figure.is_noisy())
}

/// The figures one watches for while waiting.
fn brief(row: &Row, sample: &Sample) -> String {
    let watched = [Metric::Rate, Metric::Cpu, Metric::P50, Metric::P99, Metric::RssEach, Metric::Kept];
    let shown = watched.iter().filter_map(|metric| Some(metric.show(*sample.get(metric)?, row.unit)));
    shown.collect::<Vec<_>>().join(" · ")
}
