//! Trace lines: every operation that comes in, as the reference logs it.

use proto::{Op, Publish};

use crate::connection::Connection;

/// Logs one operation.
#[cold]
pub(super) fn incoming(connection: &Connection, op: &Op<'_>, limit: usize) {
    let (verb, args): (&str, &[u8]) = match op {
        Op::Connect(text) => ("CONNECT", &logging::redact(text)),
        Op::Info(text) => ("INFO", text),
        Op::Ping => ("PING", b""),
        Op::Pong => ("PONG", b""),
        Op::Ok => ("+OK", b""),
        Op::Err(text) => ("-ERR", text),
        Op::Pub(publish) => ("PUB", &arguments(&[Some(publish.subject), publish.reply, Some(publish.size)])),
        Op::HPub(publish) => {
            let Publish { subject, reply, header_size, size, .. } = *publish;
            ("HPUB", &arguments(&[Some(subject), reply, header_size, Some(size)]))
        }
        Op::HMsg(args) => ("HMSG", args),
        Op::Sub(subscribe) => {
            ("SUB", &arguments(&[Some(subscribe.subject), subscribe.queue, Some(subscribe.sid)]))
        }
        Op::Unsub(unsubscribe) => {
            let max = unsubscribe.max.map(|max| max.to_string().into_bytes());
            ("UNSUB", &arguments(&[Some(unsubscribe.sid), max.as_deref()]))
        }
    };
    let args = String::from_utf8_lossy(args);
    let blank = if args.is_empty() { "" } else { " " };
    tracing::trace!("{} - <<- [{verb}{blank}{args}]", connection.label());
    if let Op::Pub(publish) | Op::HPub(publish) = op {
        payload(connection, publish, limit);
    }
}

/// Logs a payload up to `limit` bytes; 0 means all of it.
fn payload(connection: &Connection, publish: &Publish<'_>, limit: usize) {
    let payload = publish.payload();
    let (shown, more) = match payload.get(..limit) {
        Some(beginning) if limit > 0 && payload.len() > limit => (beginning, "..."),
        _ => (payload, ""),
    };
    let shown = stdx::quote::GoQuoted(shown).to_string();
    let shown = shown.trim_end_matches('"');
    tracing::trace!("{} - <<- MSG_PAYLOAD: [{shown}{more}\"]", connection.label());
}

/// Arguments as a line shows them.
fn arguments(parts: &[Option<&[u8]>]) -> Vec<u8> {
    parts.iter().flatten().copied().collect::<Vec<_>>().join(&b' ')
}
