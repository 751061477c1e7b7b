//! What the routing table costs: `cargo run --release -p routing --example measure`.
//!
//! Times are those that the thread was running, the best of a few rounds. Memory is what the process grew by, without the handles and the
//! bytes of the filters, which whoever subscribes has anyway.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a program for the terminal"
)]

use std::fs;
use std::hash::{Hash, Hasher};
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use routing::Table;
use subject::Subject;

const MILLION: u32 = 1_000_000;

/// A handle as the server has it: compared by pointer.
#[derive(Clone)]
struct Handle(Arc<u32>);

impl PartialEq for Handle {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Handle {}

impl Hash for Handle {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.0).hash(state);
    }
}

fn main() {
    println!("an empty table: {} bytes", size_of::<Table<Handle>>());
    memory("literal filters", |id| format!("device.{id}.telemetry"));
    memory("filters with wildcards", |id| format!("device.{id}.*"));
    lookups();
    inboxes();
    churn();
    fanout();
}

fn subjects(count: u32, text: impl Fn(u32) -> String) -> Vec<Subject> {
    (0..count).map(|id| text(id).parse().unwrap()).collect()
}

fn subscribe(table: &Table<Handle>, filters: &[Subject]) {
    for (filter, id) in filters.iter().zip(0..) {
        table.subscribe(filter, None, Handle(Arc::new(id)));
    }
}

fn resident() -> usize {
    let statm = fs::read_to_string("/proc/self/statm").unwrap();
    statm.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// How long this thread has been running on a processor.
fn running() -> Duration {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    Duration::from_nanos(statistics.split(' ').next().unwrap().parse().unwrap())
}

fn memory(what: &str, text: impl Fn(u32) -> String) {
    let filters = subjects(MILLION, text);
    let handles: Vec<_> = (0..MILLION).map(|id| Handle(Arc::new(id))).collect();
    let table = Table::new();
    let (before, start, mut slowest) = (resident(), running(), Duration::ZERO);
    for (filters, handles) in filters.chunks(1_000).zip(handles.chunks(1_000)) {
        let start = running();
        for (filter, handle) in filters.iter().zip(handles) {
            table.subscribe(filter, None, handle.clone());
        }
        slowest = slowest.max(running() - start);
    }
    println!(
        "a million {what}: {} bytes each, {:?} each to subscribe, the slowest thousand {slowest:?}",
        (resident() - before) / MILLION as usize,
        (running() - start) / MILLION
    );
    let start = running();
    for (filter, handle) in filters.iter().zip(&handles) {
        assert!(table.unsubscribe(filter, None, handle));
    }
    println!("  {:?} each to unsubscribe", (running() - start) / MILLION);
}

/// Time of one call, over all subjects, again and again until the clock has ticked often enough.
fn time(what: &str, subjects: &[Subject], mut call: impl FnMut(&[u8])) {
    let mut round = || {
        let (start, mut calls) = (running(), 0);
        while running() - start < Duration::from_millis(200) {
            subjects.iter().for_each(|subject| call(black_box(subject.as_bytes())));
            calls += subjects.len();
        }
        (running() - start).as_nanos() / calls as u128
    };
    let best = (0..3).map(|_| round()).min().unwrap();
    println!("{what}: {best} ns");
}

fn lookups() {
    let table = Table::new();
    subscribe(&table, &subjects(100_000, |id| format!("device.{id}.*")));
    subscribe(&table, &subjects(100_000, |id| format!("device.{id}.telemetry")));
    println!("with 100,000 literal filters and 100,000 with wildcards:");
    let few = subjects(2_000, |id| format!("device.{id}.telemetry"));
    let remembered = table.lookup(few[0].as_bytes());
    time("  remembered, is_current", &vec![few[0].clone(); 100_000], |_| {
        assert!(table.is_current(black_box(&remembered)))
    });
    few.iter().for_each(|subject| drop(table.lookup(subject.as_bytes())));
    few.iter().for_each(|subject| drop(table.lookup(subject.as_bytes())));
    time("  lookup, in the cache (one subject)", &vec![few[1].clone(); 100_000], |subject| {
        drop(table.lookup(subject));
    });
    time("  lookup, in the cache (2,000 subjects)", &few, |subject| drop(table.lookup(subject)));
    let many = subjects(100_000, |id| format!("device.{}.telemetry", id.wrapping_mul(7_919) % 100_000));
    time("  lookup, not in the cache (100,000 subjects, 2 receivers)", &many, |subject| {
        drop(table.lookup(subject))
    });
    let strange = subjects(MILLION, |id| format!("nobody.{id}.telemetry"));
    time("  lookup, not in the cache (1,000,000 subjects, no receiver)", &strange, |subject| {
        drop(table.lookup(subject));
    });
    time("  has_interest, no receiver", &strange, |subject| assert!(!table.has_interest(subject)));
}

/// Replies to a request/reply client that has one wildcard subscription: every subject is new.
fn inboxes() {
    let table = Table::new();
    subscribe(&table, &subjects(1_000, |id| format!("_INBOX.{id:022}.*")));
    let replies = subjects(MILLION, |id| format!("_INBOX.{:022}.{id:08}", id % 1_000));
    time("with 1,000 inboxes: lookup of a reply", &replies, |subject| {
        assert!(!table.lookup(subject).is_empty())
    });
}

fn churn() {
    let table = Table::new();
    subscribe(&table, &subjects(100_000, |id| format!("device.{id}.telemetry")));
    let inboxes = subjects(10_000, |id| format!("_INBOX.{id:022}"));
    let handle = Handle(Arc::new(0));
    for subject in &inboxes {
        table.subscribe(subject, None, handle.clone());
        table.unsubscribe(subject, None, &handle);
    }
    let mut inboxes = inboxes.iter().cycle();
    time("subscribe and unsubscribe one inbox", &vec![Subject::from_static("_"); 10_000], |_| {
        let inbox = inboxes.next().unwrap();
        table.subscribe(inbox, None, handle.clone());
        table.unsubscribe(inbox, None, &handle);
    });
}

fn fanout() {
    let table = Table::new();
    let news = Subject::from_static("news");
    for id in 0..1_000 {
        table.subscribe(&news, None, Handle(Arc::new(id)));
    }
    let handle = Handle(Arc::new(0));
    time("subscribe, lookup of 1,000 receivers, unsubscribe", &vec![news.clone(); 1_000], |subject| {
        table.subscribe(&news, None, handle.clone());
        assert_eq!(table.lookup(subject).plain.len(), 1_001);
        table.unsubscribe(&news, None, &handle);
    });
}
