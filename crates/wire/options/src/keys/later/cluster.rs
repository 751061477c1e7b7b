//! `cluster`.

use super::{NAME, SERVER_TLS, WRITE_TIMEOUT, compression, url};
use crate::keys::authorization::{self, Authorization};
use crate::keys::permissions;
use crate::schema::{Key, Node, Report, Shape, duration, known, read};

#[rustfmt::skip]
pub(super) const KEYS: &[Key<()>] = &[
    known(&["name"], NAME),
    known(&["listen"], Shape::Address),
    known(&["port"], Shape::Int),
    known(&["host", "net"], Shape::Text),
    known(&["authorization"], Shape::With(cluster_authorization)),
    known(&["routes"], Shape::With(url::check_list)),
    known(&["tls"], SERVER_TLS),
    known(&["advertise", "cluster_advertise"], Shape::Text),
    known(&["no_advertise"], Shape::Bool),
    known(&["connect_retries"], Shape::Int),
    known(&["connect_backoff"], Shape::Bool),
    known(&["permissions"], Shape::With(cluster_permissions)),
    known(&["pool_size"], Shape::Int),
    known(&["accounts"], Shape::Strings),
    known(&["compression"], Shape::With(compression::check)),
    known(&["ping_interval"], Shape::With(ping_interval)),
    known(&["ping_max"], Shape::Int),
    known(&["write_deadline"], Shape::Duration),
    known(&["write_timeout"], WRITE_TIMEOUT),
];

/// Servers have one user, and neither tokens nor callouts.
pub(super) fn server_authorization(node: Node<'_>, report: &mut Report) -> Authorization {
    let mut auth = Authorization::default();
    read(authorization::KEYS, node, &mut auth, report);
    for (has, what) in [
        (auth.user_list.is_some(), "several users"),
        (auth.spec.token.is_some(), "tokens"),
        (auth.has_callout, "callouts"),
    ] {
        if has {
            report.invalid(&node, format!("{what} are not for servers"));
        }
    }
    auth
}

fn cluster_authorization(node: Node<'_>, report: &mut Report) {
    if server_authorization(node, report).spec.default_permissions.is_some() {
        report.warn(&node, "permissions belong in the cluster block itself");
    }
}

fn cluster_permissions(node: Node<'_>, report: &mut Report) {
    let Some(read) = permissions::read(node, report) else { return };
    if read.responses.is_some() {
        report.invalid(&node, "servers have no allow_responses");
    }
    let subscribe = read.subscribe.unwrap_or_default();
    let with_queue = |subject: &String| !subject::is_valid_filter(subject.as_bytes());
    if subscribe.allow.iter().flatten().chain(&subscribe.deny).any(with_queue) {
        report.invalid(&node, "permissions of servers have no queues");
    }
}

fn ping_interval(node: Node<'_>, report: &mut Report) {
    const MOST: std::time::Duration = std::time::Duration::from_secs(30);
    let length = duration(node, report).and_then(|span| span.to_std());
    if length.is_some_and(|length| length > MOST) {
        report.warn(&node, "is more than the 30 seconds that routes allow at most");
    }
}
