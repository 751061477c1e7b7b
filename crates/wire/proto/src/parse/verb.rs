//! The verbs, in any mixture of cases.

/// A verb a client may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    Connect,
    Info,
    Ping,
    Pong,
    Ok,
    Err,
    Pub,
    HPub,
    HMsg,
    Sub,
    Unsub,
}

impl Verb {
    /// Whether what follows on the line has no meaning.
    pub(super) fn stands_alone(self) -> bool {
        matches!(self, Verb::Ping | Verb::Pong | Verb::Ok)
    }

    /// Whether arguments may follow without a blank between.
    pub(super) fn may_touch_arguments(self) -> bool {
        matches!(self, Verb::Connect | Verb::Info)
    }
}

/// What the first bytes of an operation are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Recognition {
    /// A verb of `length` bytes.
    Verb { verb: Verb, length: usize },
    /// The beginning of a verb, or nothing yet.
    Prefix,
    /// No verb; the byte `at` is the first that can't be.
    None { at: usize },
}

pub(super) fn recognise(input: &[u8]) -> Recognition {
    let Some(first) = input.first() else { return Recognition::Prefix };
    let candidates: &[(&[u8], Verb)] = match first {
        b'P' | b'p' => &[(b"PUB", Verb::Pub), (b"PING", Verb::Ping), (b"PONG", Verb::Pong)],
        b'H' | b'h' => &[(b"HPUB", Verb::HPub), (b"HMSG", Verb::HMsg)],
        b'S' | b's' => &[(b"SUB", Verb::Sub)],
        b'U' | b'u' => &[(b"UNSUB", Verb::Unsub)],
        b'C' | b'c' => &[(b"CONNECT", Verb::Connect)],
        b'I' | b'i' => &[(b"INFO", Verb::Info)],
        b'+' => &[(b"+OK", Verb::Ok)],
        b'-' => &[(b"-ERR", Verb::Err)],
        _ => &[],
    };
    let mut at = 0;
    for &(name, verb) in candidates {
        let common = input.iter().zip(name).take_while(|(a, b)| a.eq_ignore_ascii_case(b)).count();
        if common == name.len() {
            return Recognition::Verb { verb, length: common };
        }
        if common == input.len() {
            return Recognition::Prefix;
        }
        at = at.max(common);
    }
    Recognition::None { at }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, expected: Recognition) {
        assert_eq!(recognise(input.as_bytes()), expected, "{input:?}");
    }

    #[test]
    fn recognises_in_any_case() {
        check("PUB foo", Recognition::Verb { verb: Verb::Pub, length: 3 });
        check("pInGjunk", Recognition::Verb { verb: Verb::Ping, length: 4 });
        check("unsub 1", Recognition::Verb { verb: Verb::Unsub, length: 5 });
        check("+ok", Recognition::Verb { verb: Verb::Ok, length: 3 });
        check("-Err x", Recognition::Verb { verb: Verb::Err, length: 4 });
    }

    #[test]
    fn knows_beginnings_and_the_first_wrong_byte() {
        check("", Recognition::Prefix);
        check("CONNEC", Recognition::Prefix);
        check("PO", Recognition::Prefix);
        check("CPONG", Recognition::None { at: 1 });
        check("PUX", Recognition::None { at: 2 });
        check("HMSX", Recognition::None { at: 3 });
        check(" PING", Recognition::None { at: 0 });
        check("\x0bOK", Recognition::None { at: 0 });
        check("GET / HTTP/1.1", Recognition::None { at: 0 });
    }
}
