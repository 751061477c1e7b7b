//! An `INFO` from a client: it means nothing, yet it has to be one.

use crate::{
    connect::subject_lists,
    json::{JsonError, Reader, same_key},
};

/// Types of the keys that servers know.
#[derive(Clone, Copy)]
enum Kind {
    Text,
    Flag,
    Integer { min: i128, max: i128 },
    Texts,
    Base64,
    SubjectLists,
}

const INT: Kind = Kind::Integer { min: i64::MIN as i128, max: i64::MAX as i128 };
const INT32: Kind = Kind::Integer { min: i32::MIN as i128, max: i32::MAX as i128 };
const UINT64: Kind = Kind::Integer { min: 0, max: u64::MAX as i128 };
const BYTE: Kind = Kind::Integer { min: 0, max: u8::MAX as i128 };

const KEYS: &[(&str, Kind)] = &[
    ("server_id", Kind::Text),
    ("server_name", Kind::Text),
    ("version", Kind::Text),
    ("proto", INT),
    ("git_commit", Kind::Text),
    ("go", Kind::Text),
    ("host", Kind::Text),
    ("port", INT),
    ("headers", Kind::Flag),
    ("auth_required", Kind::Flag),
    ("tls_required", Kind::Flag),
    ("tls_verify", Kind::Flag),
    ("tls_available", Kind::Flag),
    ("max_payload", INT32),
    ("jetstream", Kind::Flag),
    ("ip", Kind::Text),
    ("client_id", UINT64),
    ("client_ip", Kind::Text),
    ("nonce", Kind::Text),
    ("cluster", Kind::Text),
    ("cluster_dynamic", Kind::Flag),
    ("domain", Kind::Text),
    ("connect_urls", Kind::Texts),
    ("ws_connect_urls", Kind::Texts),
    ("ldm", Kind::Flag),
    ("compression", Kind::Text),
    ("connect_info", Kind::Flag),
    ("remote_account", Kind::Text),
    ("acc_is_sys", Kind::Flag),
    ("api_lvl", INT),
    ("import", Kind::SubjectLists),
    ("export", Kind::SubjectLists),
    ("lnoc", Kind::Flag),
    ("lnocu", Kind::Flag),
    ("info_on_connect", Kind::Flag),
    ("route_pool_size", INT),
    ("route_pool_idx", INT),
    ("route_account", Kind::Text),
    ("route_acc_add_reqid", Kind::Text),
    ("gossip_mode", BYTE),
    ("gateway", Kind::Text),
    ("gateway_urls", Kind::Texts),
    ("gateway_url", Kind::Text),
    ("gateway_cmd", BYTE),
    ("gateway_cmd_payload", Kind::Base64),
    ("gateway_nrp", Kind::Flag),
    ("gateway_iom", Kind::Flag),
    ("leafnode_urls", Kind::Texts),
    ("xkey", Kind::Text),
];

/// Whether a client may send this as the argument of an `INFO`; if not, the connection ends without a word.
pub fn is_acceptable(json: &[u8]) -> bool {
    let mut reader = Reader::new(json);
    reader.object(&mut member).and_then(|()| reader.end()).is_ok()
}

fn member(key: &str, value: &mut Reader<'_>) -> Result<(), JsonError> {
    let Some((_, kind)) = KEYS.iter().find(|(name, _)| same_key(key, name)) else { return value.skip() };
    let at = value.position();
    let fits = match *kind {
        Kind::Text => value.string().map(|_| true),
        Kind::Flag => value.bool().map(|_| true),
        Kind::Integer { min, max } => {
            value.integer().map(|number| number.is_none_or(|number| (min..=max).contains(&number)))
        }
        Kind::Texts => value.list(&mut |element| element.string().map(drop)).map(|()| true),
        Kind::Base64 => value.string().map(|text| text.is_none_or(|text| is_base64(&text))),
        Kind::SubjectLists => subject_lists(value).map(|()| true),
    }?;
    if fits { Ok(()) } else { Err(JsonError::Type { at }) }
}

/// Groups of four, the last one perhaps padded.
fn is_base64(text: &str) -> bool {
    let digits = text.strip_suffix("==").or(text.strip_suffix('=')).unwrap_or(text);
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    text.len().is_multiple_of(4) && digits.bytes().all(is_digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(json: &str, expected: bool) {
        assert_eq!(is_acceptable(json.as_bytes()), expected, "{json}");
    }

    #[test]
    fn json_of_the_right_types() {
        check("{}", true);
        check(" null ", true);
        check(r#"{"foo":[1,{}],"port":null,"PORT":4222,"connect_urls":["a",null]}"#, true);
        check(r#"{"gateway_cmd_payload":"AA==","gossip_mode":255}"#, true);
        check("x", false);
        check("", false);
        check("\r", false);
        check("[]", false);
        check("1", false);
        check("{} x", false);
        check(r#"{"port":"x"}"#, false);
        check(r#"{"max_payload":2147483648}"#, false);
        check(r#"{"client_id":-1}"#, false);
        check(r#"{"gossip_mode":256}"#, false);
        check(r#"{"gateway_cmd_payload":"!"}"#, false);
        check(r#"{"connect_urls":[1]}"#, false);
    }
}
