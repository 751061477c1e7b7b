//! `compression` between servers.

use conf::Kind;

use crate::schema::{Key, Node, Report, Shape, known};

const KEYS: &[Key<()>] = &[
    known(&["mode"], Shape::Text),
    known(
        &["rtt_thresholds", "thresholds", "rtts", "rtt"],
        Shape::With(|node, report| {
            node.items(report).for_each(|item| Shape::DurationText.check(item, report));
        }),
    ),
];

/// A mode, true or false, or a block.
pub(super) fn check(node: Node<'_>, report: &mut Report) {
    match &node.value.kind {
        Kind::String(_) | Kind::Bool(_) => {}
        Kind::Map(_) => Shape::Block(KEYS).check(node, report),
        _ => report.wrong_type(&node, "true, false, a mode or a map"),
    }
}
