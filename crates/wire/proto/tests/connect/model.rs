//! What a `CONNECT` says, read by a general parser and applied one member after another.

use std::fmt;

use proto::ConnectOptions;
use serde_json::Value;

/// Compares if the text is one that the general parser understands: it knows neither bytes that are no UTF-8, nor
/// halves of surrogate pairs, nor great depths, nor numbers beyond all bounds, and takes `-0` for a fraction.
pub(crate) fn compare(text: &[u8]) {
    if text.windows(2).any(|pair| pair == b"-0") {
        return;
    }
    let mut options = ConnectOptions::default();
    let merged = options.merge(text);
    let members: Members = match serde_json::from_slice(text) {
        Ok(members) => members,
        Err(error) if is_beyond_the_model(text, &error) => return,
        Err(_) => {
            assert!(merged.is_err(), "{} is no JSON", text.escape_ascii());
            return;
        }
    };
    let mut expected = ConnectOptions::default();
    let applied = members.0.iter().try_for_each(|(key, value)| apply(&mut expected, key, value));
    assert_eq!(merged.is_ok(), applied.is_some(), "{}", text.escape_ascii());
    if applied.is_some() {
        assert!(options == expected, "{}: {options:?} is not {expected:?}", text.escape_ascii());
        let again = options.clone();
        assert!(options.merge(text).is_ok() && options == again, "saying it again changes nothing");
    }
}

fn is_beyond_the_model(text: &[u8], error: &serde_json::Error) -> bool {
    let reason = error.to_string();
    let limits = ["recursion limit", "out of range", "surrogate", "hex escape"];
    std::str::from_utf8(text).is_err() || limits.iter().any(|limit| reason.contains(limit))
}

/// `None` where the value is of the wrong type.
fn apply(options: &mut ConnectOptions, key: &str, value: &Value) -> Option<()> {
    let key = key.replace('ſ', "s").replace('\u{212a}', "k").to_ascii_lowercase();
    match key.as_str() {
        "echo" => flag(&mut options.echo, value),
        "verbose" => flag(&mut options.verbose, value),
        "pedantic" => flag(&mut options.pedantic, value),
        "tls_required" => flag(&mut options.tls_required, value),
        "new_account" => flag(&mut options.new_account, value),
        "headers" => flag(&mut options.headers, value),
        "no_responders" => flag(&mut options.no_responders, value),
        "name" => text(&mut options.name, value),
        "lang" => text(&mut options.lang, value),
        "version" => text(&mut options.version, value),
        "user" => text(&mut options.user, value),
        "pass" => text(&mut options.pass, value),
        "auth_token" => text(&mut options.auth_token, value),
        "nkey" => text(&mut options.nkey, value),
        "sig" => text(&mut options.sig, value),
        "jwt" => text(&mut options.jwt, value),
        "account" => text(&mut options.account, value),
        "proxy_sig" => text(&mut options.proxy_sig, value),
        "remote_account" => text(&mut String::new(), value),
        "protocol" if value.is_null() => Some(()),
        "protocol" => value.as_i64().map(|protocol| options.protocol = protocol),
        "import" | "export" => lists(value),
        _ => Some(()),
    }
}

fn flag(field: &mut bool, value: &Value) -> Option<()> {
    if value.is_null() { Some(()) } else { value.as_bool().map(|value| *field = value) }
}

fn text(field: &mut String, value: &Value) -> Option<()> {
    if value.is_null() { Some(()) } else { value.as_str().map(|value| *field = value.into()) }
}

fn lists(value: &Value) -> Option<()> {
    if value.is_null() {
        return Some(());
    }
    let good = value.as_object()?.iter().all(|(key, value)| {
        let is_list = ["allow", "deny"].contains(&key.to_ascii_lowercase().as_str());
        let is_text = |element: &Value| element.is_null() || element.is_string();
        !is_list || value.is_null() || value.as_array().is_some_and(|list| list.iter().all(is_text))
    });
    good.then_some(())
}

/// The members of an object in their order, those of one name, too; `null` has none.
struct Members(Vec<(String, Value)>);

impl<'de> serde::Deserialize<'de> for Members {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Visitor)
    }
}

struct Visitor;

impl<'de> serde::de::Visitor<'de> for Visitor {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or null")
    }

    fn visit_unit<E>(self) -> Result<Members, E> {
        Ok(Members(Vec::new()))
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}
