//! Limits of connections, liveness, deadlines, and the end of the server.

use std::time::Duration;

use crate::WriteTimeoutPolicy;
use crate::draft::Draft;
use crate::schema::Take::{Bool, Int, With};
use crate::schema::{Key, Node, Report, duration, duration_text, key, not_negative};

pub(super) const KEYS: &[Key<Draft>] = &[
    key(&["max_control_line"], With(max_control_line)),
    key(&["max_payload"], With(max_payload)),
    key(&["max_pending"], With(max_pending)),
    // Zero and less let nobody in.
    key(
        &["max_connections", "max_conn"],
        Int(|draft, n| draft.options.limits.max_connections = Some(u64::try_from(n).unwrap_or_default())),
    ),
    key(&["max_subscriptions", "max_subs"], With(max_subscriptions)),
    key(&["max_sub_tokens", "max_subscription_tokens"], With(max_subscription_tokens)),
    key(&["ping_interval"], With(ping_interval)),
    key(&["ping_max"], With(ping_max)),
    key(&["write_deadline"], With(write_deadline)),
    key(
        &["write_timeout"],
        With(|draft, node, report| {
            draft.options.write_timeout = write_timeout(node, report).unwrap_or_default();
        }),
    ),
    key(&["lame_duck_duration"], With(lame_duck_duration)),
    key(&["lame_duck_grace_period"], With(lame_duck_grace_period)),
    key(&["max_closed_clients"], With(max_closed_clients)),
    key(&["no_fast_producer_stall"], Bool(|draft, on| draft.options.no_fast_producer_stall = on)),
    key(&["no_header_support"], Bool(|draft, on| draft.options.no_header_support = on)),
    key(
        &["disable_sublist_cache", "no_sublist_cache"],
        Bool(|draft, on| draft.options.disable_sublist_cache = on),
    ),
];

/// What fits the 32 bits that the protocol gives sizes.
const LARGEST: i64 = i32::MAX as i64;

/// A number between the bounds. Zero stands for the default, and so does what is refused.
fn number<T: TryFrom<i64>>(node: Node<'_>, least: i64, most: i64, report: &mut Report) -> Option<T> {
    let number = node.int(report)?;
    if number > most {
        report.invalid(&node, format!("value is too big, the largest is {most}"));
    } else if number < least {
        report.invalid(&node, format!("must be at least {least}"));
    }
    let within = (least..=most).contains(&number) && number != 0;
    within.then(|| T::try_from(number).ok()).flatten()
}

fn max_control_line(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    if let Some(bytes) = number(node, 0, LARGEST, report) {
        draft.options.limits.max_control_line = bytes;
    }
}

/// -1 means unlimited, which is as much as one message can announce.
fn max_payload(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    match number(node, -1, LARGEST, report) {
        Some(-1) => draft.options.limits.max_payload = usize::MAX,
        Some(bytes) => draft.options.limits.max_payload = usize::try_from(bytes).unwrap_or_default(),
        None::<i64> => {}
    }
}

fn max_pending(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    if let Some(bytes) = number(node, 0, i64::MAX, report) {
        draft.options.limits.max_pending = bytes;
    }
}

fn max_subscriptions(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    let count = number::<i64>(node, -1, i64::MAX, report);
    draft.options.limits.max_subscriptions = count.and_then(|count| u64::try_from(count).ok());
}

fn max_subscription_tokens(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    draft.options.limits.max_subscription_tokens = number(node, 1, i64::from(u8::MAX), report);
}

fn ping_interval(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    if let Some(interval) = length(node, report) {
        draft.options.ping_interval = interval;
    }
}

fn ping_max(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    if let Some(count) = number(node, 0, i64::from(u32::MAX), report) {
        draft.options.ping_max = count;
    }
}

fn write_deadline(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    if let Some(deadline) = length(node, report) {
        draft.options.write_deadline = deadline;
    }
}

/// A duration, where zero stands for the default.
fn length(node: Node<'_>, report: &mut Report) -> Option<Duration> {
    let span = duration(node, report)?;
    not_negative(span, node, report).filter(|length| !length.is_zero())
}

/// The policy, `None` if there is no such one.
pub(super) fn write_timeout(node: Node<'_>, report: &mut Report) -> Option<WriteTimeoutPolicy> {
    match node.text(report)? {
        "default" | "close" => Some(WriteTimeoutPolicy::Close),
        "retry" => Some(WriteTimeoutPolicy::Retry),
        _ => {
            report.invalid(&node, "must be \"default\", \"close\" or \"retry\"");
            None
        }
    }
}

fn lame_duck_duration(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    const LEAST: Duration = Duration::from_secs(30);
    let Some(span) = duration_text(node, report) else { return };
    match span.to_std() {
        Some(length) if length >= LEAST => draft.options.lame_duck_duration = length,
        _ => report.invalid(&node, "must be at least 30 seconds"),
    }
}

fn lame_duck_grace_period(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    let length = duration_text(node, report).and_then(|span| not_negative(span, node, report));
    if let Some(length) = length.filter(|length| !length.is_zero()) {
        draft.options.lame_duck_grace_period = length;
    }
}

fn max_closed_clients(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    if let Some(count) = number(node, 0, LARGEST, report) {
        draft.options.max_closed_clients = count;
    }
}
