//! What a server says about itself: greeting, second `INFO`, news.

mod acceptable;

pub use acceptable::is_acceptable;

use crate::{json::write_string, write::decimal};

/// One `INFO`. Keys stand in the order of the fields; empty strings, false flags, zeros and empty lists are left out,
/// except where a field says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Info<'a> {
    /// The server's public nkey; always there.
    pub server_id: &'a str,
    /// The server's name; always there.
    pub server_name: &'a str,
    /// Version that clients see; always there.
    pub version: &'a str,
    /// Version of the protocol between servers; always there.
    pub proto: u32,
    /// Commit the server was built from.
    pub git_commit: &'a str,
    /// Language version; always there, some clients ask for it.
    pub go: &'a str,
    /// Host that clients connect to; always there.
    pub host: &'a str,
    /// Port that clients connect to; always there.
    pub port: u16,
    /// Whether headers are possible; always there.
    pub headers: bool,
    /// Whether credentials are needed.
    pub auth_required: bool,
    /// Whether TLS is needed.
    pub tls_required: bool,
    /// Whether a client certificate is needed.
    pub tls_verify: bool,
    /// Whether TLS is possible.
    pub tls_available: bool,
    /// Largest message; always there.
    pub max_payload: i64,
    /// Whether streams are served.
    pub jetstream: bool,
    /// Address of the server, told to other servers.
    pub ip: &'a str,
    /// The connection's number.
    pub client_id: u64,
    /// The client's address.
    pub client_ip: &'a str,
    /// What a client with an nkey signs.
    pub nonce: &'a str,
    /// Name of the cluster.
    pub cluster: &'a str,
    /// Whether that name was made up.
    pub cluster_dynamic: bool,
    /// JetStream domain.
    pub domain: &'a str,
    /// Other servers a client may connect to.
    pub connect_urls: &'a [String],
    /// The same for WebSocket.
    pub ws_connect_urls: &'a [String],
    /// Whether the server is about to leave (lame duck mode).
    pub ldm: bool,
    /// Whether this is the answer to the first `PING` after `CONNECT`.
    pub connect_info: bool,
    /// The client's account.
    pub remote_account: &'a str,
    /// Whether that is the system account.
    pub acc_is_sys: bool,
    /// Level of the JetStream API.
    pub api_lvl: u32,
    /// The server's public curve key.
    pub xkey: &'a str,
}

impl Info<'_> {
    /// Appends `INFO {…}`, a blank and a line end.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"INFO ");
        self.write_json(out);
        out.extend_from_slice(b" \r\n");
    }

    /// Appends the object alone.
    pub fn write_json(&self, out: &mut Vec<u8>) {
        let mut object = Object { out, empty: true };
        object.text("server_id", self.server_id);
        object.text("server_name", self.server_name);
        object.text("version", self.version);
        object.number("proto", i64::from(self.proto));
        object.some_text("git_commit", self.git_commit);
        object.text("go", self.go);
        object.text("host", self.host);
        object.number("port", i64::from(self.port));
        object.flag("headers", self.headers);
        object.raised("auth_required", self.auth_required);
        object.raised("tls_required", self.tls_required);
        object.raised("tls_verify", self.tls_verify);
        object.raised("tls_available", self.tls_available);
        object.number("max_payload", self.max_payload);
        object.raised("jetstream", self.jetstream);
        object.some_text("ip", self.ip);
        object.some_number("client_id", self.client_id);
        object.some_text("client_ip", self.client_ip);
        object.some_text("nonce", self.nonce);
        object.some_text("cluster", self.cluster);
        object.raised("cluster_dynamic", self.cluster_dynamic);
        object.some_text("domain", self.domain);
        object.some_list("connect_urls", self.connect_urls);
        object.some_list("ws_connect_urls", self.ws_connect_urls);
        object.raised("ldm", self.ldm);
        object.raised("connect_info", self.connect_info);
        object.some_text("remote_account", self.remote_account);
        object.raised("acc_is_sys", self.acc_is_sys);
        object.some_number("api_lvl", u64::from(self.api_lvl));
        object.some_text("xkey", self.xkey);
        object.out.extend_from_slice(if object.empty { b"{}" } else { b"}" });
    }
}

/// An object under construction. `some_…` and `raised` leave out what says nothing.
struct Object<'o> {
    out: &'o mut Vec<u8>,
    empty: bool,
}

impl Object<'_> {
    fn key(&mut self, key: &str) {
        self.out.push(if self.empty { b'{' } else { b',' });
        self.empty = false;
        write_string(key, self.out);
        self.out.push(b':');
    }

    fn text(&mut self, key: &str, text: &str) {
        self.key(key);
        write_string(text, self.out);
    }

    fn some_text(&mut self, key: &str, text: &str) {
        if !text.is_empty() {
            self.text(key, text);
        }
    }

    fn number(&mut self, key: &str, number: i64) {
        self.key(key);
        if number < 0 {
            self.out.push(b'-');
        }
        self.out.extend_from_slice(decimal(number.unsigned_abs()).as_bytes());
    }

    fn some_number(&mut self, key: &str, number: u64) {
        if number != 0 {
            self.key(key);
            self.out.extend_from_slice(decimal(number).as_bytes());
        }
    }

    fn flag(&mut self, key: &str, flag: bool) {
        self.key(key);
        self.out.extend_from_slice(if flag { b"true" } else { b"false" });
    }

    fn raised(&mut self, key: &str, flag: bool) {
        if flag {
            self.flag(key, true);
        }
    }

    fn some_list(&mut self, key: &str, texts: &[String]) {
        let mut opening = b'[';
        for text in texts {
            if opening == b'[' {
                self.key(key);
            }
            self.out.push(opening);
            write_string(text, self.out);
            opening = b',';
        }
        if opening == b',' {
            self.out.push(b']');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(info: Info<'_>, expected: &str) {
        let mut out = Vec::new();
        info.write(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn what_says_nothing_is_left_out() {
        check(
            Info::default(),
            "INFO {\"server_id\":\"\",\"server_name\":\"\",\"version\":\"\",\"proto\":0,\"go\":\"\",\"host\":\"\",\"port\":0,\
             \"headers\":false,\"max_payload\":0} \r\n",
        );
    }

    #[test]
    fn greeting() {
        let info = Info {
            server_id: "NABC",
            server_name: "n<1>",
            version: "2.15.1",
            proto: 1,
            git_commit: "1787eee",
            go: "go1.26.5",
            host: "127.0.0.1",
            port: 4222,
            headers: true,
            auth_required: true,
            max_payload: 1_048_576,
            client_id: 5,
            client_ip: "127.0.0.1",
            nonce: "n",
            connect_urls: &["a:1".into(), "b:2".into()],
            api_lvl: 5,
            xkey: "X",
            ..Info::default()
        };
        check(
            info,
            "INFO {\"server_id\":\"NABC\",\"server_name\":\"n\\u003c1\\u003e\",\"version\":\"2.15.1\",\"proto\":1,\
             \"git_commit\":\"1787eee\",\"go\":\"go1.26.5\",\"host\":\"127.0.0.1\",\"port\":4222,\"headers\":true,\
             \"auth_required\":true,\"max_payload\":1048576,\"client_id\":5,\"client_ip\":\"127.0.0.1\",\"nonce\":\"n\",\
             \"connect_urls\":[\"a:1\",\"b:2\"],\"api_lvl\":5,\"xkey\":\"X\"} \r\n",
        );
    }

    #[test]
    fn news() {
        let info =
            Info { ldm: true, connect_info: true, remote_account: "$G", acc_is_sys: true, ..Info::default() };
        let mut out = Vec::new();
        info.write_json(&mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(
            text.ends_with(
                "\"max_payload\":0,\"ldm\":true,\"connect_info\":true,\"remote_account\":\"$G\",\"acc_is_sys\":true}"
            ),
            "{text}"
        );
    }
}
