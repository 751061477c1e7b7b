//! One server alone: for tuning, and for a profiler.

use crate::affinity::Mode;
use crate::cli::{Arguments, Side};
use crate::error::{Error, Result};
use crate::process::Process;
use crate::progress;
use crate::rows::Row;
use crate::sample::Sample;
use crate::server::{Server, Target};

/// Runs `rows` one after another against the chosen server.
pub(crate) fn run(arguments: &Arguments, rows: &[Row]) -> Result<()> {
    if arguments.hold && rows.len() != 1 {
        return Err(Error::other("--hold holds one load: choose the row with --only"));
    }
    let mode = arguments.mode.first().copied().unwrap_or(Mode::Shared);
    let plan = arguments.plan();
    for row in rows {
        let (target, _server) = target(arguments, mode)?;
        let sample = mode.as_load(|| row.workload.run(target, &plan))?;
        progress::say(line(row, &sample));
    }
    Ok(())
}

/// The running server, or one that is started for this row and lives as long as what is returned.
fn target(arguments: &Arguments, mode: Mode) -> Result<(Target, Option<Server>)> {
    if let (Some(address), Some(pid)) = (arguments.connect, arguments.pid) {
        return Ok((Target { address, process: Process::new(pid)? }, None));
    }
    let binary = match arguments.single {
        Some(Side::Reference) => arguments.reference()?,
        _ => arguments.ours()?,
    };
    let server = Server::start(&binary, mode)?;
    let target = server.target();
    progress::say(format_args!("{} · pid {} · {}", binary.path.display(), target.process, target.address));
    Ok((target, Some(server)))
}

fn line(row: &Row, sample: &Sample) -> String {
    let figures: Vec<String> = sample
        .iter()
        .map(|(metric, value)| format!("{} {}", metric.label(), metric.show(*value, row.unit)))
        .collect();
    format!("{:<14} {}", row.name, figures.join(" · "))
}
