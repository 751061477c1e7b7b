//! The table, step by step and against a model that remembers requests in a list.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use options::ResponseKind;
use proptest::prelude::*;
use subject::Subject;

use super::{Bounds, ReplyTable, Request};
use crate::{
    AccountId, ConnectionId, ExportId,
    directory::{Latency, Sampling, ServiceTerms},
    latency::{Sample, TraceHeaders},
};

const EXPORT: ExportId = ExportId { account: AccountId::GLOBAL, index: 3 };

fn terms(response: ResponseKind, seconds: u64) -> ServiceTerms {
    ServiceTerms { response, threshold: Duration::from_secs(seconds), latency: None }
}

fn request<'a>(connection: u64, reply: &'a str, terms: &'a ServiceTerms) -> Request<'a> {
    Request {
        requester: AccountId::from_index(1),
        connection: ConnectionId(connection),
        reply: reply.as_bytes(),
        export: EXPORT,
        terms,
        sample: None,
    }
}

fn sample(started: Instant) -> Box<Sample> {
    let latency =
        Arc::new(Latency { sampling: Sampling::Percent(100), subject: Subject::from_static("lat") });
    Box::new(Sample {
        latency,
        exporter: AccountId::GLOBAL,
        requester: None,
        headers: TraceHeaders::new(),
        started,
    })
}

/// Where the answer goes and whether it was the last.
fn resolve(table: &mut ReplyTable, now: Instant, subject: &[u8], size: usize) -> Option<(String, bool)> {
    let answer = table.resolve(now, subject, size)?;
    assert_eq!((answer.requester, answer.export), (AccountId::from_index(1), EXPORT));
    Some((String::from_utf8(answer.reply.to_vec()).unwrap(), answer.finished))
}

#[test]
fn a_single_answer_finds_its_way_once() {
    let (mut table, now) = (ReplyTable::new(7, Bounds::default()), Instant::now());
    let terms = terms(ResponseKind::Singleton, 10);
    let first = table.issue(now, 1, request(1, "inbox.1", &terms)).subject;
    let second = table.issue(now, 1, request(1, "inbox.2", &terms)).subject;
    assert_ne!(first, second, "the same random number gives another subject");
    assert!(first.as_bytes().starts_with(table.prefix()));
    assert_eq!(resolve(&mut table, now, first.as_bytes(), 5), Some(("inbox.1".into(), true)));
    assert_eq!(resolve(&mut table, now, first.as_bytes(), 5), None);
    assert_eq!(resolve(&mut table, now, second.as_bytes(), 0), Some(("inbox.2".into(), true)));
    assert!(table.is_empty() && table.next_deadline().is_none());
    assert_eq!(resolve(&mut table, now, b"_R_.x.y", 1), None);
}

#[test]
fn several_answers_end_with_an_empty_one() {
    for kind in [ResponseKind::Stream, ResponseKind::Chunked] {
        let (mut table, now) = (ReplyTable::new(7, Bounds::default()), Instant::now());
        let terms = terms(kind, 10);
        let subject = table.issue(now, 1, request(1, "inbox", &terms)).subject;
        for _ in 0..3 {
            assert_eq!(resolve(&mut table, now, subject.as_bytes(), 1), Some(("inbox".into(), false)));
        }
        assert_eq!(resolve(&mut table, now, subject.as_bytes(), 0), Some(("inbox".into(), true)));
        assert_eq!(resolve(&mut table, now, subject.as_bytes(), 1), None);
    }
}

#[test]
fn silence_ends_a_request() {
    let (mut table, start) = (ReplyTable::new(7, Bounds::default()), Instant::now());
    let (single, stream) = (terms(ResponseKind::Singleton, 5), terms(ResponseKind::Stream, 2));
    let at = |seconds| start + Duration::from_secs(seconds);
    let slow = table.issue(start, 1, request(1, "slow", &single)).subject;
    let lively = table.issue(start, 2, request(1, "lively", &stream)).subject;
    let quiet = table.issue(at(1), 3, request(1, "quiet", &stream)).subject;
    assert_eq!(table.next_deadline(), Some(at(2)));
    assert!(
        resolve(&mut table, at(2), lively.as_bytes(), 1).is_some(),
        "an answer at the deadline still counts"
    );
    assert_eq!(table.next_deadline(), Some(at(3)));
    table.expire(at(3));
    assert!(resolve(&mut table, at(3), quiet.as_bytes(), 1).is_none());
    assert!(resolve(&mut table, at(3), lively.as_bytes(), 1).is_some());
    table.expire(at(5));
    assert!(resolve(&mut table, at(5), slow.as_bytes(), 1).is_none() && table.is_empty());
}

#[test]
fn what_is_measured_is_told_once() {
    let (mut table, now) = (ReplyTable::new(7, Bounds::default()), Instant::now());
    let terms = terms(ResponseKind::Singleton, 5);
    let issue = |table: &mut ReplyTable, reply| {
        table.issue(now, 1, Request { sample: Some(sample(now)), ..request(1, reply, &terms) }).subject
    };
    let answered = issue(&mut table, "a");
    assert!(table.resolve(now, answered.as_bytes(), 1).unwrap().sample.is_some());
    let nobody = issue(&mut table, "b");
    assert!(table.withdraw(nobody.as_bytes()).is_some());
    assert!(table.withdraw(nobody.as_bytes()).is_none());
    issue(&mut table, "c");
    assert_eq!(table.expire(now + Duration::from_secs(5)).len(), 1);
    issue(&mut table, "d");
    assert_eq!(table.lose_interest(AccountId::from_index(1), b"d", |_| false).len(), 1);
    issue(&mut table, "e");
    assert_eq!(table.forget_connection(ConnectionId(1), |_, _| false).len(), 1);
    assert!(table.is_empty());
}

#[test]
fn who_no_longer_listens_gets_no_answer() {
    let (mut table, now) = (ReplyTable::new(7, Bounds::default()), Instant::now());
    let terms = terms(ResponseKind::Singleton, 5);
    let me = AccountId::from_index(1);
    for (connection, reply) in [(1, "in.a"), (1, "in.b"), (2, "in.a"), (2, "other"), (1, "shared")] {
        table.issue(now, 9, request(connection, reply, &terms));
    }
    table.lose_interest(AccountId::from_index(2), b"in.a", |_| false);
    assert_eq!(table.len(), 5, "another account's inbox of the same name");
    table.lose_interest(me, b"in.a", |_| false);
    assert_eq!(table.len(), 3);
    table.lose_interest(me, b"in.*", |reply| reply == b"in.b");
    assert_eq!(table.len(), 3);
    table.forget_connection(ConnectionId(1), |_, reply| reply == b"shared");
    assert_eq!(table.len(), 2);
    table.lose_interest(me, b">", |_| false);
    assert!(table.is_empty());
}

#[test]
fn a_connection_gives_way_to_itself() {
    let (mut table, now) = (ReplyTable::new(7, Bounds { per_connection: 2, total: 3 }), Instant::now());
    let terms = terms(ResponseKind::Singleton, 5);
    let mut random = 0;
    let mut issue = |table: &mut ReplyTable, connection, reply| {
        random += 1;
        table.issue(now, random, request(connection, reply, &terms))
    };
    let first = issue(&mut table, 1, "1a").subject;
    issue(&mut table, 1, "1b");
    issue(&mut table, 1, "1c");
    assert!(table.resolve(now, first.as_bytes(), 1).is_none(), "the oldest of connection 1 went");
    let other = issue(&mut table, 2, "2a").subject;
    issue(&mut table, 1, "1d");
    assert_eq!(table.len(), 3);
    assert!(table.resolve(now, other.as_bytes(), 1).is_some(), "connection 2 lost nothing to connection 1");
    // One that has none takes the place of the oldest of all.
    issue(&mut table, 2, "2b");
    let newcomer = issue(&mut table, 3, "3a").subject;
    assert_eq!(table.len(), 3);
    assert!(table.resolve(now, newcomer.as_bytes(), 1).is_some());
}

#[test]
fn a_working_table_stops_growing() {
    let (mut table, now) = (ReplyTable::new(7, Bounds::default()), Instant::now());
    let terms = terms(ResponseKind::Singleton, 5);
    for n in 0..10_000u64 {
        let long = "x".repeat(usize::try_from(n % 500).unwrap() + 1);
        let subject = table.issue(now, n, request(n, &long, &terms)).subject;
        assert_eq!(table.resolve(now, subject.as_bytes(), 1).unwrap().reply, long.as_bytes());
    }
    assert_eq!(table.slots(), 1);
}

/// What may happen to a table.
#[derive(Debug, Clone)]
enum Step {
    Issue { connection: u64, reply: u8, kind: u8, random: u64 },
    Answer { of: usize, size: usize },
    Withdraw { of: usize },
    Wait { seconds: u64 },
    Lose { reply: u8 },
    Leave { connection: u64, keeps: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..4u64, 0..5u8, 0..4u8, 0..6u64)
            .prop_map(|(connection, reply, kind, random)| Step::Issue { connection, reply, kind, random }),
        4 => (0..40usize, 0..2usize).prop_map(|(of, size)| Step::Answer { of, size }),
        1 => (0..40usize).prop_map(|of| Step::Withdraw { of }),
        2 => (0..3u64).prop_map(|seconds| Step::Wait { seconds }),
        1 => (0..5u8).prop_map(|reply| Step::Lose { reply }),
        1 => (0..4u64, 0..5u8).prop_map(|(connection, keeps)| Step::Leave { connection, keeps }),
    ]
}

#[derive(Debug, Clone)]
struct Remembered {
    subject: Vec<u8>,
    connection: u64,
    reply: String,
    kind: ResponseKind,
    threshold: u64,
    deadline: u64,
}

const BOUNDS: Bounds = Bounds { per_connection: 5, total: 12 };

/// Oldest first; the order of deadlines among equals is the order in which they were set.
#[derive(Default)]
struct Model {
    requests: Vec<Remembered>,
}

impl Model {
    fn make_room(&mut self, connection: u64) {
        let own: Vec<usize> =
            (0..self.requests.len()).filter(|&at| self.requests[at].connection == connection).collect();
        if self.requests.len() < BOUNDS.total && own.len() < BOUNDS.per_connection {
            return;
        }
        match own.first() {
            Some(&at) => drop(self.requests.remove(at)),
            None => {
                let first = self.requests.iter().map(|request| request.deadline).min().unwrap();
                self.ambiguous_removal(first);
            }
        }
    }

    /// Which of several with the same deadline goes is the table's business; the test avoids asking.
    fn ambiguous_removal(&mut self, deadline: u64) {
        let at = self.requests.iter().position(|request| request.deadline == deadline).unwrap();
        self.requests.remove(at);
    }
}

fn kind(number: u8) -> (ResponseKind, u64) {
    match number {
        0 => (ResponseKind::Singleton, 2),
        1 => (ResponseKind::Singleton, 5),
        2 => (ResponseKind::Stream, 2),
        _ => (ResponseKind::Chunked, 3),
    }
}

proptest! {
    #[test]
    fn the_table_remembers_what_the_model_does(steps in prop::collection::vec(step(), 1..120)) {
        let start = Instant::now();
        let (mut table, mut model, mut clock) = (ReplyTable::new(1, BOUNDS), Model::default(), 0u64);
        let mut issued: Vec<Vec<u8>> = Vec::new();
        for step in steps {
            let now = start + Duration::from_secs(clock);
            match step {
                Step::Issue { connection, reply, kind: number, random } => {
                    // The one case in which several requests may give way equally well.
                    let strangers = model.requests.iter().all(|request| request.connection != connection);
                    if strangers && model.requests.len() == BOUNDS.total {
                        continue;
                    }
                    let (kind, threshold) = kind(number);
                    model.make_room(connection);
                    let reply = format!("in.{reply}");
                    let subject = table.issue(now, random, request(connection, &reply, &terms(kind, threshold))).subject;
                    let subject = subject.as_bytes().to_vec();
                    prop_assert!(!model.requests.iter().any(|request| request.subject == subject));
                    issued.push(subject.clone());
                    model.requests.push(Remembered { subject, connection, reply, kind, threshold, deadline: clock + threshold });
                }
                Step::Answer { of, size } => {
                    let Some(subject) = issued.iter().rev().nth(of).cloned() else { continue };
                    let known = model.requests.iter().position(|request| request.subject == subject);
                    let expected = known.map(|at| {
                        let request = model.requests[at].clone();
                        let finished = size == 0 || request.kind == ResponseKind::Singleton;
                        if finished {
                            model.requests.remove(at);
                        } else {
                            model.requests[at].deadline = clock + request.threshold;
                        }
                        (request.reply, finished)
                    });
                    prop_assert_eq!(resolve(&mut table, now, &subject, size), expected);
                }
                Step::Withdraw { of } => {
                    let Some(subject) = issued.iter().rev().nth(of).cloned() else { continue };
                    table.withdraw(&subject);
                    model.requests.retain(|request| request.subject != subject);
                }
                Step::Wait { seconds } => {
                    clock += seconds;
                    table.expire(start + Duration::from_secs(clock));
                    model.requests.retain(|request| request.deadline > clock);
                }
                Step::Lose { reply } => {
                    let reply = format!("in.{reply}");
                    table.lose_interest(AccountId::from_index(1), reply.as_bytes(), |_| false);
                    model.requests.retain(|request| request.reply != reply);
                }
                Step::Leave { connection, keeps } => {
                    let kept = format!("in.{keeps}");
                    table.forget_connection(ConnectionId(connection), |_, reply| reply == kept.as_bytes());
                    model.requests.retain(|request| request.connection != connection || request.reply == kept);
                }
            }
            prop_assert_eq!(table.len(), model.requests.len());
            let deadline = model.requests.iter().map(|request| request.deadline).min();
            prop_assert_eq!(table.next_deadline(), deadline.map(|at| start + Duration::from_secs(at)));
        }
    }
}
