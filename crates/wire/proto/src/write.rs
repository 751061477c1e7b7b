//! What a server sends while it works: deliveries, answers, pings. Everything appends to a buffer.

/// `+OK`.
pub const OK: &[u8] = b"+OK\r\n";
/// `PING`.
pub const PING: &[u8] = b"PING\r\n";
/// `PONG`.
pub const PONG: &[u8] = b"PONG\r\n";

/// Digits of the largest number that [`decimal`] writes.
const MAX_DIGITS: usize = 20;

/// A number as digits, on the stack.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    digits: [u8; MAX_DIGITS],
    start: u8,
}

/// The digits of `number`.
#[inline]
pub fn decimal(mut number: u64) -> Decimal {
    let mut decimal = Decimal { digits: [b'0'; MAX_DIGITS], start: MAX_DIGITS as u8 };
    for place in decimal.digits.iter_mut().rev() {
        *place = b'0' + (number % 10) as u8;
        number /= 10;
        decimal.start -= 1;
        if number == 0 {
            break;
        }
    }
    decimal
}

impl Decimal {
    /// The digits, without leading zeros.
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.digits.get(usize::from(self.start)..).unwrap_or_default()
    }
}

/// Appends the line of a `MSG`: `size` is the digits of the payload's size, as the publisher wrote them.
#[inline]
pub fn msg(out: &mut Vec<u8>, subject: &[u8], sid: &[u8], reply: Option<&[u8]>, size: &[u8]) {
    delivery(out, b"MSG ", subject, sid, reply, &[], size);
}

/// Appends the line of an `HMSG`: both sizes are digits as the publisher wrote them.
#[inline]
pub fn hmsg(
    out: &mut Vec<u8>,
    subject: &[u8],
    sid: &[u8],
    reply: Option<&[u8]>,
    header_size: &[u8],
    size: &[u8],
) {
    delivery(out, b"HMSG ", subject, sid, reply, header_size, size);
}

#[inline]
fn delivery(
    out: &mut Vec<u8>,
    verb: &[u8],
    subject: &[u8],
    sid: &[u8],
    reply: Option<&[u8]>,
    header_size: &[u8],
    size: &[u8],
) {
    let reply = reply.unwrap_or_default();
    out.reserve(verb.len() + subject.len() + sid.len() + reply.len() + header_size.len() + size.len() + 6);
    out.extend_from_slice(verb);
    word(out, subject);
    word(out, sid);
    if !reply.is_empty() {
        word(out, reply);
    }
    if !header_size.is_empty() {
        word(out, header_size);
    }
    out.extend_from_slice(size);
    out.extend_from_slice(b"\r\n");
}

#[inline]
fn word(out: &mut Vec<u8>, word: &[u8]) {
    out.extend_from_slice(word);
    out.push(b' ');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        for (number, digits) in
            [(0, "0"), (9, "9"), (10, "10"), (1_048_576, "1048576"), (u64::MAX, "18446744073709551615")]
        {
            assert_eq!(decimal(number).as_bytes(), digits.as_bytes());
        }
    }

    fn check(write: impl Fn(&mut Vec<u8>), expected: &str) {
        let mut out = b"before ".to_vec();
        write(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), format!("before {expected}"));
    }

    #[test]
    fn deliveries() {
        check(|out| msg(out, b"foo", b"1", None, b"00002"), "MSG foo 1 00002\r\n");
        check(|out| msg(out, b"foo", b"1", Some(b"bar"), b"2"), "MSG foo 1 bar 2\r\n");
        check(|out| hmsg(out, b"foo", b"1", None, b"012", b"0014"), "HMSG foo 1 012 0014\r\n");
        check(|out| hmsg(out, b"foo", b"1", Some(b"bar"), b"12", b"14"), "HMSG foo 1 bar 12 14\r\n");
    }
}
