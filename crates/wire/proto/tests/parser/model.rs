//! A parser that is slow and obviously right: it has everything at once, copies, and looks at bytes as often as it
//! likes.

use proto::{Fault, Limits, Malformed};

use crate::driver::{Record, describe_fault, line, malformed};

const VERBS: [&str; 11] =
    ["CONNECT", "INFO", "PING", "PONG", "+OK", "-ERR", "PUB", "HPUB", "HMSG", "SUB", "UNSUB"];

const UNKNOWN: Fault = Fault::UnknownOperation { at: 0 };

pub(crate) fn parse(input: &[u8], mut limits: Limits) -> Record {
    let mut record = Record::new();
    let mut rest = input;
    while !rest.is_empty() {
        match operation(rest, &limits, &mut record) {
            Ok(Some(used)) => rest = &rest[used..],
            Ok(None) => break,
            Err(what) => {
                record.push(what);
                break;
            }
        }
        limits.authenticated |= record.last().is_some_and(|last| last.starts_with("CONNECT"));
    }
    record
}

/// The length of the operation, `None` if it isn't complete, or what is wrong with it.
fn operation(input: &[u8], limits: &Limits, record: &mut Record) -> Result<Option<usize>, String> {
    if !limits.authenticated && !b"Cc".contains(&input[0]) {
        return Err(describe_fault(Fault::ConnectExpected));
    }
    let upper = input.to_ascii_uppercase();
    let Some(verb) = VERBS.into_iter().find(|verb| upper.starts_with(verb.as_bytes())) else {
        let may_become_one = VERBS.iter().any(|verb| verb.as_bytes().starts_with(&upper));
        return if may_become_one { Ok(None) } else { Err(describe_fault(UNKNOWN)) };
    };
    let after_verb = verb.len();
    if ["PING", "PONG", "+OK"].contains(&verb) {
        let end = (after_verb..input.len()).find(|at| input[*at] == b'\n');
        record.extend(end.map(|_| verb.to_string()));
        return Ok(end.map(|end| end + 1));
    }
    let blanks = input[after_verb..].iter().take_while(|byte| b" \t".contains(byte)).count();
    let start = after_verb + blanks;
    if start == input.len() {
        return Ok(None);
    }
    if blanks == 0 && !["CONNECT", "INFO"].contains(&verb) {
        return Err(describe_fault(UNKNOWN));
    }
    let end = (start + 1..input.len()).find(|at| input[*at] == b'\n');
    let mut args = &input[start..end.unwrap_or(input.len())];
    if args.len() > 1 && args.ends_with(b"\r") {
        args = &args[..args.len() - 1];
    }
    if args.len() > limits.max_control_line {
        return Err(describe_fault(Fault::ControlLineTooLong));
    }
    let Some(end) = end else { return Ok(None) };
    let after_line = end + 1;
    match verb {
        "CONNECT" | "INFO" | "-ERR" => {
            record.push(line(verb, &[args]));
            Ok(Some(after_line))
        }
        "SUB" => subscribe(args, record).map(|()| Some(after_line)),
        "UNSUB" => unsubscribe(args, record).map(|()| Some(after_line)),
        _ => publish(verb, args, &input[after_line..], limits, record)
            .map(|message| message.map(|message| after_line + message)),
    }
}

fn words<'a>(args: &'a [u8], separators: &[u8]) -> Vec<&'a [u8]> {
    args.split(|byte| separators.contains(byte)).filter(|word| !word.is_empty()).collect()
}

fn subscribe(args: &[u8], record: &mut Record) -> Result<(), String> {
    let words = words(args, b" \t\r\n");
    match words[..] {
        [subject, sid] => record.push(line("SUB", &[subject, b"", sid])),
        [subject, queue, sid] => record.push(line("SUB", &[subject, queue, sid])),
        _ => return Err(malformed(Malformed::SubArguments)),
    }
    Ok(())
}

fn unsubscribe(args: &[u8], record: &mut Record) -> Result<(), String> {
    let words = words(args, b" \t\r\n");
    let (sid, max) = match words[..] {
        [sid] => (sid, 0),
        [sid, max] => (sid, size(max).unwrap_or(0)),
        _ => return Err(malformed(Malformed::UnsubArguments)),
    };
    record.push(line("UNSUB", &[sid, max.to_string().as_bytes()]));
    Ok(())
}

fn size(word: &[u8]) -> Result<usize, String> {
    let text = String::from_utf8_lossy(word);
    if text.len() <= 9 && text.chars().all(|c| c.is_ascii_digit()) {
        return text.parse().map_err(|_| malformed(Malformed::Size));
    }
    Err(malformed(Malformed::Size))
}

/// The length of the message with its line end, `None` if it hasn't come.
fn publish(
    verb: &str,
    args: &[u8],
    after: &[u8],
    limits: &Limits,
    record: &mut Record,
) -> Result<Option<usize>, String> {
    if verb == "HMSG" {
        let used = message_end(after, 0)?;
        record.extend(used.map(|_| line(verb, &[args])));
        return Ok(used);
    }
    if verb == "HPUB" && !limits.headers {
        return Err(malformed(Malformed::HeadersNotSupported));
    }
    let words = words(args, b" \t");
    let (subject, reply, header_size, total_size) = match (verb, &words[..]) {
        ("PUB", [subject, size]) => (subject, &b""[..], &b"0"[..], size),
        ("PUB", [subject, reply, size]) => (subject, *reply, &b"0"[..], size),
        ("HPUB", [subject, header, size]) => (subject, &b""[..], *header, size),
        ("HPUB", [subject, reply, header, size]) => (subject, *reply, *header, size),
        ("PUB", _) => return Err(malformed(Malformed::PubArguments)),
        _ => return Err(malformed(Malformed::HPubArguments)),
    };
    let has_line_end = |word: &[u8]| word.contains(&b'\r') || word.contains(&b'\n');
    if has_line_end(subject) || has_line_end(reply) {
        let what = if verb == "PUB" { Malformed::PubArguments } else { Malformed::HPubArguments };
        return Err(malformed(what));
    }
    let (header, total) = (size(header_size)?, size(total_size)?);
    if header > total {
        return Err(malformed(Malformed::HeaderSize));
    }
    if limits.max_payload.is_some_and(|max| total > max) {
        return Err(format!("payload too large: {total} ({header})"));
    }
    let tokens: Vec<String> = String::from_utf8_lossy(subject).split('.').map(String::from).collect();
    if limits.pedantic && tokens.iter().any(|token| ["", "*", ">"].contains(&token.as_str())) {
        record.push("invalid publish subject".into());
    }
    let Some(used) = message_end(after, total)? else { return Ok(None) };
    let (headers, payload) = (&after[..header], &after[header..total]);
    record.push(match verb {
        "PUB" => line(verb, &[subject, reply, total_size, payload]),
        _ => line(verb, &[subject, reply, header_size, total_size, headers, payload]),
    });
    Ok(Some(used))
}

fn message_end(after: &[u8], size: usize) -> Result<Option<usize>, String> {
    match (after.get(size), after.get(size + 1)) {
        (Some(b'\r'), Some(b'\n')) => Ok(Some(size + 2)),
        (None, _) | (Some(b'\r'), None) => Ok(None),
        _ => Err(describe_fault(UNKNOWN)),
    }
}
