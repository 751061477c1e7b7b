//! `leafnodes { remotes }`: where this server connects as a leaf node.

use nkey::{Kind, Seed};

use super::{CLIENT_TLS, compression, url};
use crate::keys::permissions::check_subjects;
use crate::schema::{Key, Node, Report, Shape, known};

#[rustfmt::skip]
const KEYS: &[Key<()>] = &[
    known(&["no_randomize", "dont_randomize"], Shape::Bool),
    known(&["url", "urls"], Shape::With(|node, report| match node.value.as_str() {
        Some(_) => url::check(node, report),
        None => url::check_list(node, report),
    })),
    known(&["account", "local"], Shape::Text),
    known(&["credentials", "creds"], Shape::Text),
    known(&["nkey", "seed"], Shape::With(seed)),
    known(&["tls"], CLIENT_TLS),
    known(&["hub"], Shape::Bool),
    known(&["deny_imports", "deny_import"], Shape::With(check_subjects)),
    known(&["deny_exports", "deny_export"], Shape::With(check_subjects)),
    known(&["ws_compression", "ws_compress", "websocket_compress", "websocket_compression"], Shape::Bool),
    known(&["ws_no_masking", "websocket_no_masking"], Shape::Bool),
    known(&["jetstream_cluster_migrate", "js_cluster_migrate"], Shape::With(migrate)),
    known(&["isolate_leafnode_interest", "isolate"], Shape::Bool),
    known(&["request_isolation"], Shape::Bool),
    known(&["compression"], Shape::With(compression::check)),
    known(&["first_info_timeout"], Shape::Duration),
    known(&["dial_timeout"], Shape::Duration),
    known(&["disabled"], Shape::Bool),
    known(&["proxy"], Shape::With(proxy)),
    known(&["ignore_discovered_servers"], Shape::Bool),
];

const MIGRATE: &[Key<()>] = &[known(&["leader_migrate_delay"], Shape::Duration)];

const PROXY: &[Key<()>] = &[
    known(&["url"], Shape::Text),
    known(&["username"], Shape::Text),
    known(&["password"], Shape::Text),
    known(&["timeout"], Shape::Duration),
];

pub(super) fn check(node: Node<'_>, report: &mut Report) {
    for item in node.items(report) {
        Shape::Block(KEYS).check(item, report);
        let creds = ["credentials", "creds"].iter().any(|key| item.entry(key).is_some());
        if creds && ["nkey", "seed"].iter().any(|key| item.entry(key).is_some()) {
            report.invalid(&item, "cannot have both credentials and an nkey");
        }
    }
}

fn seed(node: Node<'_>, report: &mut Report) {
    let Some(text) = node.text(report) else { return };
    if Seed::parse(text).map_or(true, |seed| seed.kind() != Kind::User) {
        report.invalid(&node, "is not the seed of a user");
    }
}

fn migrate(node: Node<'_>, report: &mut Report) {
    if node.value.as_bool().is_some() {
        return;
    }
    Shape::OpenBlock(MIGRATE).check(node, report);
}

fn proxy(node: Node<'_>, report: &mut Report) {
    Shape::Block(PROXY).check(node, report);
    let text = |key: &str| node.value.as_map().and_then(|map| map.get(key)?.as_str()).unwrap_or_default();
    let url = text("url");
    if url.is_empty() {
        return;
    }
    match url::parse(url) {
        Some(url) if !matches!(url.scheme.as_str(), "http" | "https") => {
            report.invalid(&node, "the URL must begin with http:// or https://");
        }
        Some(url) if url.host.is_empty() => report.invalid(&node, "the URL needs a host"),
        Some(_) => {}
        None => report.invalid(&node, "the URL cannot be read"),
    }
    if text("username").is_empty() != text("password").is_empty() {
        report.invalid(&node, "needs both username and password, or neither");
    }
}
