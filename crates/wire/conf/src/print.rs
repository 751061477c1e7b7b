//! Values as configuration text that reads back the same.
//!
//! One thing cannot be written in this language: a key that holds both kinds of quotes and white space (or a NUL byte).

use std::fmt::{self, Write};

use crate::{Entry, Kind, Map, Value};

impl fmt::Display for Map {
    /// One entry a line, as a whole file.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.iter().try_for_each(|entry| write_entry(f, entry, 0))
    }
}

impl fmt::Display for Value {
    /// The value alone, as it may stand behind `key:`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_value(f, self, 0)
    }
}

fn write_entry(f: &mut fmt::Formatter<'_>, entry: &Entry, indent: usize) -> fmt::Result {
    write!(f, "{:indent$}", "")?;
    write_key(f, &entry.key)?;
    f.write_str(": ")?;
    write_value(f, &entry.value, indent)?;
    f.write_char('\n')
}

fn write_key(f: &mut fmt::Formatter<'_>, key: &str) -> fmt::Result {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '*' | '>' | '$');
    let bare = !key.is_empty() && key.chars().all(plain);
    match (key.contains('"'), key.contains('\'')) {
        _ if bare => f.write_str(key),
        (false, _) => write!(f, "\"{key}\""),
        (true, false) => write!(f, "'{key}'"),
        (true, true) => f.write_str(key),
    }
}

fn write_value(f: &mut fmt::Formatter<'_>, value: &Value, indent: usize) -> fmt::Result {
    match &value.kind {
        Kind::Bool(truth) => write!(f, "{truth}"),
        Kind::Int(number) => write!(f, "{number}"),
        // Debug always shows a point, but an exponent as well; Display shows neither.
        Kind::Float(number) if number.fract() == 0.0 => write!(f, "{number}.0"),
        Kind::Float(number) => write!(f, "{number}"),
        Kind::String(text) => write_string(f, text),
        Kind::Date(date) => write!(f, "{date}"),
        Kind::Array(values) => write_array(f, values, indent),
        Kind::Map(map) if map.is_empty() => f.write_str("{}"),
        Kind::Map(map) => {
            f.write_str("{\n")?;
            map.iter().try_for_each(|entry| write_entry(f, entry, indent + 2))?;
            write!(f, "{:indent$}}}", "")
        }
    }
}

fn write_array(f: &mut fmt::Formatter<'_>, values: &[Value], indent: usize) -> fmt::Result {
    f.write_str("[")?;
    for (n, value) in values.iter().enumerate() {
        f.write_str(if n == 0 { " " } else { ", " })?;
        write_value(f, value, indent)?;
    }
    // The blank matters: a number must not touch the bracket.
    f.write_str(if values.is_empty() { "]" } else { " ]" })
}

fn write_string(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        match c {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '\0'..='\u{1f}' | '\u{7f}' => write!(f, "\\x{:02x}", u32::from(c))?,
            _ => f.write_char(c)?,
        }
    }
    f.write_char('"')
}
