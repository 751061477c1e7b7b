//! The table against a list, and what it promises beyond being right.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "../common/mod.rs"]
mod common;
mod model;

use std::sync::Arc;

use model::Step;
use proptest::prelude::*;
use routing::Table;
use subject::Subject;

#[test]
fn saved_inputs_still_agree_with_the_list() {
    common::replay("subject_matching", model::compare);
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "a-rather-long-token", "*", "*"])
}

fn filter() -> impl Strategy<Value = Subject> {
    (prop::collection::vec(token(), 0..4), any::<bool>()).prop_map(|(mut tokens, tail)| {
        if tail || tokens.is_empty() {
            tokens.push(">");
        }
        tokens.join(".").parse().unwrap()
    })
}

/// Published subjects, now and then with wildcards or empty tokens.
fn published() -> impl Strategy<Value = Vec<u8>> {
    let token = prop::sample::select(vec!["a", "b", "a", "b", "a-rather-long-token", "c", "*", ">", ""]);
    prop::collection::vec(token, 1..5).prop_map(|tokens| tokens.join(".").into_bytes())
}

fn step() -> impl Strategy<Value = Step> {
    let queue = prop::sample::select(vec![None, None, Some(&b"q"[..]), Some(b"r"), Some(b"")]);
    prop_oneof![
        4 => (filter(), queue).prop_map(|(filter, queue)| Step::Subscribe(filter, queue)),
        2 => any::<usize>().prop_map(Step::Unsubscribe),
        5 => published().prop_map(Step::Lookup),
        1 => filter().prop_map(Step::Overlapping),
        1 => Just(Step::Sweep),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn table_says_what_a_list_says(steps in prop::collection::vec(step(), 1..120)) {
        model::run(steps);
    }
}

fn subscribe(table: &Table<u32>, filter: &'static str, id: u32) {
    table.subscribe(&Subject::from_static(filter), None, id);
}

#[test]
fn a_literal_change_makes_only_its_own_subject_stale() {
    let table = Table::new();
    subscribe(&table, "orders.>", 1);
    let (orders, inbox) = (table.lookup(b"orders.eu"), table.lookup(b"_INBOX.1"));
    for id in 0..10_000 {
        let filter = Subject::new(format!("_INBOX.{id}").as_bytes()).unwrap();
        table.subscribe(&filter, None, id);
        table.unsubscribe(&filter, None, &id);
    }
    assert!(table.is_current(&orders));
    assert!(Arc::ptr_eq(&orders, &table.lookup(b"orders.eu")));
    assert!(!table.is_current(&inbox));
}

#[test]
fn a_change_that_does_not_happen_makes_nothing_stale() {
    let table = Table::new();
    subscribe(&table, "a", 1);
    subscribe(&table, "*.b", 1);
    let fanouts = [table.lookup(b"a"), table.lookup(b"a.b")];
    assert!(!table.unsubscribe(&Subject::from_static("a"), None, &2));
    assert!(!table.unsubscribe(&Subject::from_static("*.b"), None, &2));
    assert!(!table.unsubscribe(&Subject::from_static("*.c"), None, &1));
    assert!(fanouts.iter().all(|fanout| table.is_current(fanout)));
}

#[test]
fn a_wildcard_change_makes_everything_stale() {
    let table = Table::new();
    subscribe(&table, "a", 1);
    let fanout = table.lookup(b"a");
    subscribe(&table, "b.*", 2);
    assert!(!table.is_current(&fanout));
    assert_eq!(*table.lookup(b"a").plain, [1]);
}

#[test]
fn what_the_cache_lets_go_is_stale() {
    let table = Table::<u32>::new();
    let crowd =
        |round: u32| (0..20_000).for_each(|id| drop(table.lookup(format!("s.{round}.{id}").as_bytes())));
    crowd(1);
    let first = table.lookup(b"first");
    crowd(2);
    // Whoever remembers it could not be told of a change any more.
    assert!(!table.is_current(&first));
    let stats = table.stats();
    assert!((3_000..=4_096 + 64).contains(&stats.cached), "{stats:?}");
    table.sweep();
    assert!(table.stats().cached <= 4_096);
}

#[test]
fn sweeping_lets_go_of_handles() {
    let table = Table::new();
    let handle = Arc::new(());
    table.subscribe(&Subject::from_static("a.*"), None, Arc::clone(&handle));
    table.lookup(b"a.b");
    table.unsubscribe(&Subject::from_static("a.*"), None, &handle);
    table.sweep();
    assert_eq!(Arc::strong_count(&handle), 1);
}

#[test]
fn many_subscribers_of_one_subject_leave_quickly() {
    let table = Table::new();
    let everyone = Subject::from_static("news");
    for id in 0..20_000 {
        table.subscribe(&everyone, None, id);
        table.subscribe(&everyone, Some(b"q"), id);
    }
    assert_eq!(table.lookup(b"news").plain.len(), 20_000);
    for id in 0..20_000 {
        assert!(table.unsubscribe(&everyone, None, &id) && table.unsubscribe(&everyone, Some(b"q"), &id));
    }
    assert!(table.lookup(b"news").is_empty());
}

#[test]
fn a_very_deep_filter_needs_no_deep_stack() {
    let table = Table::new();
    let literal = vec!["a"; 100_000].join(".");
    let filters = [format!("{literal}.*"), format!("{literal}.>"), vec!["*"; 100_001].join(".")];
    for (filter, id) in filters.iter().zip(0..) {
        table.subscribe(&filter.parse().unwrap(), None, id);
    }
    assert_eq!(table.lookup(format!("{literal}.b").as_bytes()).plain.len(), 3);
    let mut found = 0;
    table.overlapping(&Subject::from_static("a.>"), |_, _, _| found += 1);
    assert_eq!(found, 3);
    for (filter, id) in filters.iter().zip(0..) {
        assert!(table.unsubscribe(&filter.parse().unwrap(), None, &id));
    }
}

#[test]
fn a_large_map_keeps_every_filter() {
    let table = Table::new();
    let filter = |id: u32| Subject::new(format!("device.{id}").as_bytes()).unwrap();
    for id in 0..20_000 {
        table.subscribe(&filter(id), None, id);
    }
    for id in 0..20_000 {
        assert_eq!(*table.lookup(filter(id).as_bytes()).plain, [id]);
        assert!(table.unsubscribe(&filter(id), None, &id));
    }
    assert_eq!(table.stats().subscriptions, 0);
}
