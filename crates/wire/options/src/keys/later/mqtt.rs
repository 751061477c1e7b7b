//! `mqtt`.

use super::{CLIENT_TLS, simple_authorization};
use crate::schema::{Key, Shape, known};

#[rustfmt::skip]
pub(super) const KEYS: &[Key<()>] = &[
    known(&["listen"], Shape::Address),
    known(&["port"], Shape::Int),
    known(&["host", "net"], Shape::Text),
    known(&["tls"], CLIENT_TLS),
    known(&["authorization", "authentication"], Shape::Block(simple_authorization::KEYS)),
    known(&["no_auth_user"], Shape::Text),
    known(&["ack_wait", "ackwait"], Shape::Duration),
    known(&["js_api_timeout", "api_timeout"], Shape::Duration),
    known(&["max_ack_pending", "max_pending", "max_inflight"], Shape::With(|node, report| {
        if node.int(report).is_some_and(|count| u16::try_from(count).is_err()) {
            report.invalid(&node, "must be between 0 and 65535");
        }
    })),
    known(&["js_domain"], Shape::Text),
    known(&["stream_replicas"], Shape::Int),
    known(&["consumer_replicas"], Shape::With(|node, report| report.warn(&node, "is ignored by this version"))),
    known(&["consumer_memory_storage"], Shape::Bool),
    known(&["consumer_inactive_threshold", "consumer_auto_cleanup"], Shape::Duration),
    known(&["reject_qos2_publish"], Shape::Bool),
    known(&["downgrade_qos2_subscribe"], Shape::Bool),
];
