//! JSON as the reference writes it.

use std::{
    io,
    time::{SystemTime, UNIX_EPOCH},
};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};

/// The value as text. `<`, `>`, `&` and the two line separators of Unicode are escaped.
pub(crate) fn to_string(value: &impl Serialize) -> String {
    let mut text = Vec::new();
    // Writing our own types to memory can't fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut text, Escaping(CompactFormatter)));
    String::from_utf8(text).unwrap_or_default()
}

/// Coordinated universal time with as many decimals as are needed.
pub(crate) fn timestamp(time: SystemTime) -> String {
    jiff::Timestamp::try_from(time)
        .or(jiff::Timestamp::try_from(UNIX_EPOCH))
        .map_or_else(|_| String::new(), |t| t.to_string())
}

struct Escaping(CompactFormatter);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (before, from) = rest.split_at(at);
            self.0.write_string_fragment(writer, before)?;
            let mut chars = from.chars();
            if let Some(special) = chars.next() {
                write!(writer, "\\u{:04x}", u32::from(special))?;
            }
            rest = chars.as_str();
        }
        self.0.write_string_fragment(writer, rest)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn some_characters_are_escaped() {
        assert_eq!(to_string(&"a<b>&\"\n\u{1}é\u{2028}"), r#""a\u003cb\u003e\u0026\"\n\u0001é\u2028""#);
        assert_eq!(to_string(&vec!["<", "", "x"]), r#"["\u003c","","x"]"#);
    }

    #[test]
    fn times_have_the_decimals_they_need() {
        for (nanoseconds, expected) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_500_000_000, "1970-01-01T00:00:01.5Z"),
            (1_000_000_001, "1970-01-01T00:00:01.000000001Z"),
        ] {
            assert_eq!(timestamp(UNIX_EPOCH + Duration::from_nanos(nanoseconds)), expected);
        }
    }
}
