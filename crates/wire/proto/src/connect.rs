//! What a client says about itself.
//!
//! A `CONNECT` adds to what an earlier one said: fields that are absent or null keep their values. Keys are known in
//! any mixture of cases and the last of two wins; unknown keys mean nothing; a known key with a value of another type
//! spoils the whole.

use std::fmt;

pub use crate::json::JsonError as ConnectError;
use crate::json::{Reader, same_key};

/// What a client has said in its `CONNECT`s so far.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectOptions {
    /// Whether the client wants its own messages back.
    pub echo: bool,
    /// Whether the client wants `+OK` for each operation.
    pub verbose: bool,
    /// Whether the client wants its publish subjects checked.
    pub pedantic: bool,
    /// Whether the client wants TLS. A server doesn't act on it.
    pub tls_required: bool,
    /// Public nkey of the user.
    pub nkey: String,
    /// User JWT.
    pub jwt: String,
    /// Signature of the nonce.
    pub sig: String,
    /// Shared token.
    pub auth_token: String,
    /// User name.
    pub user: String,
    /// Password.
    pub pass: String,
    /// The client's name for itself.
    pub name: String,
    /// Language of the client library.
    pub lang: String,
    /// Version of the client library.
    pub version: String,
    /// 1 if the client takes `INFO` at any time.
    pub protocol: i64,
    /// Asking for an account is refused.
    pub account: String,
    /// Asking for a new account is refused.
    pub new_account: bool,
    /// Whether the client takes headers.
    pub headers: bool,
    /// Whether the client wants a 503 for requests that nobody hears.
    pub no_responders: bool,
    /// Signature of the nonce by a trusted proxy.
    pub proxy_sig: String,
}

impl Default for ConnectOptions {
    /// What holds before any `CONNECT`.
    fn default() -> Self {
        ConnectOptions {
            echo: true,
            verbose: true,
            pedantic: true,
            tls_required: false,
            nkey: String::new(),
            jwt: String::new(),
            sig: String::new(),
            auth_token: String::new(),
            user: String::new(),
            pass: String::new(),
            name: String::new(),
            lang: String::new(),
            version: String::new(),
            protocol: 0,
            account: String::new(),
            new_account: false,
            headers: false,
            no_responders: false,
            proxy_sig: String::new(),
        }
    }
}

impl fmt::Debug for ConnectOptions {
    /// Without anything that would let a reader of logs in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ConnectOptions")
            .field("user", &self.user)
            .field("name", &self.name)
            .field("lang", &self.lang)
            .field("version", &self.version)
            .field("protocol", &self.protocol)
            .field("echo", &self.echo)
            .field("verbose", &self.verbose)
            .field("pedantic", &self.pedantic)
            .field("headers", &self.headers)
            .field("no_responders", &self.no_responders)
            .finish_non_exhaustive()
    }
}

impl ConnectOptions {
    /// Adds what `json`, the argument of a `CONNECT`, says. After an error the connection ends; what was read up to it
    /// may have been added.
    pub fn merge(&mut self, json: &[u8]) -> Result<(), ConnectError> {
        let mut reader = Reader::new(json);
        reader.object(&mut |key, value| self.member(key, value))?;
        reader.end()
    }

    fn member(&mut self, key: &str, value: &mut Reader<'_>) -> Result<(), ConnectError> {
        if let Some(flag) = self.flag(key) {
            keep_unless(flag, value.bool()?);
        } else if let Some(text) = self.text(key) {
            keep_unless(text, value.string()?);
        } else if same_key(key, "protocol") {
            let at = value.position();
            if let Some(protocol) = value.integer()? {
                self.protocol = i64::try_from(protocol).map_err(|_| ConnectError::Type { at })?;
            }
        } else if same_key(key, "import") || same_key(key, "export") {
            subject_lists(value)?;
        } else if same_key(key, "remote_account") {
            value.string()?;
        } else {
            value.skip()?;
        }
        Ok(())
    }

    fn flag(&mut self, key: &str) -> Option<&mut bool> {
        let flags = [
            ("echo", &mut self.echo),
            ("verbose", &mut self.verbose),
            ("pedantic", &mut self.pedantic),
            ("tls_required", &mut self.tls_required),
            ("new_account", &mut self.new_account),
            ("headers", &mut self.headers),
            ("no_responders", &mut self.no_responders),
        ];
        flags.into_iter().find(|(name, _)| same_key(key, name)).map(|(_, flag)| flag)
    }

    fn text(&mut self, key: &str) -> Option<&mut String> {
        let texts = [
            ("name", &mut self.name),
            ("lang", &mut self.lang),
            ("version", &mut self.version),
            ("user", &mut self.user),
            ("pass", &mut self.pass),
            ("auth_token", &mut self.auth_token),
            ("nkey", &mut self.nkey),
            ("sig", &mut self.sig),
            ("jwt", &mut self.jwt),
            ("account", &mut self.account),
            ("proxy_sig", &mut self.proxy_sig),
        ];
        texts.into_iter().find(|(name, _)| same_key(key, name)).map(|(_, text)| text)
    }
}

fn keep_unless<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// What servers tell each other here must at least be of the right type when a client says it.
pub(crate) fn subject_lists(value: &mut Reader<'_>) -> Result<(), ConnectError> {
    value.object(&mut |key, value| {
        if same_key(key, "allow") || same_key(key, "deny") {
            value.list(&mut |element| element.string().map(drop))
        } else {
            value.skip()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merged(texts: &[&[u8]]) -> Result<ConnectOptions, ConnectError> {
        let mut options = ConnectOptions::default();
        texts.iter().try_for_each(|text| options.merge(text)).map(|()| options)
    }

    fn check(text: &str, expected: ConnectOptions) {
        assert_eq!(merged(&[text.as_bytes()]), Ok(expected), "{text}");
    }

    fn check_refused(text: &str) {
        assert!(merged(&[text.as_bytes()]).is_err(), "{text}");
    }

    #[test]
    fn says_nothing() {
        for text in [
            "{}",
            "null",
            " { } ",
            r#"{"verbose":null,"name":null,"protocol":null}"#,
            r#"{"unknown":[{"verbose":false}]}"#,
        ] {
            check(text, ConnectOptions::default());
        }
    }

    #[test]
    fn every_field() {
        let text = r#"{"echo":false,"verbose":false,"pedantic":false,"tls_required":true,"nkey":"U","jwt":"j","sig":"s",
            "auth_token":"t","user":"u","pass":"p","name":"n","lang":"rust","version":"1","protocol":1,"account":"A",
            "new_account":true,"headers":true,"no_responders":true,"proxy_sig":"x","remote_account":"r",
            "import":{"allow":["a"],"deny":null,"more":1},"export":null}"#;
        check(
            text,
            ConnectOptions {
                echo: false,
                verbose: false,
                pedantic: false,
                tls_required: true,
                nkey: "U".into(),
                jwt: "j".into(),
                sig: "s".into(),
                auth_token: "t".into(),
                user: "u".into(),
                pass: "p".into(),
                name: "n".into(),
                lang: "rust".into(),
                version: "1".into(),
                protocol: 1,
                account: "A".into(),
                new_account: true,
                headers: true,
                no_responders: true,
                proxy_sig: "x".into(),
            },
        );
    }

    #[test]
    fn keys_in_any_case_and_the_last_wins() {
        let quiet = ConnectOptions { verbose: false, ..ConnectOptions::default() };
        check(r#"{"VERBOSE":false}"#, quiet.clone());
        check(r#"{"verbose":true,"Verbose":false}"#, quiet.clone());
        check(r#"{"verbo\u0073e":false}"#, quiet.clone());
        check("{\"verbo\u{17f}e\":false}", quiet.clone());
        check("{\"n\u{212a}ey\":null,\"verbose\":false}", quiet);
        check(r#"{"verbose":false,"verbose":true}"#, ConnectOptions::default());
    }

    #[test]
    fn adds_to_what_was_said_before() {
        let options =
            merged(&[br#"{"verbose":false,"user":"u","pass":"p"}"#, br#"{"pass":null,"user":"v"}"#]).unwrap();
        assert!(!options.verbose);
        assert_eq!((options.user.as_str(), options.pass.as_str()), ("v", "p"));
    }

    #[test]
    fn text_that_is_no_text_is_replaced() {
        let name = |text: &[u8]| merged(&[text]).map(|options| options.name);
        assert_eq!(name(b"{\"name\":\"a\xffb\"}"), Ok("a\u{fffd}b".into()));
        assert_eq!(name(br#"{"name":"\ud800"}"#), Ok("\u{fffd}".into()));
    }

    #[test]
    fn minus_zero_is_zero() {
        check(r#"{"protocol":-0}"#, ConnectOptions::default());
        check_refused(r#"{"protocol":-0.0}"#);
    }

    #[test]
    fn depth_is_no_matter() {
        let deep = format!(r#"{{"x":{}1{},"verbose":false}}"#, "[".repeat(900), "]".repeat(900));
        check(&deep, ConnectOptions { verbose: false, ..ConnectOptions::default() });
    }

    #[test]
    fn what_is_refused() {
        for text in [
            "",
            "\r",
            "x",
            "[]",
            "1",
            "\"\"",
            "true",
            "{} x",
            "{}{}",
            "{",
            r#"{"verbose"}"#,
            r#"{"verbose":true"#,
            r#"{"verbose":"true"}"#,
            r#"{"verbose":1}"#,
            r#"{"name":5}"#,
            r#"{"name":{}}"#,
            r#"{"protocol":1.0}"#,
            r#"{"protocol":1e0}"#,
            r#"{"protocol":"1"}"#,
            r#"{"protocol":99999999999999999999}"#,
            r#"{"import":5}"#,
            r#"{"import":{"allow":"x"}}"#,
            r#"{"export":{"deny":[1]}}"#,
            r#"{"remote_account":1}"#,
            r#"{"unknown":nul}"#,
            "{'a':1}",
            "{\"name\":\"a\nb\"}",
            r#"{"verbose":fals}"#,
            r#"{"verbose":TRUE}"#,
            "{\"a\":1,}",
        ] {
            check_refused(text);
        }
    }

    #[test]
    fn secrets_are_not_shown() {
        let options =
            merged(&[br#"{"pass":"hush1","auth_token":"hush2","jwt":"hush3","sig":"hush4"}"#]).unwrap();
        assert!(!format!("{options:?}").contains("hush"));
    }
}
