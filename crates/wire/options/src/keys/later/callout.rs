//! `auth_callout` of an authorization block.

use nkey::{Kind, PublicKey};

use crate::schema::{Key, Node, Report, Shape, known};

const KEYS: &[Key<()>] = &[
    known(&["issuer"], Shape::With(|node, report| key_of(Kind::Account, node, report))),
    known(&["account", "acc"], Shape::Text),
    known(&["auth_users", "users"], Shape::TextList),
    known(&["xkey", "key"], Shape::With(|node, report| key_of(Kind::Curve, node, report))),
    known(&["allowed_accounts"], Shape::TextList),
];

pub(in crate::keys) fn check(node: Node<'_>, report: &mut Report) {
    Shape::Block(KEYS).check(node, report);
    let has = |names: [&str; 2]| names.iter().any(|name| node.entry(name).is_some_and(|entry| asked(&entry)));
    if !has(["issuer", "issuer"]) {
        report.invalid(&node, "needs an issuer");
    }
    if !has(["auth_users", "users"]) {
        report.invalid(&node, "needs auth_users");
    }
}

/// The accounts that it may choose, with where they stand.
pub(in crate::keys) fn accounts(node: Node<'_>) -> Vec<(String, String)> {
    let list = node.entry("allowed_accounts").and_then(|list| list.value.as_array()).unwrap_or_default();
    let name = |item: &conf::Value| Some((item.as_str()?.to_owned(), item.position.to_string()));
    list.iter().filter_map(name).collect()
}

fn asked(node: &Node<'_>) -> bool {
    crate::schema::asks(&node.value.kind)
}

fn key_of(kind: Kind, node: Node<'_>, report: &mut Report) {
    if node.text(report).is_some_and(|key| PublicKey::parse_kind(kind, key).is_err()) {
        report.invalid(&node, format!("is not the public key of kind {kind}"));
    }
}
