//! A small comparison, printed in every way.

use super::*;
use crate::rows;
use crate::sample::Metric;

fn run(side: Side, place: usize, figures: [(Metric, f64); 3]) -> Run {
    Run { side, round: 1, place, sample: figures.into() }
}

fn measured(name: &str, mode: Mode, runs: Vec<Run>) -> Measured {
    let row = rows::chosen(&[name.into()]).unwrap().remove(0);
    Measured {
        name: row.name.clone(),
        says: row.says.clone(),
        family: row.family.into(),
        unit: row.unit.into(),
        mode,
        figures: Figure::all(&row, &runs),
        runs,
        failure: None,
    }
}

fn report() -> Report {
    let ours = [(Metric::Rate, 10e6), (Metric::Cpu, 0.1), (Metric::Peak, 4e6)];
    let reference = [(Metric::Rate, 2e6), (Metric::Cpu, 0.5), (Metric::Peak, 2e6)];
    let runs = vec![
        run(Side::Ours, 0, ours),
        run(Side::Reference, 1, reference),
        run(Side::Reference, 2, reference),
        run(Side::Ours, 3, ours),
    ];
    let mut broken = measured("fan10-16", Mode::Shared, Vec::new());
    broken.failure = Some("ours in round 1: 1 of 2 messages never arrived".into());
    Report {
        begun: "2026-11-24T12:00:00Z".into(),
        command: "cargo xtask bench --only must".into(),
        machine: Machine {
            processor: "Fast CPU".into(),
            cores: 2,
            memory: 23.6,
            kernel: "6.18".into(),
            is_virtual: true,
            compiler: "rustc 1.95.0".into(),
        },
        probes: Probes {
            copy: 10.0,
            stream: 2.0,
            stream_cpu: 0.5,
            round_trip_p50: 20.0,
            round_trip_p99: 30.0,
            connects: 9000.0,
        },
        ours: "gannet 0.1.0".into(),
        reference: Ok("nats-server: v2.15.1".into()),
        rounds: 1,
        extra: 1,
        seconds: 5.0,
        rows: vec![
            measured("1to1-16", Mode::Shared, runs.clone()),
            measured("pub-16", Mode::Pinned, runs),
            broken,
        ],
    }
}

#[test]
fn a_terminal_gets_goals_losses_and_failures() {
    let text = text::render(&report());
    for line in [
        "virtual machine, Fast CPU, 2 cores, 24 GiB, Linux 6.18, rustc 1.95.0",
        "ours: gannet 0.1.0 · reference: nats-server: v2.15.1",
        "fan10-16 failed: ours in round 1: 1 of 2 messages never arrived",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is not in\n{text}");
    }
    let cells = |start: &str| -> Vec<String> {
        let line = text.lines().find(|line| line.trim_start().starts_with(start)).unwrap();
        line.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect()
    };
    let rate = [
        "1to1-16",
        "rate",
        "10.0 M/s",
        "2.00 M/s",
        "5.000",
        "5.000–5.000",
        "1.000",
        "≥ 2.5, aim 3.5",
        "reached, aim too",
    ];
    assert_eq!(cells("1to1-16"), rate);
    assert_eq!(
        cells("peak RSS"),
        ["peak RSS", "3.8 MiB", "1.9 MiB", "2.000", "2.000–2.000", "1.000", "lost"]
    );
    assert!(text.contains("pub-16 (pinned)"));
}

#[test]
fn the_page_names_what_we_lose_and_how_it_was_measured() {
    let page = markdown::render(&report());
    let sections: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    let expected = [
        "Figures with a goal",
        "Where the reference is better",
        "Publishing without interest",
        "One to one",
        "Rows that failed",
        "Method",
    ];
    assert_eq!(sections.len(), expected.len(), "{sections:?}");
    assert!(expected.iter().all(|section| sections.contains(section)), "{sections:?}");
    assert!(page.contains("| `1to1-16` | peak RSS | 3.8 MiB | 1.9 MiB | 2.000 |"), "{page}");
    assert!(page.contains("```\ncargo xtask bench --only must\n```"));
}

#[test]
fn without_a_reference_there_are_no_ratios_but_a_reason() {
    let mut report = report();
    report.reference = Err("no network".into());
    for row in &mut report.rows {
        row.runs.retain(|run| run.side == Side::Ours);
        row.figures =
            Figure::all(&rows::chosen(std::slice::from_ref(&row.name)).unwrap().remove(0), &row.runs);
    }
    assert!(text::render(&report).contains("No reference server: no network"));
    let page = markdown::render(&report);
    assert!(page.contains("missing (no network)") && !page.contains("## Figures with a goal"), "{page}");
}

#[test]
fn a_saved_report_prints_the_same() {
    let report = report();
    let json = serde_json::to_string(&report).unwrap();
    let again: Report = serde_json::from_str(&json).unwrap();
    assert_eq!(markdown::render(&again), markdown::render(&report));
}
