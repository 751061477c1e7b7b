//! Many threads at one table: what the comment on `Table` proves, tried.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::hint;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use routing::{Fanout, Table};
use subject::Subject;

/// How often each writer changes its subscription. Enough to hit every interleaving of the few instructions that matter
/// many times, and still quick.
const ROUNDS: u32 = 6_000;

/// A reader that works as a connection does: it remembers fan-outs and looks again only when one isn't current.
fn remembered<'m>(
    table: &Table<u32>,
    memory: &'m mut Option<Arc<Fanout<u32>>>,
    subject: &[u8],
) -> &'m Fanout<u32> {
    if !memory.as_ref().is_some_and(|fanout| table.is_current(fanout)) {
        *memory = Some(table.lookup(subject));
    }
    memory.as_ref().unwrap()
}

/// One writer subscribes and unsubscribes, and some time after each change asks whether the change is seen, as a connection
/// would that remembers what it has found before.
fn churn(table: &Table<u32>, filter: &Subject, subject: &[u8], id: u32) {
    let mut memory = None;
    for round in 0..ROUNDS {
        table.subscribe(filter, None, id);
        linger(round);
        assert!(remembered(table, &mut memory, subject).plain.contains(&id));
        assert!(table.lookup(subject).plain.contains(&id));
        assert!(table.unsubscribe(filter, None, &id));
        linger(round);
        assert!(!remembered(table, &mut memory, subject).plain.contains(&id));
        assert!(!table.lookup(subject).plain.contains(&id));
    }
}

/// Gives a lookup that was under way time to do its damage.
fn linger(round: u32) {
    (0..round % 64).for_each(|_| hint::spin_loop());
}

#[track_caller]
fn check(filters: [&'static str; 2], subject: &'static [u8]) {
    let table = Table::new();
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        for reader in 0..2_u32 {
            let (table, done) = (&table, &done);
            scope.spawn(move || {
                let mut memory = None;
                let mut others = 0_u32;
                while !done.load(Ordering::Relaxed) {
                    remembered(table, &mut memory, subject);
                    table.lookup(subject);
                    // Pushes the subject out of the cache now and then.
                    others = others.wrapping_add(1);
                    if others.is_multiple_of(8) {
                        table.lookup(format!("other.{reader}.{}", others % 4_000).as_bytes());
                    }
                }
            });
        }
        let writers = filters.map(Subject::from_static).into_iter().zip(0..);
        let writers: Vec<_> = writers
            .map(|(filter, id)| {
                let table = &table;
                scope.spawn(move || churn(table, &filter, subject, id))
            })
            .collect();
        let outcomes: Vec<_> = writers.into_iter().map(thread::ScopedJoinHandle::join).collect();
        done.store(true, Ordering::Relaxed);
        assert!(outcomes.iter().all(Result::is_ok));
    });
    assert!(table.lookup(subject).is_empty());
}

#[test]
fn literal_churn() {
    check(["a.b", "a.b"], b"a.b");
}

#[test]
fn wildcard_churn() {
    check(["a.*", "a.>"], b"a.b");
}

#[test]
fn mixed_churn() {
    check(["a.b", "*.b"], b"a.b");
}
