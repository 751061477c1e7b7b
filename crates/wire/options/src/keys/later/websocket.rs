//! `websocket`.

use conf::Kind;

use super::{CLIENT_TLS, simple_authorization};
use crate::schema::{Key, Shape, known};

#[rustfmt::skip]
pub(super) const KEYS: &[Key<()>] = &[
    known(&["listen"], Shape::Address),
    known(&["port"], Shape::Int),
    known(&["host", "net"], Shape::Text),
    known(&["advertise"], Shape::Text),
    known(&["no_tls"], Shape::Bool),
    known(&["tls"], CLIENT_TLS),
    known(&["same_origin"], Shape::Bool),
    known(&["allowed_origins", "allowed_origin", "allow_origins", "allow_origin", "origins", "origin"], Shape::Strings),
    known(&["handshake_timeout"], Shape::With(|node, report| match &node.value.kind {
        Kind::Int(_) => {}
        _ => Shape::DurationText.check(node, report),
    })),
    known(&["compression", "compress"], Shape::Bool),
    known(&["authorization", "authentication"], Shape::Block(simple_authorization::KEYS)),
    known(&["jwt_cookie"], Shape::Text),
    known(&["user_cookie"], Shape::Text),
    known(&["pass_cookie"], Shape::Text),
    known(&["token_cookie"], Shape::Text),
    known(&["no_auth_user"], Shape::Text),
    known(&["headers"], Shape::TextMap),
    known(&["ping_interval"], Shape::Duration),
];
