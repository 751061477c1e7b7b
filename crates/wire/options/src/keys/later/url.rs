//! URLs of other servers, as far as a configuration is checked for them.

use std::collections::HashSet;

use crate::schema::{Node, Report};

/// The parts that a configuration is asked about.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Url {
    /// Lower case; empty if there is none.
    pub(super) scheme: String,
    /// Host with its port; empty if there is none.
    pub(super) host: String,
}

/// Accepts what can be told apart into its parts, and refuses what contradicts the syntax of URLs.
pub(super) fn parse(text: &str) -> Option<Url> {
    if text.bytes().any(|byte| byte < 0x20 || byte == 0x7f) {
        return None;
    }
    let (text, _fragment) = text.split_once('#').unwrap_or((text, ""));
    let (scheme, rest) = split_scheme(text)?;
    let (rest, _query) = rest.split_once('?').unwrap_or((rest, ""));
    let Some(rest) = rest.strip_prefix("//") else {
        return relative(scheme, rest);
    };
    let (authority, path) = rest.find('/').and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
    let (user, host) = authority.rsplit_once('@').unwrap_or(("", authority));
    let user_fits = user.chars().all(|c| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c));
    let fits = user_fits && escapes_fit(user) && host_fits(host) && escapes_fit(path);
    fits.then(|| Url { scheme, host: host.to_owned() })
}

/// A scheme begins with a letter; a text that begins with a colon has none and should.
fn split_scheme(text: &str) -> Option<(String, &str)> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)));
    match end.and_then(|end| text.split_at_checked(end)) {
        Some(("", rest)) if rest.starts_with(':') => None,
        Some((scheme, rest))
            if rest.starts_with(':') && scheme.starts_with(|c: char| c.is_ascii_alphabetic()) =>
        {
            Some((scheme.to_lowercase(), rest.get(1..).unwrap_or_default()))
        }
        _ => Some((String::new(), text)),
    }
}

/// Without a scheme, a colon must not stand before the first slash.
fn relative(scheme: String, path: &str) -> Option<Url> {
    let first = path.split('/').next().unwrap_or_default();
    let ambiguous = scheme.is_empty() && first.contains(':');
    (!ambiguous && escapes_fit(path)).then(|| Url { scheme, host: String::new() })
}

fn host_fits(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) => (address, port),
            None => return false,
        },
        None => host.rfind(':').and_then(|at| host.split_at_checked(at)).unwrap_or((host, "")),
    };
    let port_fits =
        port.is_empty() || port.strip_prefix(':').is_some_and(|p| p.bytes().all(|b| b.is_ascii_digit()));
    let forbidden =
        |c: char| c.is_ascii() && !(c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:[]<>\"%".contains(c));
    port_fits && !name.contains(forbidden) && host_escapes_fit(name)
}

/// Within a host only what is not ASCII may be escaped, and the percent sign in front of a zone.
fn host_escapes_fit(name: &str) -> bool {
    let mut parts = name.split('%');
    parts.next();
    parts.all(|part| {
        part.starts_with("25")
            || part.starts_with(|c: char| c.is_ascii_hexdigit() && !('0'..='7').contains(&c))
    }) && escapes_fit(name)
}

/// Each `%` is followed by two hexadecimal digits.
fn escapes_fit(text: &str) -> bool {
    let mut parts = text.split('%');
    parts.next();
    parts.all(|part| part.len() >= 2 && part.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()))
}

pub(super) fn check(node: Node<'_>, report: &mut Report) {
    // The text is left out of the message: it may hold a password.
    if node.text(report).is_some_and(|text| parse(text.trim()).is_none()) {
        report.invalid(&node, "is not a URL such as nats://host:4222");
    }
}

/// An array of URLs; one that stands twice is warned of.
pub(super) fn check_list(node: Node<'_>, report: &mut Report) {
    let mut seen = HashSet::new();
    for item in node.items(report) {
        check(item, report);
        if item.value.as_str().is_some_and(|text| !seen.insert(text)) {
            report.warn(&item, "stands there twice");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let url = parse(text);
        assert_eq!(url.as_ref().map(|url| (url.scheme.as_str(), url.host.as_str())), expected, "{text}");
    }

    #[test]
    fn parts() {
        check("nats://localhost:4222", Some(("nats", "localhost:4222")));
        check("NATS://u:p@h:1/x?y#z", Some(("nats", "h:1")));
        check("tls://[::1]:4222", Some(("tls", "[::1]:4222")));
        check("nats-route://a", Some(("nats-route", "a")));
        check("nats://u:p%40ss@h", Some(("nats", "h")));
        check("ws://h:80", Some(("ws", "h:80")));
        check("host", Some(("", "")));
        check("host:4222", Some(("host", "")));
        check("", Some(("", "")));
        check("nats://", Some(("nats", "")));
    }

    #[test]
    fn refused() {
        for text in [
            "127.0.0.1:4222",
            ":1",
            "nats://h:port",
            "nats://h:-1",
            "nats://h:1%",
            "nats://a b",
            "nats://[::1",
        ] {
            check(text, None);
        }
        check("nats://h/\u{7}", None);
        check("nats://u:%zz@h", None);
        check("nats://a{b@h", None);
    }
}
