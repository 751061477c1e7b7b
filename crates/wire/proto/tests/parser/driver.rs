//! A caller of the parser that does what a server does, and writes down what it sees.

use proto::{Cursor, Fault, Limits, Malformed, Op, Step, next};

/// Limits that let everything through.
pub(crate) const OPEN: Limits = Limits {
    max_control_line: 4096,
    max_payload: Some(1 << 20),
    headers: true,
    pedantic: false,
    authenticated: true,
};

/// What happened, one line each, in a form that doesn't depend on where the input was cut.
pub(crate) type Record = Vec<String>;

/// Feeds `pieces` one after another; after a `CONNECT` everything is allowed.
pub(crate) fn drive<'p>(pieces: impl IntoIterator<Item = &'p [u8]>, mut limits: Limits) -> Record {
    let mut record = Record::new();
    let mut buffer = Vec::new();
    let mut cursor = Cursor::default();
    let mut wanted = 1;
    for piece in pieces {
        buffer.extend_from_slice(piece);
        loop {
            let (used, more) = match next(&buffer, &limits, &mut cursor) {
                Step::Op { op, used } => {
                    assert!(buffer.len() >= wanted, "an operation came before the bytes that it needed");
                    limits.authenticated |= matches!(op, Op::Connect(_));
                    record.push(describe(&op));
                    wanted = 1;
                    (used, true)
                }
                Step::InvalidPublishSubject => {
                    record.push("invalid publish subject".into());
                    (0, true)
                }
                Step::Incomplete { used, needed } => {
                    assert!(needed >= 1);
                    wanted = buffer.len() - used + needed;
                    (used, false)
                }
                Step::Fault(fault) => {
                    record.push(describe_fault(fault));
                    return record;
                }
            };
            buffer.drain(..used);
            if !more || buffer.is_empty() {
                break;
            }
        }
        let bound = limits.max_control_line + limits.max_payload.unwrap_or(usize::MAX / 2) + 16;
        assert!(buffer.len() <= bound.max(piece.len()), "kept {} bytes", buffer.len());
    }
    record
}

fn describe(op: &Op<'_>) -> String {
    if let Op::Pub(publish) | Op::HPub(publish) = op {
        assert_eq!([publish.headers(), publish.payload()].concat(), publish.message);
        assert_eq!(publish.header_size.is_some(), matches!(op, Op::HPub(_)));
    }
    match op {
        Op::Connect(args) => line("CONNECT", &[args]),
        Op::Info(args) => line("INFO", &[args]),
        Op::Err(args) => line("-ERR", &[args]),
        Op::HMsg(args) => line("HMSG", &[args]),
        Op::Ping => "PING".into(),
        Op::Pong => "PONG".into(),
        Op::Ok => "+OK".into(),
        Op::Pub(p) => line("PUB", &[p.subject, p.reply.unwrap_or_default(), p.size, p.payload()]),
        Op::HPub(p) => {
            let header_size = p.header_size.unwrap_or_default();
            line(
                "HPUB",
                &[p.subject, p.reply.unwrap_or_default(), header_size, p.size, p.headers(), p.payload()],
            )
        }
        Op::Sub(s) => line("SUB", &[s.subject, s.queue.unwrap_or_default(), s.sid]),
        Op::Unsub(u) => {
            let max = u.max.map_or(0, |max| max.get());
            line("UNSUB", &[u.sid, max.to_string().as_bytes()])
        }
    }
}

/// `verb|word|word`, so that an empty word shows.
pub(crate) fn line(verb: &str, words: &[&[u8]]) -> String {
    words.iter().fold(verb.to_string(), |line, word| line + "|" + &word.escape_ascii().to_string())
}

pub(crate) fn describe_fault(fault: Fault) -> String {
    match fault {
        Fault::ConnectExpected => "connect expected".into(),
        Fault::UnknownOperation { .. } => "unknown operation".into(),
        Fault::ControlLineTooLong => "control line too long".into(),
        Fault::PayloadTooLarge { size, header_size, .. } => {
            format!("payload too large: {size} ({header_size})")
        }
        Fault::Malformed(what) => malformed(what),
    }
}

pub(crate) fn malformed(what: Malformed) -> String {
    format!("malformed: {what:?}")
}
