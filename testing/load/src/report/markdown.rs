//! A comparison as a page of the documentation.

use super::figure::Figure;
use super::table::Table;
use super::text::{control, failure, interval, machine, probes, remark};
use super::{Measured, Report};

/// The whole page.
pub(crate) fn render(report: &Report) -> String {
    let sections =
        [head(report), goals(report), losses(report), families(report), failures(report), method(report)];
    let sections: Vec<String> = sections.into_iter().filter(|section| !section.is_empty()).collect();
    sections.join("\n")
}

fn head(report: &Report) -> String {
    let reference = match &report.reference {
        Ok(version) => version.clone(),
        Err(why) => format!("missing ({why})"),
    };
    let probes: String = probes(&report.probes).iter().map(|probe| format!("  - {probe}\n")).collect();
    format!(
        "# Benchmarks\n\n\
         Gannet beside the reference server, in one run on one machine. This page is written by the command below; figures\n\
         that we lose stay in.\n\n\
         ```\n{}\n```\n\n\
         - Begun {}\n- Machine: {}\n- Ours: {}\n- Reference: {reference}\n- What the machine can do:\n{probes}",
        report.command,
        report.begun,
        machine(&report.machine),
        report.ours,
    )
}

fn goals(report: &Report) -> String {
    let mut table =
        Table::new(["row", "what", "figure", "goal", "ratio", "95 %", "ours", "reference", "control", ""]);
    for (row, figure) in figures(report) {
        let Some((goal, verdict)) = &figure.goal else { continue };
        let show = |value| figure.metric.show(value, &row.unit);
        table.push([
            code(row),
            row.says.clone(),
            figure.metric.label().into(),
            goal.clone(),
            figure.ratio.map(|ratio| format!("**{:.3}**", ratio.value)).unwrap_or_default(),
            figure.ratio.map(interval).unwrap_or_default(),
            show(figure.ours),
            figure.reference.map(show).unwrap_or_default(),
            control(figure),
            remark(figure, Some(*verdict)),
        ]);
    }
    section(
        "Figures with a goal",
        "Goals are for ours divided by the reference's, save for \"kept\", which is our own.",
        &table,
    )
}

fn losses(report: &Report) -> String {
    let mut table = detailed();
    for (row, figure) in figures(report).filter(|(_, figure)| figure.is_lost()) {
        table.push(detail(code(row), row, figure));
    }
    section("Where the reference is better", "Beyond the interval's doubt.", &table)
}

fn families(report: &Report) -> String {
    let mut families: Vec<&str> = Vec::new();
    for row in &report.rows {
        if !families.contains(&row.family.as_str()) {
            families.push(&row.family);
        }
    }
    let family = |family: &&str| {
        let mut table = detailed();
        for row in report.rows.iter().filter(|row| row.family == **family) {
            for (index, figure) in row.figures.iter().enumerate() {
                let title = if index == 0 { format!("{}: {}", code(row), row.says) } else { String::new() };
                table.push(detail(title, row, figure));
            }
        }
        section(family, "", &table)
    };
    families.iter().map(family).collect::<Vec<_>>().join("\n")
}

fn detailed() -> Table {
    Table::new(["row", "figure", "ours", "reference", "ratio", "95 %", "control"])
}

fn detail(title: String, row: &Measured, figure: &Figure) -> [String; 7] {
    let show = |value| figure.metric.show(value, &row.unit);
    [
        title,
        figure.metric.label().into(),
        show(figure.ours),
        figure.reference.map(show).unwrap_or_default(),
        figure.ratio.map(|ratio| format!("{:.3}", ratio.value)).unwrap_or_default(),
        figure.ratio.map(interval).unwrap_or_default(),
        control(figure),
    ]
}

fn failures(report: &Report) -> String {
    let lines: String = report.rows.iter().filter_map(failure).map(|line| format!("- {line}")).collect();
    if lines.is_empty() { lines } else { format!("## Rows that failed\n\n{lines}") }
}

fn method(report: &Report) -> String {
    format!(
        "## Method\n\n\
         - Each of {rounds} rounds runs a row four times, each time with a fresh server process, in the order ours,\n  \
           reference, reference, ours; {seconds} s are measured in each run, after a warm-up, while everything goes on.\n\
         - Reported are medians; the ratio is the ratio of the medians, with its 95 % bootstrap interval. The control is the\n  \
           ratio between the reference's own two runs of each round; where it is off by more than 3 % the figure is noisy. A row\n  \
           whose main figures are noisy gets up to {extra} more rounds.\n\
         - Both servers get the same configuration, listen on loopback, and log nothing but their start. Rows marked\n  \
           \"pinned\" give the server core 0 and the load core 1; otherwise both share all cores.\n\
         - The load is raw bytes, encoded beforehand; \"load\" is the number of cores it took. Publishers wait when they are\n  \
           more than 8 MiB ahead of the slowest subscriber (512 MiB and 4 million messages for all of them together). Each run ends with a proof\n  \
           that every message arrived exactly as often as it should.\n\
         - CPU is the server's user and system time, in seconds per million of what the row counts, which is microseconds\n  \
           for one. Memory per connection or subscription is what the server grew by, divided by their number, at rest.\n\
         - Requests wait for their reply before the next one; latencies are exact percentiles over all of them.\n",
        rounds = report.rounds,
        extra = report.extra,
        seconds = report.seconds,
    )
}

fn figures(report: &Report) -> impl Iterator<Item = (&Measured, &Figure)> {
    report.rows.iter().flat_map(|row| row.figures.iter().map(move |figure| (row, figure)))
}

fn code(row: &Measured) -> String {
    format!("`{}`", row.title())
}

fn section(title: &str, says: &str, table: &Table) -> String {
    if table.is_empty() {
        return String::new();
    }
    let says = if says.is_empty() { String::new() } else { format!("{says}\n\n") };
    format!("## {title}\n\n{says}{}", table.markdown())
}
