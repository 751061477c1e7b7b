//! `gateway`.

use super::cluster::server_authorization;
use super::{NAME, SERVER_TLS, WRITE_TIMEOUT, url};
use crate::schema::{Key, Shape, known};

#[rustfmt::skip]
pub(super) const KEYS: &[Key<()>] = &[
    known(&["name"], NAME),
    known(&["listen"], Shape::Address),
    known(&["port"], Shape::Int),
    known(&["host", "net"], Shape::Text),
    known(&["authorization"], Shape::With(|node, report| drop(server_authorization(node, report)))),
    known(&["tls"], SERVER_TLS),
    known(&["advertise"], Shape::Text),
    known(&["connect_retries"], Shape::Int),
    known(&["connect_backoff"], Shape::Bool),
    known(&["gateways"], Shape::Blocks(GATEWAY)),
    known(&["reject_unknown", "reject_unknown_cluster"], Shape::Bool),
    known(&["write_deadline"], Shape::Duration),
    known(&["write_timeout"], WRITE_TIMEOUT),
];

const GATEWAY: &[Key<()>] = &[
    known(&["name"], Shape::Text),
    known(&["tls"], SERVER_TLS),
    known(&["url"], Shape::With(url::check)),
    known(&["urls"], Shape::With(url::check_list)),
];
