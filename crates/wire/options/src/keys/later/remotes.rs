//! `leafnodes { remotes }`: where this server connects as a leaf node.

use std::collections::HashSet;

use nkey::{Kind, Seed};
use stdx::duration::GoDuration;

use super::{CLIENT_TLS, compression, url};
use crate::keys::permissions::check_subjects;
use crate::schema::Take::{Text, With};
use crate::schema::{Key, Node, Report, Shape, duration, key, known, read};

/// What tells one remote from another, and what its proxy depends on.
#[derive(Default)]
struct Remote {
    urls: Vec<String>,
    account: String,
    credentials: String,
    nkey: String,
    has_tls: bool,
    proxy: Proxy,
}

#[derive(Default)]
struct Proxy {
    url: String,
    user: String,
    password: String,
    timeout: GoDuration,
}

#[rustfmt::skip]
const KEYS: &[Key<Remote>] = &[
    known(&["no_randomize", "dont_randomize"], Shape::Bool),
    key(&["url", "urls"], With(urls)),
    key(&["account", "local"], Text(|remote, text| remote.account = text.into())),
    key(&["credentials", "creds"], Text(|remote, text| remote.credentials = text.into())),
    key(&["nkey", "seed"], With(seed)),
    key(&["tls"], With(|remote, node, report| {
        remote.has_tls = true;
        CLIENT_TLS.check(node, report);
    })),
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
    key(&["proxy"], With(|remote, node, report| read(PROXY, node, &mut remote.proxy, report))),
    known(&["ignore_discovered_servers"], Shape::Bool),
];

const PROXY: &[Key<Proxy>] = &[
    key(&["url"], Text(|proxy, text| proxy.url = text.into())),
    key(&["username"], Text(|proxy, text| proxy.user = text.into())),
    key(&["password"], Text(|proxy, text| proxy.password = text.into())),
    key(&["timeout"], With(|proxy, node, report| proxy.timeout = duration(node, report).unwrap_or_default())),
];

const MIGRATE: &[Key<()>] = &[known(&["leader_migrate_delay"], Shape::Duration)];

pub(super) fn check(node: Node<'_>, report: &mut Report) {
    let mut seen = HashSet::new();
    for item in node.items(report) {
        let mut remote = Remote::default();
        read(KEYS, item, &mut remote, report);
        if !remote.credentials.is_empty() && !remote.nkey.is_empty() {
            report.invalid(&item, "cannot have both credentials and an nkey");
        }
        if let Some(why) = remote.proxy.contradiction(&remote) {
            report.invalid(&item, why);
        }
        let account = Some(remote.account).filter(|account| !account.is_empty());
        if !seen.insert((
            remote.urls,
            account.unwrap_or_else(|| "$G".into()),
            remote.credentials,
            remote.nkey,
        )) {
            report.invalid(&item, "duplicate remote");
        }
    }
}

fn urls(remote: &mut Remote, node: Node<'_>, report: &mut Report) {
    if let Some(text) = node.value.as_str() {
        url::check(node, report);
        remote.urls.push(text.trim().into());
        return;
    }
    url::check_list(node, report);
    let texts = node.value.as_array().unwrap_or_default().iter().filter_map(|item| item.as_str());
    remote.urls = texts.map(|text| text.trim().into()).collect();
}

fn seed(remote: &mut Remote, node: Node<'_>, report: &mut Report) {
    let Some(text) = node.text(report) else { return };
    if Seed::parse(text).map_or(true, |seed| seed.kind() != Kind::User) {
        report.invalid(&node, "is not the seed of a user");
    }
    remote.nkey = text.into();
}

fn migrate(node: Node<'_>, report: &mut Report) {
    if node.value.as_bool().is_none() {
        Shape::OpenBlock(MIGRATE).check(node, report);
    }
}

impl Proxy {
    fn contradiction(&self, remote: &Remote) -> Option<&'static str> {
        let with_user = !self.user.is_empty() || !self.password.is_empty();
        if self.url.is_empty() {
            return (with_user || self.timeout.nanoseconds != 0).then_some("a proxy needs a URL");
        }
        let Some(url) = url::parse(&self.url) else { return Some("the proxy's URL cannot be read") };
        let secure = remote.urls.iter().any(|url| url.to_lowercase().starts_with("wss:"));
        if !matches!(url.scheme.as_str(), "http" | "https") {
            Some("the proxy's URL must begin with http:// or https://")
        } else if url.host.is_empty() {
            Some("the proxy's URL needs a host")
        } else if self.timeout.nanoseconds < 0 {
            Some("the proxy's timeout must not be negative")
        } else if self.user.is_empty() != self.password.is_empty() {
            Some("a proxy needs both username and password, or neither")
        } else if secure && !remote.has_tls {
            Some("a wss:// URL behind a proxy needs a tls block")
        } else {
            None
        }
    }
}
