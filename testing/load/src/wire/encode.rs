//! Protocol lines, written once before the clock starts.

/// Appends one `PUB`.
pub(crate) fn publish(out: &mut Vec<u8>, subject: &str, reply: Option<&str>, payload: &[u8]) {
    let reply = reply.map(|reply| format!("{reply} ")).unwrap_or_default();
    out.extend_from_slice(format!("PUB {subject} {reply}{}\r\n", payload.len()).as_bytes());
    out.extend_from_slice(payload);
    out.extend_from_slice(b"\r\n");
}

/// Appends one `SUB`.
pub(crate) fn subscribe(out: &mut Vec<u8>, subject: &str, queue: Option<&str>, sid: u64) {
    let queue = queue.map(|queue| format!("{queue} ")).unwrap_or_default();
    out.extend_from_slice(format!("SUB {subject} {queue}{sid}\r\n").as_bytes());
}

/// Appends one `UNSUB`, after `max` messages when that is given.
pub(crate) fn unsubscribe(out: &mut Vec<u8>, sid: u64, max: Option<u64>) {
    let max = max.map(|max| format!(" {max}")).unwrap_or_default();
    out.extend_from_slice(format!("UNSUB {sid}{max}\r\n").as_bytes());
}

/// The start of a `MSG` line up to the reply subject, or to the size when there is no reply subject.
pub(crate) fn message_head(subject: &str, sid: u64) -> String {
    format!("MSG {subject} {sid} ")
}

/// The length in bytes of a whole `MSG`, line and payload.
pub(crate) fn message_length(subject: &str, sid: u64, reply: Option<&str>, payload: usize) -> usize {
    let reply = reply.map_or(0, |reply| reply.len() + 1);
    message_head(subject, sid).len() + reply + payload.to_string().len() + payload + 4
}

/// A payload of letters, so that a protocol dump stays readable.
pub(crate) fn payload(size: usize) -> Vec<u8> {
    (b'a'..=b'z').cycle().take(size).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(write: impl FnOnce(&mut Vec<u8>), expected: &str) {
        let mut out = Vec::new();
        write(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn lines_are_the_protocols() {
        check(|out| publish(out, "a.b", None, b"hi"), "PUB a.b 2\r\nhi\r\n");
        check(|out| publish(out, "a.b", Some("r"), b""), "PUB a.b r 0\r\n\r\n");
        check(|out| subscribe(out, "a.*", None, 7), "SUB a.* 7\r\n");
        check(|out| subscribe(out, "a.>", Some("q"), 7), "SUB a.> q 7\r\n");
        check(|out| unsubscribe(out, 7, None), "UNSUB 7\r\n");
        check(|out| unsubscribe(out, 7, Some(1)), "UNSUB 7 1\r\n");
    }

    #[test]
    fn message_length_counts_line_and_payload() {
        assert_eq!(message_length("a.b", 1, None, 2), "MSG a.b 1 2\r\nhi\r\n".len());
        assert_eq!(
            message_length("a.b", 12, Some("r.1"), 16),
            "MSG a.b 12 r.1 16\r\n0123456789abcdef\r\n".len()
        );
    }
}
