//! The rows of the benchmark: which workload, what it counts, and what the figures must reach.

use crate::sample::Metric;
use crate::workload::Workload;
use crate::workload::churn::Churn;
use crate::workload::connects::Connects;
use crate::workload::idle::Idle;
use crate::workload::paced::Paced;
use crate::workload::requests::Requests;
use crate::workload::requests::requester::Inboxes;
use crate::workload::subscriptions::Subscriptions;
use crate::workload::throughput::{Throughput, Wildcards};

/// One row.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What it is called on the command line and in the table.
    pub(crate) name: String,
    /// The rows it belongs with.
    pub(crate) family: &'static str,
    /// What it does, in a few words.
    pub(crate) says: String,
    /// What is counted.
    pub(crate) unit: &'static str,
    /// What is done.
    pub(crate) workload: Workload,
    /// What must be reached.
    pub(crate) goals: &'static [Goal],
}

/// What a figure must reach.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Goal {
    /// Which figure.
    pub(crate) metric: Metric,
    /// The limit, of the ratio to the reference or of our own value.
    pub(crate) must: f64,
    /// Where we would like to be.
    pub(crate) aim: f64,
    /// What is limited.
    pub(crate) of: Of,
}

/// What a goal limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// Ours divided by the reference's.
    Ratio,
    /// Our own figure.
    Own,
}

/// How a figure stands to its goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Verdict {
    /// As good as we would like.
    Aim,
    /// As good as it must be.
    Met,
    /// Not good enough.
    Missed,
}

impl Goal {
    const fn ratio(metric: Metric, must: f64, aim: f64) -> Self {
        Self { metric, must, aim, of: Of::Ratio }
    }

    /// Judges the figure that this goal is about.
    pub(crate) fn judge(&self, figure: f64) -> Verdict {
        let reaches =
            |limit: f64| if self.metric.more_is_better() { figure >= limit } else { figure <= limit };
        match (reaches(self.must), reaches(self.aim)) {
            (false, _) => Verdict::Missed,
            (true, false) => Verdict::Met,
            (true, true) => Verdict::Aim,
        }
    }

    /// The goal in words, as in "≤ 0.35, aim 0.25".
    pub(crate) fn says(&self) -> String {
        let sign = if self.metric.more_is_better() { '≥' } else { '≤' };
        let aim = if self.aim == self.must { String::new() } else { format!(", aim {}", self.aim) };
        format!("{sign} {}{aim}", self.must)
    }
}

const ONE_TO_ONE_16: &[Goal] = &[Goal::ratio(Metric::Rate, 2.5, 3.5), Goal::ratio(Metric::Cpu, 0.35, 0.25)];
const ONE_TO_ONE_256: &[Goal] = &[Goal::ratio(Metric::Cpu, 0.35, 0.25)];
const FOUR_TO_FOUR: &[Goal] = &[Goal::ratio(Metric::Rate, 1.8, 2.5)];
const FAN_SMALL: &[Goal] = &[Goal::ratio(Metric::Cpu, 0.35, 0.25)];
const FAN_LARGE: &[Goal] = &[Goal::ratio(Metric::Cpu, 0.6, 0.45)];
const REQUEST: &[Goal] = &[
    Goal::ratio(Metric::P50, 0.75, 0.6),
    Goal::ratio(Metric::P99, 0.75, 0.6),
    Goal::ratio(Metric::Cpu, 0.5, 0.4),
];
const IDLE: &[Goal] = &[Goal::ratio(Metric::RssEach, 0.12, 0.06)];
const SUBSCRIPTIONS: &[Goal] = &[Goal::ratio(Metric::RssEach, 0.4, 0.2)];
const CONNECTS: &[Goal] = &[Goal::ratio(Metric::Rate, 3.0, 3.0)];
const CHURN: &[Goal] = &[Goal { metric: Metric::Kept, must: 0.95, aim: 0.95, of: Of::Own }];

/// Every row, in the order of the report.
pub(crate) fn all() -> Vec<Row> {
    let families = [
        ("Publishing without interest", publishing()),
        ("One to one", one_to_one()),
        ("Fan-out", fan_out()),
        ("Fan-in", fan_in()),
        ("Many to many", crosswise()),
        ("Queue groups", queues()),
        ("Requests", requests()),
        ("Many subscriptions", matching()),
        ("Connections and memory", standing()),
    ];
    let named =
        |(family, rows): (&'static str, Vec<Row>)| rows.into_iter().map(move |row| Row { family, ..row });
    families.into_iter().flat_map(named).collect()
}

/// The rows that `names` choose: names, beginnings of names that end in `*`, or `must` for all rows with a goal.
pub(crate) fn chosen(names: &[String]) -> Result<Vec<Row>, String> {
    let all = all();
    if names.is_empty() {
        return Ok(all);
    }
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|row| row.is_chosen_by(name))) {
        return Err(format!("no row is called {unknown:?}; --list shows them all"));
    }
    Ok(all.into_iter().filter(|row| names.iter().any(|name| row.is_chosen_by(name))).collect())
}

impl Row {
    fn new(name: impl Into<String>, says: impl Into<String>, unit: &'static str, workload: Workload) -> Self {
        Self { name: name.into(), family: "", says: says.into(), unit, workload, goals: &[] }
    }

    fn must(mut self, goals: &'static [Goal]) -> Self {
        self.goals = goals;
        self
    }

    fn is_chosen_by(&self, name: &str) -> bool {
        match name.strip_suffix('*') {
            Some(beginning) => self.name.starts_with(beginning),
            None => self.name == name || name == "must" && !self.goals.is_empty(),
        }
    }

    /// The goal for one of its figures.
    pub(crate) fn goal(&self, metric: Metric) -> Option<&'static Goal> {
        self.goals.iter().find(|goal| goal.metric == metric)
    }
}

fn size(bytes: usize) -> String {
    if bytes < 1024 { format!("{bytes} B") } else { format!("{} KiB", bytes / 1024) }
}

fn publishing() -> Vec<Row> {
    let row = |publishers: usize, bytes| {
        let name = if publishers == 1 { format!("pub-{bytes}") } else { format!("pub{publishers}-{bytes}") };
        let says = format!("{publishers} publishing, nobody interested, {}", size(bytes));
        Row::new(name, says, "messages", Workload::Throughput(Throughput::plain(publishers, 0, bytes)))
    };
    vec![row(1, 16), row(1, 256), row(1, 4096), row(1, 65536), row(8, 16)]
}

fn one_to_one() -> Vec<Row> {
    let paced = |name, rate| {
        let says = format!(
            "one publisher, one subscriber, 16 B, {rate} messages a second, latency from when each was due"
        );
        Row::new(name, says, "messages", Workload::Paced(Paced { rate }))
    };
    let row = |bytes| {
        let workload = Workload::Throughput(Throughput::plain(1, 1, bytes));
        Row::new(
            format!("1to1-{bytes}"),
            format!("one publisher, one subscriber, {}", size(bytes)),
            "messages",
            workload,
        )
    };
    vec![
        row(16).must(ONE_TO_ONE_16),
        row(256).must(ONE_TO_ONE_256),
        row(4096),
        row(65536),
        paced("paced-100k", 100_000),
        paced("paced-1m", 1_000_000),
    ]
}

fn fan_out() -> Vec<Row> {
    let row = |subscribers: usize, bytes| {
        let says = format!("one publisher, {subscribers} subscribers, {}", size(bytes));
        let workload = Workload::Throughput(Throughput::plain(1, subscribers, bytes));
        let row = Row::new(format!("fan{subscribers}-{bytes}"), says, "deliveries", workload);
        match (subscribers, bytes) {
            (100, 16) => row.must(FAN_SMALL),
            (100, 4096) => row.must(FAN_LARGE),
            _ => row,
        }
    };
    let mut rows: Vec<Row> =
        [10, 100, 1000].iter().flat_map(|&many| [16, 256, 4096].map(|bytes| row(many, bytes))).collect();
    rows.push(row(10, 65536));
    rows
}

fn fan_in() -> Vec<Row> {
    let row = |publishers: usize, bytes| {
        let says = format!("{publishers} publishers, one subscriber, {}", size(bytes));
        let workload = Workload::Throughput(Throughput::plain(publishers, 1, bytes));
        Row::new(format!("in{publishers}-{bytes}"), says, "messages", workload)
    };
    vec![row(100, 16), row(1000, 16), row(100, 4096)]
}

fn crosswise() -> Vec<Row> {
    let row = |side: usize, bytes| {
        let says = format!("{side} publishers, {side} subscribers, one subject, {}", size(bytes));
        let workload = Workload::Throughput(Throughput::plain(side, side, bytes));
        Row::new(format!("{side}x{side}-{bytes}"), says, "deliveries", workload)
    };
    vec![row(4, 128).must(FOUR_TO_FOUR), row(4, 4096), row(16, 128)]
}

fn queues() -> Vec<Row> {
    let row = |groups: usize, bytes| {
        let (name, which) = match groups {
            1 => (format!("queue8-{bytes}"), "one queue group".to_owned()),
            many => (format!("queue{many}x8-{bytes}"), format!("{many} queue groups on as many subjects")),
        };
        let says = format!("one publisher, {which}, 8 members, {}", size(bytes));
        Row::new(name, says, "messages", Workload::Throughput(Throughput::queue(groups, 8, bytes)))
    };
    vec![row(1, 128), row(1, 4096), row(100, 128)]
}

fn requests() -> Vec<Row> {
    let row = |requesters: usize, inboxes, bytes| {
        let (prefix, inbox) = match inboxes {
            Inboxes::Shared => ("req", "one inbox each"),
            Inboxes::Fresh => ("inbox", "a new inbox for each request"),
        };
        let suffix = if bytes == 16 { String::new() } else { format!("-{bytes}") };
        let says = format!("{requesters} requesting, one responding, {inbox}, {}", size(bytes));
        let workload = Workload::Requests(Requests { requesters, inboxes, payload: bytes });
        Row::new(format!("{prefix}-{requesters}{suffix}"), says, "requests", workload)
    };
    vec![
        row(1, Inboxes::Shared, 16).must(REQUEST),
        row(50, Inboxes::Shared, 16),
        row(1000, Inboxes::Shared, 16),
        row(50, Inboxes::Shared, 1024),
        row(1, Inboxes::Fresh, 16),
        row(50, Inboxes::Fresh, 16),
    ]
}

fn matching() -> Vec<Row> {
    let row = |name, subjects: usize, says: &str| {
        let workload = Workload::Wildcards(Wildcards { subscriptions: 100_000, subjects });
        Row::new(name, format!("100,000 wildcard subscriptions, {says}, 16 B"), "messages", workload)
    };
    let churn = Churn { traffic: Throughput::plain(1, 1, 16), pairs: 10_000 };
    let says = "one to one, 16 B, while another client makes and ends 10,000 subscriptions a second";
    vec![
        row("wild-hot", 100, "100 subjects over and over"),
        row("wild-warm", 10_000, "10,000 subjects over and over"),
        row("wild-cold", 1_000_000, "1,000,000 subjects over and over"),
        Row::new("churn-16", says, "messages", Workload::Churn(churn)).must(CHURN),
    ]
}

fn standing() -> Vec<Row> {
    let idle = |name, count: usize| {
        let says = format!("{count} idle connections");
        Row::new(name, says, "connections", Workload::Idle(Idle { connections: count }))
    };
    let subscriptions = |name, subjects: usize, says| {
        let workload = Workload::Subscriptions(Subscriptions { count: 1_000_000, connections: 4, subjects });
        Row::new(name, says, "subscriptions", workload)
    };
    let connects = |parallel: usize| {
        let says = format!("connect, PING, PONG, close; {parallel} at a time");
        Row::new(
            format!("connect-{parallel}"),
            says,
            "connections",
            Workload::Connects(Connects { parallel }),
        )
    };
    vec![
        idle("idle-1k", 1_000),
        idle("idle-10k", 10_000).must(IDLE),
        subscriptions("subs-1m", 1_000_000, "1,000,000 subscriptions on as many subjects")
            .must(SUBSCRIPTIONS),
        subscriptions("subs-1m-1k", 1_000, "1,000,000 subscriptions on 1,000 subjects"),
        connects(1).must(CONNECTS),
        connects(8),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<String> = all().into_iter().map(|row| row.name).collect();
        let count = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), count);
    }

    fn check(choice: &[&str], expected: &[&str]) {
        let choice: Vec<String> = choice.iter().map(|name| (*name).to_owned()).collect();
        let names: Vec<String> = chosen(&choice).unwrap().into_iter().map(|row| row.name).collect();
        assert_eq!(names, expected);
    }

    #[test]
    fn rows_are_chosen_by_name_beginning_or_goal() {
        check(&["req-1"], &["req-1"]);
        check(&["req-1", "1to1-16"], &["1to1-16", "req-1"]);
        check(&["wild*"], &["wild-hot", "wild-warm", "wild-cold"]);
        let must = [
            "1to1-16",
            "1to1-256",
            "fan100-16",
            "fan100-4096",
            "4x4-128",
            "req-1",
            "churn-16",
            "idle-10k",
            "subs-1m",
            "connect-1",
        ];
        check(&["must"], &must);
        assert!(chosen(&["req".into()]).unwrap_err().contains("--list"));
        assert_eq!(chosen(&[]).unwrap().len(), all().len());
    }

    #[test]
    fn goals_are_judged_in_their_direction() {
        let less = Goal::ratio(Metric::Cpu, 0.35, 0.25);
        assert_eq!(
            [0.2, 0.25, 0.3, 0.36].map(|figure| less.judge(figure)),
            [Verdict::Aim, Verdict::Aim, Verdict::Met, Verdict::Missed]
        );
        let more = Goal::ratio(Metric::Rate, 2.5, 3.5);
        assert_eq!(
            [4.0, 3.0, 2.0].map(|figure| more.judge(figure)),
            [Verdict::Aim, Verdict::Met, Verdict::Missed]
        );
        assert_eq!((less.says(), more.says()), ("≤ 0.35, aim 0.25".into(), "≥ 2.5, aim 3.5".into()));
        assert_eq!(Goal::ratio(Metric::Rate, 3.0, 3.0).says(), "≥ 3");
    }
}
