//! A comparison for a terminal.

use super::figure::Figure;
use super::table::Table;
use super::{Measured, Report};
use crate::machine::Machine;
use crate::probe::Probes;
use crate::rows::Verdict;
use crate::stats::Ratio;

/// The whole report.
pub(crate) fn render(report: &Report) -> String {
    let mut table =
        Table::new(["row", "figure", "ours", "reference", "ratio", "95 %", "control", "goal", ""]);
    for row in &report.rows {
        for (index, figure) in row.figures.iter().enumerate() {
            let title = if index == 0 { row.title() } else { String::new() };
            table.push(line(title, row, figure));
        }
    }
    let failures: String = report.rows.iter().filter_map(failure).collect();
    let missing = report.reference.as_ref().err();
    let missing = missing.map(|why| format!("No reference server: {why}\n")).unwrap_or_default();
    format!("{}{missing}\n{}\n{failures}", head(report), table.text())
}

fn line(title: String, row: &Measured, figure: &Figure) -> [String; 9] {
    let show = |value| figure.metric.show(value, &row.unit);
    let (goal, verdict) = figure.goal.clone().unzip();
    [
        title,
        figure.metric.label().into(),
        show(figure.ours),
        figure.reference.map(show).unwrap_or_default(),
        figure.ratio.map(|ratio| format!("{:.3}", ratio.value)).unwrap_or_default(),
        figure.ratio.map(interval).unwrap_or_default(),
        control(figure),
        goal.unwrap_or_default(),
        remark(figure, verdict),
    ]
}

/// The interval of a ratio.
pub(crate) fn interval(ratio: Ratio) -> String {
    format!("{:.3}–{:.3}", ratio.low, ratio.high)
}

/// The control, marked when it is off.
pub(crate) fn control(figure: &Figure) -> String {
    let shown = figure.ratio.and(figure.control).map(|control| format!("{control:.3}")).unwrap_or_default();
    if figure.is_noisy() { format!("{shown} noisy") } else { shown }
}

/// What there is to say of a figure.
pub(crate) fn remark(figure: &Figure, verdict: Option<Verdict>) -> String {
    let verdict = match verdict {
        Some(Verdict::Aim) => "reached, aim too",
        Some(Verdict::Met) => "reached",
        Some(Verdict::Missed) => "MISSED",
        None if figure.is_lost() => "lost",
        None => "",
    };
    verdict.to_owned()
}

/// Why a row is incomplete.
pub(crate) fn failure(row: &Measured) -> Option<String> {
    row.failure.as_ref().map(|why| format!("{} failed: {why}\n", row.title()))
}

fn head(report: &Report) -> String {
    let reference = report.reference.as_deref().unwrap_or("none");
    format!(
        "{}\nours: {} · reference: {reference}\n{} rounds of four runs, {} s each · begun {}\n{}\n",
        machine(&report.machine),
        report.ours,
        report.rounds,
        report.seconds,
        report.begun,
        probes(&report.probes).join(" · "),
    )
}

/// The machine in one line.
pub(crate) fn machine(machine: &Machine) -> String {
    let kind = if machine.is_virtual { "virtual machine, " } else { "" };
    format!(
        "{kind}{}, {} cores, {:.0} GiB, Linux {}, {}",
        machine.processor, machine.cores, machine.memory, machine.kernel, machine.compiler
    )
}

/// The machine's limits, one each.
pub(crate) fn probes(probes: &Probes) -> [String; 4] {
    [
        format!("memory copy {:.1} GB/s", probes.copy),
        format!("loopback stream {:.1} GB/s, {:.3} CPU s/GB", probes.stream, probes.stream_cpu),
        format!("round trip p50 {:.1} µs, p99 {:.1} µs", probes.round_trip_p50, probes.round_trip_p99),
        format!("connect and close {:.0}/s", probes.connects),
    ]
}
