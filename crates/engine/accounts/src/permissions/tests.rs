//! Every rule as a line, then everything at random against a slow model.

use options::{PermissionsSpec, ResponsesSpec, RuleSpec};
use proptest::prelude::*;

use super::{Permissions, SubscribeVerdict};
use SubscribeVerdict::{Allowed, AllowedWithDenyFilter as Filtered, Denied};

fn rule(allow: &[&str], deny: &[&str]) -> RuleSpec {
    let owned = |entries: &[&str]| entries.iter().map(ToString::to_string).collect::<Vec<_>>();
    RuleSpec { allow: (!allow.is_empty()).then(|| owned(allow)), deny: owned(deny) }
}

fn publishing(allow: &[&str], deny: &[&str]) -> Permissions {
    Permissions::compile(&PermissionsSpec { publish: Some(rule(allow, deny)), ..Default::default() }).unwrap()
}

fn subscribing(allow: &[&str], deny: &[&str]) -> Permissions {
    Permissions::compile(&PermissionsSpec { subscribe: Some(rule(allow, deny)), ..Default::default() })
        .unwrap()
}

#[track_caller]
fn check_publish(permissions: &Permissions, subject: &str, expected: bool) {
    assert_eq!(permissions.may_publish(subject.as_bytes()), expected, "{subject}");
}

#[test]
fn publishing_to_an_allowed_star() {
    let permissions = publishing(&["foo.*"], &[]);
    for (subject, expected) in [
        ("foo.a", true),
        ("foo.*", true),
        ("foo.>", true),
        ("foo", false),
        ("foo.", false),
        ("foo..", false),
        ("foo.a.b", false),
    ] {
        check_publish(&permissions, subject, expected);
    }
}

#[test]
fn publishing_to_an_allowed_tail() {
    let permissions = publishing(&["foo.>"], &[]);
    for (subject, expected) in [
        ("foo.a", true),
        ("foo.a.b", true),
        ("foo.>", true),
        ("foo", false),
        ("foo.", false),
        ("foo..a", false),
    ] {
        check_publish(&permissions, subject, expected);
    }
}

#[test]
fn publishing_beside_a_denied_star() {
    let permissions = publishing(&[], &["foo.*"]);
    for (subject, expected) in [
        ("foo.a", false),
        ("foo.*", false),
        ("foo.>", false),
        ("*.a", true),
        (">", true),
        // Reaches nobody, so there is nothing to deny.
        ("foo.", true),
        ("foo.a.b", true),
    ] {
        check_publish(&permissions, subject, expected);
    }
}

#[test]
fn deny_wins_and_an_empty_allow_list_says_nothing() {
    check_publish(&publishing(&["foo"], &["foo"]), "foo", false);
    let empty = RuleSpec { allow: Some(vec![]), deny: vec![] };
    let spec = PermissionsSpec { publish: Some(empty.clone()), ..Default::default() };
    check_publish(&Permissions::compile(&spec).unwrap(), "foo", true);
    let responses = Some(ResponsesSpec { max: Some(1), expires: None });
    let spec = PermissionsSpec { publish: Some(empty), responses: responses.clone(), ..Default::default() };
    check_publish(&Permissions::compile(&spec).unwrap(), "foo", false);
    let spec = PermissionsSpec { publish: Some(rule(&["foo"], &[])), responses, ..Default::default() };
    check_publish(&Permissions::compile(&spec).unwrap(), "foo", true);
}

/// `filter` or `filter queue`.
#[track_caller]
fn check_subscribe(permissions: &Permissions, subscription: &str, expected: SubscribeVerdict) {
    let (filter, queue) = split(subscription);
    assert_eq!(permissions.may_subscribe(filter, queue), expected, "{subscription}");
}

#[track_caller]
fn check_receive(permissions: &Permissions, subscription: &str, expected: bool) {
    let (subject, queue) = split(subscription);
    assert_eq!(permissions.may_receive(subject, queue), expected, "{subscription}");
}

fn split(subscription: &str) -> (&[u8], Option<&[u8]>) {
    match subscription.split_once(' ') {
        Some((filter, queue)) => (filter.as_bytes(), Some(queue.as_bytes())),
        None => (subscription.as_bytes(), None),
    }
}

#[test]
fn subscribing_to_an_allowed_star() {
    let permissions = subscribing(&["foo.*"], &[]);
    for (filter, expected) in [
        ("foo.*", Allowed),
        ("foo.a", Allowed),
        ("*.a", Denied),
        ("*.*", Denied),
        (">", Denied),
        ("foo", Denied),
    ] {
        check_subscribe(&permissions, filter, expected);
    }
    // The reference accepts this one, too, and delivers foo.a.b.
    check_subscribe(&permissions, "foo.>", Filtered);
    check_receive(&permissions, "foo.a", true);
    check_receive(&permissions, "foo.a.b", false);
    // Wrong subjects are refused here before anyone asks whether they are subjects.
    check_subscribe(&permissions, "foo..x", Denied);
}

#[test]
fn subscribing_beside_a_denied_star() {
    let permissions = subscribing(&[], &["foo.*"]);
    for (filter, expected) in [
        ("foo.>", Denied),
        ("foo.*", Denied),
        ("foo.a", Denied),
        ("*.a", Filtered),
        (">", Filtered),
        ("bar.*", Allowed),
        ("foo.a.b", Allowed),
    ] {
        check_subscribe(&permissions, filter, expected);
    }
    check_receive(&permissions, "foo.a", false);
    check_receive(&permissions, "foo.a.b", true);
    check_receive(&permissions, "b.a", true);
}

#[test]
fn queue_entries_of_an_allow_list() {
    let both = subscribing(&["foo", "foo v1"], &[]);
    for (subscription, expected) in [("foo", Allowed), ("foo v1", Allowed), ("foo v2", Denied)] {
        check_subscribe(&both, subscription, expected);
    }
    let only_queue = subscribing(&["foo v1"], &[]);
    for (subscription, expected) in [("foo", Denied), ("foo v1", Allowed), ("foo v2", Denied)] {
        check_subscribe(&only_queue, subscription, expected);
    }
    let wild = subscribing(&["foo", "foo *.dev", "bar v1.>"], &[]);
    for (subscription, expected) in [
        ("foo a.dev", Allowed),
        ("foo a.b.dev", Denied),
        ("foo *.dev", Allowed),
        ("bar v1.a.b", Allowed),
        ("bar v1", Denied),
        ("bar", Denied),
    ] {
        check_subscribe(&wild, subscription, expected);
    }
    check_subscribe(&subscribing(&["foo"], &[]), "foo anything", Allowed);
}

#[test]
fn queue_entries_of_a_deny_list() {
    let permissions = subscribing(&["ok.*"], &["ok.q bad", "ok.never"]);
    for (subscription, expected) in [
        ("ok.q", Allowed),
        ("ok.q bad", Denied),
        ("ok.q good", Filtered),
        ("ok.* bad", Filtered),
        ("ok.*", Filtered),
        ("ok.never", Denied),
        ("ok.never good", Denied),
    ] {
        check_subscribe(&permissions, subscription, expected);
    }
    for (message, expected) in
        [("ok.q bad", false), ("ok.q good", true), ("ok.q", true), ("ok.z bad", true), ("ok.never", false)]
    {
        check_receive(&permissions, message, expected);
    }
}

#[test]
fn entries_that_mean_nothing() {
    for (publish, subscribe, text) in [
        (vec!["a..b"], vec![], "subject \"a..b\" is not a valid subject"),
        (vec!["a b"], vec![], "subject \"a b\" is not a valid subject"),
        (vec![], vec!["a b c"], "subject \"a b c\" is not a valid subject"),
        (vec![], vec![" "], "subject \" \" is not a valid subject"),
        (vec![], vec!["a b..c"], "queue \"b..c\" is not a valid queue"),
    ] {
        let spec = PermissionsSpec {
            publish: Some(rule(&publish, &[])),
            subscribe: Some(rule(&[], &subscribe)),
            responses: None,
        };
        assert_eq!(Permissions::compile(&spec).unwrap_err().to_string(), text);
    }
}

// The model: entries as lists, every question answered by looking at all of them.

type Entry = (String, Option<String>);

#[derive(Debug, Clone)]
struct Model {
    allow: Option<Vec<Entry>>,
    deny: Vec<Entry>,
}

impl Model {
    fn compile(&self) -> Permissions {
        let written = |entries: &[Entry]| {
            entries
                .iter()
                .map(|(filter, queue)| match queue {
                    Some(queue) => format!("{filter} {queue}"),
                    None => filter.clone(),
                })
                .collect::<Vec<_>>()
        };
        let rule = RuleSpec { allow: self.allow.as_deref().map(written), deny: written(&self.deny) };
        let spec = PermissionsSpec { subscribe: Some(rule), ..Default::default() };
        Permissions::compile(&spec).unwrap()
    }

    fn may_receive(&self, subject: &str, queue: Option<&str>) -> bool {
        let holds = |(filter, held): &Entry| {
            subject::matches_literal(filter.as_bytes(), subject.as_bytes())
                && held.as_ref().is_none_or(|held| queue.is_some_and(|queue| queue_is(queue, held)))
        };
        self.allow.as_ref().is_none_or(|allow| allow.iter().any(holds)) && !self.deny.iter().any(holds)
    }
}

fn queue_is(queue: &str, held: &str) -> bool {
    queue == held || subject::is_subset(queue.as_bytes(), held.as_bytes())
}

fn token() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec!["a", "b", "*"])
}

fn filter() -> impl Strategy<Value = String> {
    (prop::collection::vec(token(), 1..4), any::<bool>()).prop_map(|(mut tokens, tail)| {
        if tail {
            tokens.push(">");
        }
        tokens.join(".")
    })
}

fn literal() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..5).prop_map(|tokens| tokens.join("."))
}

fn entries() -> impl Strategy<Value = Vec<Entry>> {
    let queue =
        prop::option::weighted(0.4, prop::sample::select(vec!["q", "r", "*", "x.*"]).prop_map(String::from));
    prop::collection::vec((filter(), queue), 0..5)
}

fn model() -> impl Strategy<Value = Model> {
    let allow = prop::option::of(entries().prop_filter("an empty list means everything", |e| !e.is_empty()));
    (allow, entries()).prop_map(|(allow, deny)| Model { allow, deny })
}

fn queue() -> impl Strategy<Value = Option<&'static str>> {
    prop::option::of(prop::sample::select(vec!["q", "r", "x.y", "*"]))
}

proptest! {
    #[test]
    fn receiving_is_what_the_model_says(model in model(), subject in literal(), queue in queue()) {
        let found = model.compile().may_receive(subject.as_bytes(), queue.map(str::as_bytes));
        prop_assert_eq!(found, model.may_receive(&subject, queue));
    }

    #[test]
    fn publishing_is_what_the_model_says(
        allow in prop::collection::vec(filter(), 0..5),
        deny in prop::collection::vec(filter(), 0..3),
        subject in literal(),
    ) {
        let held = |entries: &[String]| {
            entries.iter().any(|filter| subject::matches_literal(filter.as_bytes(), subject.as_bytes()))
        };
        let expected = (allow.is_empty() || held(&allow)) && !held(&deny);
        let (allow, deny): (Vec<_>, Vec<_>) = (
            allow.iter().map(String::as_str).collect(), deny.iter().map(String::as_str).collect(),
        );
        prop_assert_eq!(publishing(&allow, &deny).may_publish(subject.as_bytes()), expected);
    }

    /// A subscription without a filter at delivery never lets through what `may_receive` would hold back.
    #[test]
    fn an_unfiltered_subscription_needs_no_filter(
        model in model(), filter in filter(), subject in literal(), queue in queue(),
    ) {
        let permissions = model.compile();
        let queue_bytes = queue.map(str::as_bytes);
        let verdict = permissions.may_subscribe(filter.as_bytes(), queue_bytes);
        if verdict == Allowed && subject::matches_literal(filter.as_bytes(), subject.as_bytes()) {
            prop_assert!(permissions.may_receive(subject.as_bytes(), queue_bytes));
        }
    }

    /// A literal subscription without a queue stands exactly when its messages may be received.
    #[test]
    fn a_literal_subscription_is_decided_at_once(model in model(), subject in literal()) {
        let permissions = model.compile();
        let expected = if model.may_receive(&subject, None) { Allowed } else { Denied };
        prop_assert_eq!(permissions.may_subscribe(subject.as_bytes(), None), expected);
    }
}
