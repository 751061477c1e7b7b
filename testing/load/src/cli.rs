//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Parser, ValueEnum};

use crate::affinity::Mode;
use crate::error::Result;
use crate::measure::Plan;
use crate::server::binary::Binary;

const EXAMPLES: &str = "\
Examples (with `cargo xtask bench` in place of `load`, they work as well):
  load --list                                   what there is to measure
  load --quick --only must                      a first look at every figure that has a goal
  load --only '1to1*',fan100-4096               some rows, thoroughly
  load --output json > result.json              everything; takes more than an hour
  load --from result.json --write docs/benchmarks.md
  load --single ours --only fan100-4096 --hold  one server under one load until Ctrl-C, for a profiler
  load --connect 127.0.0.1:4222 --pid 4711 --only req-1
                                                the same against a server that runs already

How the comparison is made: each round runs a row with a fresh server in the order ours, reference, reference, ours. What
is reported are medians over all runs, the ratio of the medians with its 95 % bootstrap interval, and, as a control, the
ratio between the reference's own two runs; a figure whose control is off by more than 3 % is marked as noisy. Without
--quick, a row whose main figures are noisy gets up to as many rounds again. Publishers wait when they are more than
8 MiB ahead of the slowest subscriber (less when there are many), and every run ends with a proof that each message has
arrived. CPU is what the server used, user and system, per million messages, deliveries, requests or connections.";

/// Measures a NATS server side by side with the reference server, on raw sockets.
#[derive(Debug, Parser)]
#[command(name = "load", version, after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// List the rows and stop
    #[arg(long)]
    pub(crate) list: bool,

    /// Measure only these rows: names, beginnings like 'fan100*', or 'must' for the rows with a goal
    #[arg(long, value_name = "ROW,…", value_delimiter = ',')]
    pub(crate) only: Vec<String>,

    /// Three rounds of 1.5 seconds instead of five of 5
    #[arg(long)]
    pub(crate) quick: bool,

    /// Rounds of four runs each
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: Option<u32>,

    /// Seconds that are measured in each run
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) seconds: Option<Duration>,

    /// Where server and load run: both on every core, or on one each; several one after another
    #[arg(long, value_enum, value_delimiter = ',', default_value = "shared")]
    pub(crate) mode: Vec<Mode>,

    /// Our server [default: built with `cargo build --release -p gannet`]
    #[arg(long, value_name = "PATH")]
    pub(crate) ours: Option<PathBuf>,

    /// The reference server [default: release 2.15.1 from PyPI, kept in target/bench]
    #[arg(long, value_name = "PATH")]
    pub(crate) reference: Option<PathBuf>,

    /// How the result is printed
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) output: Output,

    /// Also write the result as a page of the documentation
    #[arg(long, value_name = "FILE")]
    pub(crate) write: Option<PathBuf>,

    /// Print a result that was saved as JSON, without measuring
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,

    /// Run only one of the two servers, without comparing
    #[arg(long, value_enum, value_name = "SERVER", conflicts_with_all = ["connect", "from", "write"])]
    pub(crate) single: Option<Side>,

    /// Run against a server that is running already; needs --pid
    #[arg(long, value_name = "ADDRESS", requires = "pid", conflicts_with_all = ["from", "write"])]
    pub(crate) connect: Option<SocketAddr>,

    /// The process of the server that is running already
    #[arg(long, value_name = "PID", requires = "connect")]
    pub(crate) pid: Option<u32>,

    /// With --single or --connect: keep the load running and say every second how it goes
    #[arg(long)]
    pub(crate) hold: bool,
}

/// How a result is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For a terminal.
    Text,
    /// The page for the documentation.
    Markdown,
    /// Every sample, to be kept.
    Json,
}

/// One of the two servers.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Side {
    /// The server of this project.
    Ours,
    /// The server it is compared with.
    Reference,
}

impl Side {
    /// The word for it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Side::Ours => "ours",
            Side::Reference => "reference",
        }
    }
}

impl Arguments {
    /// Our server, built when no path says where it is.
    pub(crate) fn ours(&self) -> Result<Binary> {
        self.ours.as_deref().map_or_else(Binary::ours, Binary::at)
    }

    /// The reference server, fetched when no path says where it is.
    pub(crate) fn reference(&self) -> Result<Binary> {
        self.reference.as_deref().map_or_else(Binary::reference, Binary::at)
    }

    /// How many rounds.
    pub(crate) fn rounds(&self) -> u32 {
        self.rounds.unwrap_or(if self.quick { 3 } else { 5 })
    }

    /// How many rounds may be added while a figure is noisy.
    pub(crate) fn extra_rounds(&self) -> u32 {
        if self.quick { 0 } else { self.rounds() }
    }

    /// How long each part of a run takes.
    pub(crate) fn plan(&self) -> Plan {
        let (warm_up, measure, settle) = if self.quick { (300, 1500, 1000) } else { (1000, 5000, 3000) };
        Plan {
            warm_up: Duration::from_millis(warm_up),
            measure: self.seconds.unwrap_or(Duration::from_millis(measure)),
            settle: Duration::from_millis(settle),
            hold: self.hold,
        }
    }
}

/// What to type to repeat a run: the arguments as they were, but without folders, which are nobody else's business.
pub(crate) fn as_typed(arguments: impl Iterator<Item = String>) -> String {
    let mut typed = String::from("cargo xtask bench");
    for argument in arguments {
        let argument = argument.rsplit('/').next().unwrap_or_default();
        typed.push(' ');
        typed.push_str(argument);
    }
    typed
}

fn seconds(text: &str) -> std::result::Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| "expected a number of seconds, like 2.5".to_owned())?;
    if (0.1..=3600.0).contains(&seconds) {
        Ok(Duration::from_secs_f64(seconds))
    } else {
        Err("expected between 0.1 and 3600 seconds".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    fn parse(line: &str) -> std::result::Result<Arguments, String> {
        Arguments::try_parse_from(line.split_whitespace()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_command_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn quick_and_full_differ_and_can_be_overruled() {
        assert_eq!(parse("load").unwrap().rounds(), 5);
        assert_eq!(parse("load --quick").unwrap().rounds(), 3);
        let arguments = parse("load --quick --rounds 7 --seconds 0.5 --only a,b").unwrap();
        assert_eq!((arguments.rounds(), arguments.plan().measure), (7, Duration::from_millis(500)));
        assert_eq!(arguments.only, ["a", "b"]);
    }

    #[test]
    fn what_was_typed_is_repeated_without_folders() {
        let typed =
            as_typed(["--quick", "--ours", "/a/b/gannet", "--only", "1to1*"].map(String::from).into_iter());
        assert_eq!(typed, "cargo xtask bench --quick --ours gannet --only 1to1*");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in [
            "load --rounds 0",
            "load --seconds x",
            "load --connect 127.0.0.1:1",
            "load --single ours --write x",
        ] {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
