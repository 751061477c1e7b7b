//! `resolver` and `trusted_keys`: where accounts come from, and who vouches for them.

use conf::Kind as Value;
use nkey::{Kind, PublicKey};
use stdx::duration::GoDuration;

use super::url;
use crate::schema::{Key, Node, Report, Shape, known, strings};

const KEYS: &[Key<()>] = &[
    known(&["dir"], Shape::Text),
    known(&["type"], Shape::Text),
    known(&["allow_delete"], Shape::Bool),
    known(&["hard_delete"], Shape::Bool),
    known(&["limit"], Shape::Int),
    known(&["ttl"], Shape::DurationText),
    known(&["interval"], Shape::DurationText),
    known(&["timeout"], Shape::DurationText),
];

/// `MEMORY`, `URL(…)`, or a map.
pub(super) fn check(node: Node<'_>, report: &mut Report) {
    match &node.value.kind {
        Value::String(text) if text.to_uppercase().contains("MEM") => {}
        Value::String(text) => check_url(text, node, report),
        Value::Map(_) => {
            Shape::OpenBlock(KEYS).check(node, report);
            check_directory(node, report);
        }
        _ => report.wrong_type(&node, "MEMORY, URL(...) or a map"),
    }
}

fn check_url(text: &str, node: Node<'_>, report: &mut Report) {
    let url = text.trim().get(..4).filter(|start| start.eq_ignore_ascii_case("URL("));
    let url = url.and(text.trim().get(4..)).and_then(|rest| rest.strip_suffix(')'));
    if url.and_then(|url| url::parse(url.trim().trim_matches('"'))).is_none() {
        report.invalid(&node, "must be MEMORY, URL(http://...) or a map with \"type\" and \"dir\"");
    }
}

fn check_directory(node: Node<'_>, report: &mut Report) {
    let text = |key: &str| node.value.as_map().and_then(|map| map.get(key)?.as_str()).unwrap_or_default();
    let on = |key: &str| node.value.as_map().and_then(|map| map.get(key)?.as_bool()) == Some(true);
    let long = |key: &str| text(key).parse().is_ok_and(|span: GoDuration| span.nanoseconds != 0);
    let hard = node.entry("hard_delete").is_some();
    let refused = match text("type").to_uppercase().as_str() {
        "CACHE" => {
            vec![("interval", long("interval")), ("allow_delete", on("allow_delete")), ("hard_delete", hard)]
        }
        "FULL" => vec![("ttl", long("ttl"))],
        "MEM" | "MEMORY" => return,
        _ => return report.invalid(&node, "\"type\" must be full, cache or memory"),
    };
    if text("dir").is_empty() {
        report.invalid(&node, "needs a \"dir\"");
    }
    for (key, _) in refused.into_iter().filter(|&(_, given)| given) {
        report.invalid(&node, format!("this type does not take {key:?}"));
    }
    if hard && !on("allow_delete") {
        report.invalid(&node, "\"hard_delete\" does nothing without \"allow_delete\"");
    }
}

/// Public keys of operators.
pub(super) fn check_trusted(node: Node<'_>, report: &mut Report) {
    for key in strings(node, report).unwrap_or_default() {
        if PublicKey::parse_kind(Kind::Operator, &key).is_err() {
            report.invalid(&node, format!("{key:?} is not the public key of an operator"));
        }
    }
}
