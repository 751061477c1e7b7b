//! `ocsp`, `ocsp_cache` and the `ocsp_peer` of a TLS block.

use conf::Kind;

use crate::schema::{Key, Node, Report, Shape, known, word};

const KEYS: &[Key<()>] = &[
    known(
        &["mode"],
        Shape::With(|node, report| drop(word(&["auto", "always", "must", "never"], node, report))),
    ),
    known(&["url"], Shape::Text),
    known(&["urls"], Shape::With(|node, report| report.invalid(&node, "cannot be given; write one \"url\""))),
];

const CACHE: &[Key<()>] = &[
    known(&["type"], Shape::With(|node, report| drop(word(&["none", "local"], node, report)))),
    known(&["local_store"], Shape::Text),
    known(&["preserve_revoked"], Shape::Bool),
    known(&["save_interval"], SIGNED_SECONDS),
];

const PEER: &[Key<()>] = &[
    known(&["verify"], Shape::Bool),
    known(&["allowed_clockskew"], SIGNED_SECONDS),
    known(&["ca_timeout"], SIGNED_SECONDS),
    known(&["cache_ttl_when_next_update_unset"], SIGNED_SECONDS),
    known(&["warn_only"], Shape::Bool),
    known(&["unknown_is_good"], Shape::Bool),
    known(&["allow_when_ca_unreachable"], Shape::Bool),
];

/// Negative lengths stand for the default.
const SIGNED_SECONDS: Shape = Shape::With(|node, report| match &node.value.kind {
    Kind::Int(_) | Kind::Float(_) => {}
    _ => Shape::DurationText.check(node, report),
});

/// Whether a value turns it on; `never` and `verify: false` do not.
pub(in crate::keys) fn asks(kind: &Kind) -> bool {
    let Kind::Map(map) = kind else { return crate::schema::asks(kind) };
    let never =
        map.get("mode").and_then(|mode| mode.as_str()).is_some_and(|mode| mode.eq_ignore_ascii_case("never"));
    !never && map.get("verify").and_then(|verify| verify.as_bool()) != Some(false)
}

pub(super) fn check(node: Node<'_>, report: &mut Report) {
    bool_or(KEYS, node, report);
}

pub(super) fn check_cache(node: Node<'_>, report: &mut Report) {
    bool_or(CACHE, node, report);
}

pub(in crate::keys) fn check_peer(node: Node<'_>, report: &mut Report) {
    bool_or(PEER, node, report);
}

fn bool_or(keys: &'static [Key<()>], node: Node<'_>, report: &mut Report) {
    match &node.value.kind {
        Kind::Bool(_) => {}
        Kind::Map(_) => Shape::Block(keys).check(node, report),
        _ => report.wrong_type(&node, "true, false or a map"),
    }
}
