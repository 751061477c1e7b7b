//! Blocks and keys that Gannet knows and does not carry out yet. They are checked as far as the reference does, and
//! reported as a whole when they ask for something.

pub(super) mod callout;
mod cluster;
mod compression;
mod gateway;
pub(super) mod jetstream;
mod leafnodes;
mod mqtt;
pub(super) mod ocsp;
mod remotes;
mod resolver;
mod simple_authorization;
mod url;
mod websocket;

use nkey::PublicKey;

use super::tls::{self, Peers};
use crate::draft::Draft;
use crate::schema::{Key, Node, Report, Shape, always, asks, known, later};

#[rustfmt::skip]
pub(super) const TOP_KEYS: &[Key<Draft>] = &[
    later(&["cluster"], Shape::Block(cluster::KEYS), asks),
    later(&["gateway"], Shape::Block(gateway::KEYS), asks),
    later(&["leafnodes", "leaf"], Shape::Block(leafnodes::KEYS), asks),
    later(&["jetstream"], Shape::With(jetstream::check), jetstream::asks),
    later(&["websocket", "ws"], Shape::Block(websocket::KEYS), asks),
    later(&["mqtt"], Shape::Block(mqtt::KEYS), asks),
    later(&["operator", "operators", "roots", "root", "root_operators", "root_operator"], Shape::Strings, always),
    later(&["resolver", "account_resolver", "accounts_resolver"], Shape::With(resolver::check), always),
    later(&["resolver_tls"], CLIENT_TLS, always),
    later(&["resolver_preload"], Shape::TextMap, asks),
    later(&["resolver_pinned_accounts"], Shape::Strings, asks),
    later(&["trusted", "trusted_keys"], Shape::With(resolver::check_trusted), asks),
    later(&["default_sentinel"], Shape::Text, asks),
    later(&["ocsp"], Shape::With(ocsp::check), ocsp::asks),
    later(&["proxies"], Shape::Block(PROXIES), asks),
    later(&["proxy_protocol"], Shape::Bool, asks),
    later(&["prof_port"], Shape::Int, asks),
    later(&["default_js_domain"], Shape::TextMap, asks),
    // These only say more about parts that are reported themselves.
    known(&["store_dir", "storedir"], Shape::Text),
    known(&["ocsp_cache"], Shape::With(ocsp::check_cache)),
    known(&["prof_block_rate"], Shape::Int),
    known(&["connect_error_reports"], Shape::Int),
    known(&["reconnect_error_reports"], Shape::Int),
    known(&["feature_flags"], Shape::With(|node, report| {
        node.entries(report).for_each(|entry| Shape::Bool.check(entry, report));
    })),
];

/// Checks what only the whole file shows.
pub(super) fn check_file(map: &conf::Map, report: &mut Report) {
    jetstream::check_store_dir(map, report);
}

/// The `tls` block of a listener for clients, or of a connection as one.
const CLIENT_TLS: Shape = Shape::With(|node, report| drop(tls::read_for(Peers::Clients, node, report)));

/// The `tls` block between servers.
const SERVER_TLS: Shape = Shape::With(|node, report| drop(tls::read_for(Peers::Servers, node, report)));

/// `write_timeout` of a listener.
const WRITE_TIMEOUT: Shape = Shape::With(|node, report| {
    super::limits::write_timeout(node, report);
});

/// A name of servers.
const NAME: Shape = Shape::With(|node, report| {
    if node.text(report).is_some_and(|name| name.contains(' ')) {
        report.invalid(&node, "a name cannot contain spaces");
    }
});

const PROXIES: &[Key<()>] = &[known(&["trusted"], Shape::Blocks(PROXY))];

const PROXY: &[Key<()>] = &[known(&["key", "public_key"], Shape::With(public_key))];

fn public_key(node: Node<'_>, report: &mut Report) {
    if node.text(report).is_some_and(|key| PublicKey::parse(key).is_err()) {
        report.invalid(&node, "is not a public key");
    }
}
