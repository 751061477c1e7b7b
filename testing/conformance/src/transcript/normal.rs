//! What no two runs share, replaced.

/// Keys of INFO whose values differ from run to run and from server to server.
const TEXTS: [&str; 6] = ["server_id", "server_name", "version", "go", "nonce", "xkey"];
const NUMBERS: [&str; 2] = ["port", "client_id"];

/// A line that was heard, with `*` for what no two runs share. Only INFO and the replies that a server makes up for
/// requests between accounts have such parts.
pub(super) fn normal(line: &[u8]) -> Vec<u8> {
    match std::str::from_utf8(line) {
        Ok(text) if text.starts_with("INFO {") => normal_info(text).into_bytes(),
        Ok(text) if text.contains("_R_.") => normal_reply(text).into_bytes(),
        _ => line.to_vec(),
    }
}

fn normal_info(text: &str) -> String {
    // A name that was configured is no accident.
    let named = value(text, "server_name", '"') != value(text, "server_id", '"');
    let texts = TEXTS.iter().filter(|key| !(named && **key == "server_name"));
    let text = texts.fold(without_commit(text), |text, key| replaced(&text, key, '"'));
    NUMBERS.iter().fold(text, |text, key| replaced(&text, key, ','))
}

/// The commit is left out: a server built from no repository names none.
fn without_commit(text: &str) -> String {
    match value(text, "git_commit", '"') {
        Some(commit) => text.replacen(&format!("\"git_commit\":\"{commit}\","), "", 1),
        None => text.to_owned(),
    }
}

/// The range of a value: behind `"key":"` up to the next quote, or behind `"key":` up to the next comma.
fn range(text: &str, key: &str, end: char) -> Option<(usize, usize)> {
    let label = format!("\"{key}\":{}", if end == '"' { "\"" } else { "" });
    let start = text.find(&label)? + label.len();
    let length = text.get(start..)?.find(end)?;
    Some((start, start + length))
}

fn value<'t>(text: &'t str, key: &str, end: char) -> Option<&'t str> {
    let (start, end) = range(text, key, end)?;
    text.get(start..end)
}

fn replaced(text: &str, key: &str, end: char) -> String {
    let mut text = text.to_owned();
    if let Some((start, end)) = range(&text, key, end) {
        text.replace_range(start..end, "*");
    }
    text
}

/// `_R_.abc123.def456` becomes `_R_.*`.
fn normal_reply(text: &str) -> String {
    let is_random = |c: char| c.is_ascii_alphanumeric() || c == '.';
    let mut parts = text.split("_R_.");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        let rest = part.trim_start_matches(is_random);
        text + "_R_."
            + if part.len() - rest.len() == RANDOM_REPLY {
                "*"
            } else {
                part.get(..part.len() - rest.len()).unwrap_or_default()
            }
            + rest
    })
}

/// Two tokens of six characters.
const RANDOM_REPLY: usize = 13;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: &str) {
        assert_eq!(String::from_utf8(normal(line.as_bytes())).unwrap(), expected);
    }

    #[test]
    fn replaces_what_is_random() {
        check(
            r#"INFO {"server_id":"NA","server_name":"NA","version":"2.15.1","port":4222,"client_id":5,"client_ip":"127.0.0.1"}"#,
            r#"INFO {"server_id":"*","server_name":"*","version":"*","port":*,"client_id":*,"client_ip":"127.0.0.1"}"#,
        );
        check(
            r#"INFO {"server_id":"NA","server_name":"n1"}"#,
            r#"INFO {"server_id":"*","server_name":"n1"}"#,
        );
        check("MSG a 1 _R_.aB3dE6.xY9zW0 2\r\n", "MSG a 1 _R_.* 2\r\n");
        check("MSG a 1 _R_.x 2\r\n", "MSG a 1 _R_.x 2\r\n");
        check("MSG \"port\":1 2\r\n", "MSG \"port\":1 2\r\n");
    }
}
