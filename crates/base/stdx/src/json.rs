//! JSON as the reference writes it: `<`, `>`, `&` and the two line separators of Unicode are escaped, and a number
//! without a fraction has no decimal point.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

/// The value in one line.
#[must_use]
pub fn compact(value: &impl Serialize) -> Vec<u8> {
    write(value, CompactFormatter)
}

/// The value over several lines, each level indented by `indent`.
#[must_use]
pub fn indented(value: &impl Serialize, indent: &[u8]) -> Vec<u8> {
    write(value, PrettyFormatter::with_indent(indent))
}

fn write(value: &impl Serialize, formatter: impl Formatter) -> Vec<u8> {
    let mut text = Vec::with_capacity(1024);
    // Writing our own types to memory can't fail.
    let _ = value.serialize(&mut Serializer::with_formatter(&mut text, Familiar(formatter)));
    text
}

/// Leaves the layout to another formatter.
struct Familiar<F>(F);

/// Hands calls through that only concern the layout.
macro_rules! through {
    ($($name:ident($($argument:ident: $kind:ty)?)),* $(,)?) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $kind)?) -> io::Result<()> {
            self.0.$name(writer $(, $argument)?)
        })*
    };
}

impl<F: Formatter> Formatter for Familiar<F> {
    through! {
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(),
        begin_object(), end_object(), begin_object_key(first: bool), end_object_key(),
        begin_object_value(), end_object_value(),
    }

    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value}")
    }

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
    use std::collections::BTreeMap;

    use super::*;

    fn check(value: &impl Serialize, expected: &str) {
        assert_eq!(String::from_utf8(compact(value)).unwrap(), expected);
    }

    #[test]
    fn some_characters_are_escaped() {
        check(&"a<b>&\"\n\u{1}é\u{2028}", r#""a\u003cb\u003e\u0026\"\n\u0001é\u2028""#);
    }

    #[test]
    fn numbers_have_the_decimals_they_need() {
        check(&[2.0, 0.25, 0.393_939_393_939_393_9, 0.0], "[2,0.25,0.3939393939393939,0]");
    }

    #[test]
    fn levels_are_indented_and_emptiness_is_not() {
        let value = BTreeMap::from([("a", vec![1, 2]), ("b", vec![])]);
        let expected = "{\n  \"a\": [\n    1,\n    2\n  ],\n  \"b\": []\n}";
        assert_eq!(String::from_utf8(indented(&value, b"  ")).unwrap(), expected);
    }
}
