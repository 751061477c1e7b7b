//! `leafnodes`: the listener for leaf nodes. See [`super::remotes`] for where this server connects as one.

use std::collections::HashSet;

use nkey::{Kind, PublicKey};

use super::{CLIENT_TLS, WRITE_TIMEOUT, compression, remotes};
use crate::keys::authorization::timeout;
use crate::schema::Take::{Text, With};
use crate::schema::{Key, Node, Report, Shape, key, known, read};

#[rustfmt::skip]
pub(super) const KEYS: &[Key<()>] = &[
    known(&["listen"], Shape::Address),
    known(&["port"], Shape::Int),
    known(&["host", "net"], Shape::Text),
    known(&["authorization"], Shape::With(authorization)),
    known(&["remotes"], Shape::With(remotes::check)),
    known(&["reconnect", "reconnect_delay", "reconnect_interval"], Shape::Duration),
    known(&["dial_timeout"], Shape::Duration),
    known(&["tls"], CLIENT_TLS),
    known(&["advertise", "leafnode_advertise"], Shape::Text),
    known(&["no_advertise"], Shape::Bool),
    known(&["min_version", "minimum_version"], Shape::With(min_version)),
    known(&["compression"], Shape::With(compression::check)),
    known(&["isolate_leafnode_interest", "isolate"], Shape::Bool),
    known(&["write_deadline"], Shape::Duration),
    known(&["write_timeout"], WRITE_TIMEOUT),
];

#[derive(Default)]
struct Authorization {
    user: String,
    nkey: String,
    users: Vec<String>,
}

const AUTHORIZATION: &[Key<Authorization>] = &[
    key(&["user", "username"], Text(|auth, text| auth.user = text.into())),
    known(&["pass", "password"], Shape::Text),
    key(
        &["nkey"],
        With(|auth, node, report| {
            let Some(text) = node.text(report) else { return };
            auth.nkey = text.into();
            if PublicKey::parse_kind(Kind::User, text).is_err() {
                report.invalid(&node, "is not the public key of a user");
            }
        }),
    ),
    known(
        &["timeout"],
        Shape::With(|node, report| {
            timeout(node, report);
        }),
    ),
    key(&["users"], With(|auth, node, report| auth.users = users(node, report))),
    known(&["account"], Shape::Text),
    known(&["proxy_required"], Shape::Bool),
];

const USER: &[Key<String>] = &[
    key(&["user", "username"], Text(|user, text| *user = text.into())),
    known(&["pass", "password"], Shape::Text),
    known(&["account"], Shape::Text),
    known(&["proxy_required"], Shape::Bool),
];

fn users(node: Node<'_>, report: &mut Report) -> Vec<String> {
    let mut users = Vec::new();
    for item in node.items(report) {
        let mut user = String::new();
        read(USER, item, &mut user, report);
        users.push(user);
    }
    users
}

fn authorization(node: Node<'_>, report: &mut Report) {
    let mut auth = Authorization::default();
    read(AUTHORIZATION, node, &mut auth, report);
    if auth.users.is_empty() {
        return;
    }
    if !auth.user.is_empty() || !auth.nkey.is_empty() {
        report.invalid(&node, "cannot have a single user and a list of users");
    }
    let mut seen = HashSet::new();
    if let Some(twice) = auth.users.iter().find(|user| !seen.insert(user.as_str())) {
        report.invalid(&node, format!("duplicate user {twice:?}"));
    }
}

/// At least 2.8.0; a label may follow.
fn min_version(node: Node<'_>, report: &mut Report) {
    let Some(text) = node.text(report) else { return };
    match version(text) {
        Some(version) if version >= (2, 8, 0) => {}
        Some(_) => report.invalid(&node, "must be at least 2.8.0"),
        None => report.invalid(&node, "is not a version such as 2.8.0"),
    }
}

fn version(text: &str) -> Option<(u32, u32, u32)> {
    let (numbers, _) = text.split_once(['-', '+']).unwrap_or((text, ""));
    let mut numbers = numbers.split('.').map(|number| number.parse().ok());
    let version = (numbers.next()??, numbers.next()??, numbers.next()??);
    numbers.next().is_none().then_some(version)
}
