//! The digest of a configuration: what `-t` prints, so that two texts can be known to mean the same.
//!
//! It is the SHA-256 of [`json`] and a line feed.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::{Kind, Map, Value};

/// `sha256:` and the digest in hexadecimal.
pub fn digest(map: &Map) -> String {
    let mut text = json(map);
    text.push('\n');
    format!("sha256:{}", HEXLOWER.encode(&Sha256::digest(text.as_bytes())))
}

/// The tree as one line of JSON: keys sorted by their bytes, no blanks, `<`, `>` and `&` escaped.
pub fn json(map: &Map) -> String {
    let mut json = String::new();
    write_map(&mut json, map);
    json
}

fn write_map(json: &mut String, map: &Map) {
    let mut entries: Vec<_> = map.iter().map(|entry| (&entry.key, &entry.value)).collect();
    entries.sort_by_key(|&(key, _)| key);
    json.push('{');
    for (n, (key, value)) in entries.into_iter().enumerate() {
        if n > 0 {
            json.push(',');
        }
        write_string(json, key);
        json.push(':');
        write_value(json, value);
    }
    json.push('}');
}

fn write_value(json: &mut String, value: &Value) {
    match &value.kind {
        Kind::Bool(truth) => json.push_str(if *truth { "true" } else { "false" }),
        Kind::Int(number) => json.push_str(&number.to_string()),
        Kind::Float(number) => json.push_str(&float(*number)),
        Kind::String(text) => write_string(json, text),
        Kind::Date(date) => write_string(json, &date.to_string()),
        Kind::Map(map) => write_map(json, map),
        Kind::Array(values) => {
            json.push('[');
            for (n, value) in values.iter().enumerate() {
                if n > 0 {
                    json.push(',');
                }
                write_value(json, value);
            }
            json.push(']');
        }
    }
}

/// The shortest digits that read back the same; an exponent only far from 1.
fn float(number: f64) -> String {
    let size = number.abs();
    if size != 0.0 && size < 1e-6 {
        format!("{number:e}")
    } else if size >= 1e21 {
        format!("{number:e}").replace('e', "e+")
    } else {
        number.to_string()
    }
}

fn write_string(json: &mut String, text: &str) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            '\u{8}' => json.push_str("\\b"),
            '\u{c}' => json.push_str("\\f"),
            '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                json.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => json.push(c),
        }
    }
    json.push('"');
}
