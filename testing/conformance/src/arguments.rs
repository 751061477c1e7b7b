//! The command line.

use std::path::PathBuf;

/// What `--help` prints.
pub const HELP: &str = "\
Run the same scenarios against the reference server and ours and compare what
clients see. Ours is built with the dev profile, the one the tests use.

Usage: cargo xtask conformance [OPTIONS] [FILTER...]

A FILTER runs only what contains it, such as `accounts/`, `tls` or
`python accounts/page_streams`.

Options:
  --only TIER       Run one tier: rust (async-nats), python (nats-py),
                    node (@nats-io/transport-node) or transcripts (raw sockets).
                    May be repeated.
  --require-all     Fail when anything was skipped.
  --reference PATH  The reference server, instead of installing it.
  --ours PATH       The server to judge: a gannet or nats-server binary.
  --jobs N          Scenarios at a time (default: 2).
  --verbose         Print passes, too.
  --show            Print what the client saw of the reference, line by line.
  --list            Print the names of all scenarios and stop.

Each tier that cannot be provisioned is skipped with its reason. The last line
is `N passed, N failed, N skipped`; the exit code is 0 only without a failure.
The reference server, the Python and the Node client are installed with pip and
npm into the target folder, once.
";

/// A tier of checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Scenarios of one client library.
    Client(crate::catalogue::Client),
    /// Raw bytes in, raw bytes out.
    Transcripts,
}

impl Tier {
    /// All tiers in the order in which they run.
    pub fn all() -> Vec<Self> {
        let clients = crate::catalogue::Client::ALL.into_iter().map(Self::Client);
        std::iter::once(Self::Transcripts).chain(clients).collect()
    }

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Client(client) => client.name(),
            Self::Transcripts => "transcripts",
        }
    }
}

/// The parsed command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arguments {
    /// Tiers to run.
    pub tiers: Vec<Tier>,
    /// Parts of names; empty means all.
    pub filters: Vec<String>,
    /// Whether a skip fails the run.
    pub require_all: bool,
    /// A reference server given by hand.
    pub reference: Option<PathBuf>,
    /// A server to judge given by hand.
    pub ours: Option<PathBuf>,
    /// Scenarios at a time.
    pub jobs: usize,
    /// Whether passes are printed.
    pub verbose: bool,
    /// Whether the reference's lines are printed.
    pub show: bool,
    /// Only list the scenarios.
    pub list: bool,
}

impl Default for Arguments {
    fn default() -> Self {
        Self {
            tiers: Tier::all(),
            filters: Vec::new(),
            require_all: false,
            reference: None,
            ours: None,
            jobs: 2,
            verbose: false,
            show: false,
            list: false,
        }
    }
}

impl Arguments {
    /// Reads the arguments after the program's name.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, String> {
        let mut parsed = Self::default();
        let mut only = Vec::new();
        let mut rest = arguments.into_iter();
        while let Some(argument) = rest.next() {
            let mut value = || rest.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--only" => only.push(tier(&value()?)?),
                "--require-all" => parsed.require_all = true,
                "--reference" => parsed.reference = Some(value()?.into()),
                "--ours" => parsed.ours = Some(value()?.into()),
                "--jobs" => parsed.jobs = jobs(&value()?)?,
                "--verbose" => parsed.verbose = true,
                "--show" => parsed.show = true,
                "--list" => parsed.list = true,
                option if option.starts_with('-') => {
                    return Err(format!("unknown option {option}; --help lists them"));
                }
                _ => parsed.filters.push(argument),
            }
        }
        if !only.is_empty() {
            parsed.tiers = only;
        }
        Ok(parsed)
    }

    /// Whether a check of that name is to run.
    pub fn wants(&self, name: &str) -> bool {
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter))
    }
}

fn tier(name: &str) -> Result<Tier, String> {
    Tier::all()
        .into_iter()
        .find(|tier| tier.name() == name)
        .ok_or_else(|| format!("no tier is called {name:?}; there are rust, python, node and transcripts"))
}

fn jobs(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|&jobs| jobs > 0)
        .ok_or_else(|| format!("--jobs needs a number above 0, got {text:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_options() {
        assert_eq!(parse(""), Ok(Arguments::default()));
        let parsed = parse("--only node --only transcripts --require-all tls --jobs 3").unwrap();
        assert_eq!(parsed.tiers.iter().map(|tier| tier.name()).collect::<Vec<_>>(), ["node", "transcripts"]);
        assert!(parsed.require_all && parsed.wants("node tls/optional") && !parsed.wants("node auth/token"));
        assert_eq!(parsed.jobs, 3);
    }

    #[test]
    fn says_what_is_wrong() {
        for (line, word) in
            [("--only go", "\"go\""), ("--jobs 0", "above 0"), ("--x", "--x"), ("--ours", "value")]
        {
            let message = parse(line).unwrap_err();
            assert!(message.contains(word), "{line}: {message}");
        }
    }
}
