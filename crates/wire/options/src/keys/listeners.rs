//! Where the server listens, and what it tells others about that.

use crate::draft::Draft;
use crate::schema::Take::{Bool, Int, Text, With};
use crate::schema::{Address, Key, Node, Report, key};

pub(super) const KEYS: &[Key<Draft>] = &[
    key(&["listen"], With(listen)),
    key(&["port"], Int(|draft, port| draft.client_port = port)),
    key(&["host", "net"], Text(|draft, host| draft.client_host = host.into())),
    key(&["client_advertise"], Text(|draft, text| draft.options.client_advertise = super::some(text))),
    key(&["http"], With(http)),
    key(&["https"], With(https)),
    key(&["http_port", "monitor_port"], Int(|draft, port| draft.http_port = port)),
    key(&["https_port"], Int(|draft, port| draft.https_port = port)),
    key(&["http_base_path"], Text(|draft, path| draft.options.http_base_path = clean(path))),
    key(&["tls"], With(|draft, node, report| draft.options.tls = super::tls::read(node, report))),
    key(&["allow_non_tls"], Bool(|draft, on| draft.options.allow_non_tls = on)),
];

fn listen(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    address(node, &mut draft.client_host, &mut draft.client_port, report);
}

fn http(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    address(node, &mut draft.http_host, &mut draft.http_port, report);
}

fn https(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    address(node, &mut draft.http_host, &mut draft.https_port, report);
}

/// A port alone leaves the host as another key states it.
fn address(node: Node<'_>, host: &mut String, port: &mut i64, report: &mut Report) {
    if let Some(address) = Address::read(node, report) {
        *host = address.host.unwrap_or(std::mem::take(host));
        *port = address.port;
    }
}

/// The path with a slash in front, none behind, and nothing empty or relative in it.
fn clean(path: &str) -> String {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    format!("/{}", steps.join("/"))
}

#[cfg(test)]
mod tests {
    #[test]
    fn base_paths_are_clean() {
        for (path, expected) in
            [("", "/"), ("/", "/"), ("a", "/a"), ("/a/", "/a"), ("a//b/./c", "/a/b/c"), ("/a/../../b", "/b")]
        {
            assert_eq!(super::clean(path), expected, "{path}");
        }
    }
}
