//! What a client saw, made comparable.

use serde_json::Value;

/// Words that start a name made up anew in every run.
const RANDOM_NAMES: [&str; 2] = ["_INBOX.", "_R_."];

/// Fields of JSON documents from the server whose values no two runs share.
const RANDOM_FIELDS: [&str; 8] = ["rtt", "start", "server", "id", "service", "system", "total", "timestamp"];

/// Replaces the server's port, generated names and measured values in all strings of a line.
pub fn normalised(line: Value, port: &str) -> Value {
    match line {
        Value::String(text) => match serde_json::from_str(&text) {
            Ok(Value::Object(document)) => normalised(without_measurements(document), port),
            _ => Value::String(normalised_text(&text, port)),
        },
        Value::Array(items) => items.into_iter().map(|item| normalised(item, port)).collect(),
        Value::Object(fields) => fields
            .into_iter()
            .map(|(key, value)| (key, normalised(value, port)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        other => other,
    }
}

/// A document that the server made, such as the one in `Nats-Request-Info`; it must still have the same fields.
fn without_measurements(document: serde_json::Map<String, Value>) -> Value {
    let replaced = |(key, value): (String, Value)| {
        let is_random = RANDOM_FIELDS.contains(&key.as_str());
        let value = match value {
            Value::Object(inner) => without_measurements(inner),
            Value::Number(_) if is_random => "some number".into(),
            Value::String(_) if is_random => "some text".into(),
            other => other,
        };
        (key, value)
    };
    document.into_iter().map(replaced).collect::<serde_json::Map<_, _>>().into()
}

fn normalised_text(text: &str, port: &str) -> String {
    let text = text.replace(&format!("127.0.0.1:{port}"), "127.0.0.1:PORT");
    RANDOM_NAMES.iter().fold(text, |text, prefix| without_random(&text, prefix))
}

/// `_INBOX.x1Y2.z 3` becomes `_INBOX.* 3`.
fn without_random(text: &str, prefix: &str) -> String {
    let mut parts = text.split(prefix);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        result.push_str(prefix);
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let rest = part.trim_start_matches(is_name);
        // A wildcard or nothing is no generated name and stays as it is.
        result.push_str(if rest.len() < part.len() { "*" } else { "" });
        result.push_str(rest);
    }
    result
}

/// `None` when both are the same, or the lines with what only the reference (`-`) and only ours (`+`) printed.
pub fn difference(reference: &[Value], ours: &[Value]) -> Option<String> {
    if reference == ours {
        return None;
    }
    let before = reference.iter().zip(ours).take_while(|(a, b)| a == b).count();
    let shortest = reference.len().min(ours.len());
    let after = reference
        .iter()
        .rev()
        .zip(ours.iter().rev())
        .take(shortest - before)
        .take_while(|(a, b)| a == b)
        .count();
    let mut text = String::new();
    let mut show = |mark: &str, lines: &[Value]| {
        for line in lines {
            text.push_str(&format!("{mark} {line}\n"));
        }
    };
    let middle = |lines: &[Value]| lines.get(before..lines.len() - after).unwrap_or_default().to_vec();
    show(" ", reference.get(before.saturating_sub(3)..before).unwrap_or_default());
    show("-", &middle(reference));
    show("+", &middle(ours));
    show(
        " ",
        reference.get(reference.len() - after..).unwrap_or_default().get(..after.min(3)).unwrap_or_default(),
    );
    Some(format!("(- reference, + ours)\n{text}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check_text(text: &str, expected: &str) {
        assert_eq!(normalised(json!([text]), "4222"), json!([expected]));
    }

    #[test]
    fn generated_names_are_one_name() {
        check_text("_INBOX.a1.B2 x", "_INBOX.* x");
        check_text("\"_INBOX.a1\" and _INBOX.b", "\"_INBOX.*\" and _INBOX.*");
        check_text("_R_.abc.def", "_R_.*");
        check_text("_INBOX.>", "_INBOX.>");
        check_text("nats://127.0.0.1:4222", "nats://127.0.0.1:PORT");
        check_text("plain", "plain");
    }

    #[test]
    fn measurements_are_only_there() {
        let line =
            |rtt: i32| normalised(json!({"header": format!("{{\"acc\":\"A\",\"rtt\":{rtt}}}")}), "4222");
        assert_eq!(line(1), line(2));
        assert_eq!(line(1), json!({"header": {"acc": "A", "rtt": "some number"}}));
    }

    #[track_caller]
    fn check_difference(reference: &[i32], ours: &[i32], expected: Option<&str>) {
        let lines = |numbers: &[i32]| numbers.iter().map(|&n| json!(n)).collect::<Vec<_>>();
        let expected = expected.map(|text| format!("(- reference, + ours)\n{text}"));
        assert_eq!(difference(&lines(reference), &lines(ours)), expected);
    }

    #[test]
    fn shows_the_middle() {
        check_difference(&[1, 2], &[1, 2], None);
        check_difference(&[1, 2, 3], &[1, 4, 3], Some("  1\n- 2\n+ 4\n  3\n"));
        check_difference(&[1, 1], &[1], Some("  1\n- 1\n"));
        check_difference(&[], &[7], Some("+ 7\n"));
        check_difference(&[0, 1, 2, 3, 4, 9], &[0, 1, 2, 3, 4], Some("  2\n  3\n  4\n- 9\n"));
    }
}
