//! What clients send with CONNECT, without the secrets in it.

use std::borrow::Cow;

const REDACTED: &[u8] = b"[REDACTED]";

/// Replaces the values of passwords, tokens, signatures, nkeys and JWTs by `[REDACTED]`.
///
/// A key is whatever stands before `:` or `=`, with or without quotes, in any case. Too much is hidden rather than too
/// little: keys that contain `pass` or `auth_token` count, too.
pub fn redact(line: &[u8]) -> Cow<'_, [u8]> {
    let mut shown = Vec::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(separator) = find(line, at, |byte| matches!(byte, b':' | b'=')) {
        at = separator + 1;
        if is_secret(key_before(line, separator)) {
            let (start, end) = value_after(line, at);
            shown.extend_from_slice(line.get(copied..start).unwrap_or_default());
            shown.extend_from_slice(REDACTED);
            copied = end;
            at = end;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(line);
    }
    shown.extend_from_slice(line.get(copied..).unwrap_or_default());
    Cow::Owned(shown)
}

/// The word before a separator, blanks and quotes taken off.
fn key_before(line: &[u8], separator: usize) -> &[u8] {
    let before = line.get(..separator).unwrap_or_default().trim_ascii_end();
    let before = before.strip_suffix(b"\"").unwrap_or(before);
    let starts_key = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'"' | b',' | b'{' | b'[');
    let start = before.iter().rposition(starts_key).map_or(0, |at| at + 1);
    before.get(start..).unwrap_or_default()
}

fn is_secret(key: &[u8]) -> bool {
    let key = key.to_ascii_lowercase();
    let contains = |word: &[u8]| key.windows(word.len()).any(|window| window == word);
    contains(b"pass") || contains(b"auth_token") || matches!(&*key, b"sig" | b"proxy_sig" | b"nkey" | b"jwt")
}

/// Where the value behind a separator begins and ends, quotes left out.
fn value_after(line: &[u8], at: usize) -> (usize, usize) {
    let start = find(line, at, |byte| !byte.is_ascii_whitespace()).unwrap_or(line.len());
    if line.get(start) != Some(&b'"') {
        let end = find(line, start, |byte| matches!(byte, b'"' | b',' | b'}' | b'\r' | b'\n'));
        return (start, end.unwrap_or(line.len()));
    }
    let start = start + 1;
    let mut at = start;
    while let Some(found) = find(line, at, |byte| matches!(byte, b'"' | b'\\')) {
        if line.get(found) == Some(&b'"') {
            return (start, found);
        }
        at = found + 2;
    }
    (start, line.len())
}

fn find(line: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    line.get(from..)?.iter().position(|&byte| wanted(byte)).map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn values_of_secret_keys_are_hidden() {
        let check = |line: &str, shown: &str| {
            assert_eq!(String::from_utf8_lossy(&redact(line.as_bytes())), shown);
        };
        check(r#"{"verbose":false,"name":"x"}"#, r#"{"verbose":false,"name":"x"}"#);
        check(r#"{"user":"u","pass":"s3cr3t","name":"x"}"#, r#"{"user":"u","pass":"[REDACTED]","name":"x"}"#);
        check(
            r#"{ "PASSWORD" : "a,b}\"c\\" , "echo":true}"#,
            r#"{ "PASSWORD" : "[REDACTED]" , "echo":true}"#,
        );
        check(r#"{"auth_token":"t"}"#, r#"{"auth_token":"[REDACTED]"}"#);
        check(
            r#"{"jwt":"eyJ0","nkey":"U","sig":"c2ln","proxy_sig":"p","signed":"no"}"#,
            r#"{"jwt":"[REDACTED]","nkey":"[REDACTED]","sig":"[REDACTED]","proxy_sig":"[REDACTED]","signed":"no"}"#,
        );
        check("pass=x,pass: y\r\npass  =  z", "pass=[REDACTED],pass: [REDACTED]\r\npass  =  [REDACTED]");
        check(r#"{"pass":5,"a":1}"#, r#"{"pass":[REDACTED],"a":1}"#);
        check(r#"{"pass":"never ends"#, r#"{"pass":"[REDACTED]"#);
        check(r#"{"pass":"ends badly\"#, r#"{"pass":"[REDACTED]"#);
        check(r#"{"pass":""#, r#"{"pass":"[REDACTED]"#);
        check(r#"{"pass":"#, r#"{"pass":[REDACTED]"#);
        check("", "");
        check("::=", "::=");
    }

    proptest! {
        #[test]
        fn no_password_is_shown(before in "[a-z\":,{} ]{0,12}", password in "[^\"\\\\]*") {
            let line = format!("{before}\"pass\":\"#{password}#\",\"a\":1}}");
            let shown = String::from_utf8_lossy(&redact(line.as_bytes())).into_owned();
            let hidden = format!("#{password}#");
            prop_assert!(!shown.contains(&hidden), "{}", shown);
        }

        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>) {
            redact(&bytes);
        }
    }
}
