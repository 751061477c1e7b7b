//! Permissions of users, accounts and clusters.

use std::time::Duration;

use crate::schema::Take::{Int, With};
use crate::schema::{Key, Node, Report, duration_text, key, read as read_block, strings};
use crate::{PermissionsSpec, ResponsesSpec, RuleSpec};

const KEYS: &[Key<PermissionsSpec>] = &[
    key(
        &["publish", "pub", "import"],
        With(|permissions, node, report| {
            permissions.publish = rule(node, Queue::Refused, report);
        }),
    ),
    key(
        &["subscribe", "sub", "export"],
        With(|permissions, node, report| {
            permissions.subscribe = rule(node, Queue::Allowed, report);
        }),
    ),
    key(
        &["allow_responses", "publish_allow_responses"],
        With(|permissions, node, report| {
            permissions.responses = responses(node, report);
        }),
    ),
];

/// Whether an entry may be `subject queue`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Queue {
    Refused,
    Allowed,
}

/// The permissions; the right to answer closes publishing to whatever is not allowed by name.
pub(super) fn read(node: Node<'_>, report: &mut Report) -> Option<PermissionsSpec> {
    node.map(report)?;
    let mut permissions = PermissionsSpec::default();
    read_block(KEYS, node, &mut permissions, report);
    if permissions.responses.is_some() {
        permissions.publish.get_or_insert_default().allow.get_or_insert_default();
    }
    Some(permissions)
}

struct Rule {
    spec: RuleSpec,
    queue: Queue,
}

const RULE_KEYS: &[Key<Rule>] = &[
    key(
        &["allow"],
        With(|rule, node, report| {
            rule.spec.allow =
                Some(subjects(node, rule.queue, report)).filter(|subjects| !subjects.is_empty());
        }),
    ),
    key(&["deny"], With(|rule, node, report| rule.spec.deny = subjects(node, rule.queue, report))),
];

/// `{ allow, deny }`, or what is allowed alone. An empty list allows everything.
fn rule(node: Node<'_>, queue: Queue, report: &mut Report) -> Option<RuleSpec> {
    let Some(map) = node.value.as_map() else {
        let allow = subjects(node, queue, report);
        return Some(RuleSpec {
            allow: Some(allow).filter(|subjects| !subjects.is_empty()),
            deny: Vec::new(),
        });
    };
    if map.is_empty() {
        return None;
    }
    let mut rule = Rule { spec: RuleSpec::default(), queue };
    read_block(RULE_KEYS, node, &mut rule, report);
    Some(rule.spec)
}

fn subjects(node: Node<'_>, queue: Queue, report: &mut Report) -> Vec<String> {
    let subjects = strings(node, report).unwrap_or_default();
    for subject in &subjects {
        if let Err(why) = check(subject, queue) {
            report.invalid(&node, why);
        }
    }
    subjects
}

/// A list of subjects for permissions that no queue belongs to.
pub(super) fn check_subjects(node: Node<'_>, report: &mut Report) {
    subjects(node, Queue::Refused, report);
}

fn check(entry: &str, queue: Queue) -> Result<(), String> {
    let is_subject = |text: &str| subject::is_valid_filter(text.as_bytes());
    if is_subject(entry) {
        return Ok(());
    }
    let words: Vec<&str> = entry.split_whitespace().collect();
    match (queue, words.as_slice()) {
        (Queue::Allowed, [subject, queue]) if is_subject(subject) && is_subject(queue) => Ok(()),
        (Queue::Allowed, [subject, queue]) if is_subject(subject) => {
            Err(format!("queue {queue:?} is not a valid queue"))
        }
        _ => Err(format!("subject {entry:?} is not a valid subject")),
    }
}

impl Default for ResponsesSpec {
    /// One answer within two minutes.
    fn default() -> Self {
        ResponsesSpec { max: Some(1), expires: Some(Duration::from_secs(120)) }
    }
}

const RESPONSES_KEYS: &[Key<ResponsesSpec>] = &[
    // Zero stands for the default, less than zero for no limit.
    key(
        &["max", "max_msgs", "max_messages", "max_responses"],
        Int(|responses, max| {
            if max != 0 {
                responses.max = (max > 0).then(|| u32::try_from(max).unwrap_or(u32::MAX));
            }
        }),
    ),
    key(
        &["expires", "expiration", "ttl"],
        With(|responses, node, report| {
            let expires = duration_text(node, report).filter(|span| span.nanoseconds != 0);
            if let Some(span) = expires {
                responses.expires = span.to_std();
            }
        }),
    ),
];

fn responses(node: Node<'_>, report: &mut Report) -> Option<ResponsesSpec> {
    if let Some(allowed) = node.value.as_bool() {
        return allowed.then(ResponsesSpec::default);
    }
    let mut responses = ResponsesSpec::default();
    read_block(RESPONSES_KEYS, node, &mut responses, report);
    Some(responses)
}
