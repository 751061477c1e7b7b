//! Which requests are measured: so many of a hundred, or those that take part in a trace.

use std::collections::BTreeMap;

use crate::directory::{Latency, Sampling};

/// The headers that made a request be measured, by canonical name.
pub type TraceHeaders = BTreeMap<String, Vec<String>>;

impl Latency {
    /// Whether a request is measured, and the headers that say so if headers do.
    ///
    /// `headers` is the request's header block, version line included; `random` any random number.
    #[must_use]
    pub fn sample(&self, random: u64, headers: Option<&[u8]>) -> Option<TraceHeaders> {
        match self.sampling {
            Sampling::Percent(percent) if random % 100 < u64::from(percent) => Some(TraceHeaders::new()),
            Sampling::Percent(_) | Sampling::Headers => traced(&parse(headers?)?),
        }
    }
}

/// The trace headers, if the trace they belong to is sampled. The first kind that is there decides.
fn traced(headers: &TraceHeaders) -> Option<TraceHeaders> {
    let first = |name: &str| headers.get(name).and_then(|values| values.first()).map(String::as_str);
    let pick = |wanted: &dyn Fn(&str) -> bool| {
        Some(headers.iter().filter(|(name, _)| wanted(name)).map(|(k, v)| (k.clone(), v.clone())).collect())
    };
    if let Some(span) = first("Uber-Trace-Id") {
        return uber_sampled(span)
            .then(|| pick(&|name| name == "Uber-Trace-Id" || name.starts_with("Uberctx-")))?;
    }
    match first("X-B3-Sampled") {
        Some("1") => return pick(&is_b3_part),
        Some("0") => return None,
        // Without a decision it is ours, and we measure.
        _ if headers.contains_key("X-B3-Traceid") => return pick(&is_b3_part),
        _ => {}
    }
    if let Some(b3) = first("B3") {
        return b3_sampled(b3).then(|| pick(&|name| name == "B3"))?;
    }
    let parent = first("Traceparent")?;
    traceparent_sampled(parent).then(|| pick(&|name| matches!(name, "Traceparent" | "Tracestate")))?
}

fn is_b3_part(name: &str) -> bool {
    matches!(name, "X-B3-Sampled" | "X-B3-Traceid" | "X-B3-Parentspanid" | "X-B3-Spanid")
}

/// `trace:span:parent:flags` with one or two hexadecimal digits of flags; the lowest bit counts.
fn uber_sampled(span: &str) -> bool {
    let parts: Vec<&str> = span.split(':').collect();
    matches!(parts.as_slice(), [_, _, _, flags] if lowest_bit(flags, 1..=2))
}

/// `trace-span-sampled-parent`, where only a `0` says no, or the decision alone.
fn b3_sampled(b3: &str) -> bool {
    let parts: Vec<&str> = b3.split('-').collect();
    !matches!(parts.as_slice(), [_, _, "0", ..] | ["0"])
}

/// `version-trace-parent-flags` with two hexadecimal digits of flags; the lowest bit counts.
fn traceparent_sampled(parent: &str) -> bool {
    let parts: Vec<&str> = parent.split('-').collect();
    matches!(parts.as_slice(), [_, _, _, flags] if lowest_bit(flags, 2..=2))
}

fn lowest_bit(flags: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&flags.len())
        && flags.bytes().all(|digit| digit.is_ascii_hexdigit())
        && u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1)
}

/// The headers by canonical name; `None` if a line is no header.
fn parse(block: &[u8]) -> Option<TraceHeaders> {
    let mut headers = TraceHeaders::new();
    let mut lines = block.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    lines.next()?;
    for line in lines.take_while(|line| !line.is_empty()) {
        let colon = line.iter().position(|&byte| byte == b':')?;
        let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        headers.entry(canonical(name)?).or_default().push(String::from_utf8_lossy(value.trim_ascii()).into());
    }
    Some(headers)
}

/// `x-b3-traceid` as `X-B3-Traceid`; `None` for what can't be a name.
fn canonical(name: &[u8]) -> Option<String> {
    let is_name = |&byte: &u8| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte);
    if name.is_empty() || !name.iter().all(is_name) {
        return None;
    }
    let mut starts = true;
    let letters = name.iter().map(|&byte| {
        let letter = if starts { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() };
        starts = byte == b'-';
        char::from(letter)
    });
    Some(letters.collect())
}

#[cfg(test)]
mod tests {
    use subject::Subject;

    use super::*;

    fn latency(sampling: Sampling) -> Latency {
        Latency { sampling, subject: Subject::from_static("latency") }
    }

    /// The names of the headers that are reported, or `None` if the request isn't measured.
    #[track_caller]
    fn check(lines: &[&str], expected: Option<&[&str]>) {
        let block = format!("NATS/1.0\r\n{}\r\n\r\n", lines.join("\r\n"));
        let found = latency(Sampling::Headers).sample(0, Some(block.as_bytes()));
        let names = found.map(|headers| headers.into_keys().collect::<Vec<_>>());
        assert_eq!(names, expected.map(|names| names.iter().map(ToString::to_string).collect()), "{lines:?}");
    }

    #[test]
    fn percent() {
        for (percent, random, expected) in
            [(100, 99, true), (50, 49, true), (50, 50, false), (1, 0, true), (1, 1, false)]
        {
            let found = latency(Sampling::Percent(percent)).sample(random, None);
            assert_eq!(found.is_some(), expected, "{random} of {percent}");
        }
        let traced = b"NATS/1.0\r\nB3: 1\r\n\r\n";
        assert!(
            latency(Sampling::Percent(1)).sample(99, Some(traced)).is_some_and(|headers| headers.len() == 1)
        );
        assert!(latency(Sampling::Headers).sample(0, None).is_none());
    }

    #[test]
    fn uber() {
        let sampled = "uber-trace-id: 479fefe9525eddb:5adb976bfc1f95c1:479fefe9525eddb:1";
        check(&[sampled], Some(&["Uber-Trace-Id"]));
        check(&[sampled, "uberctx-a: b", "other: c"], Some(&["Uber-Trace-Id", "Uberctx-A"]));
        check(&["Uber-Trace-Id: a:b:c:0"], None);
        check(&["Uber-Trace-Id: a:b:c:03"], Some(&["Uber-Trace-Id"]));
        check(&["Uber-Trace-Id: a:b:c:+1"], None);
        check(&["Uber-Trace-Id: a:b:c"], None);
        check(&["Uber-Trace-Id: a:b:c:0", "B3: 1"], None);
    }

    #[test]
    fn b3_in_parts() {
        check(&["X-B3-Sampled: 1", "X-B3-SpanId: x"], Some(&["X-B3-Sampled", "X-B3-Spanid"]));
        check(&["X-B3-Sampled: 0", "X-B3-TraceId: x"], None);
        check(&["X-B3-TraceId: x", "X-B3-ParentSpanId: y"], Some(&["X-B3-Parentspanid", "X-B3-Traceid"]));
        check(&["X-B3-Sampled: yes"], None);
    }

    #[test]
    fn b3_in_one() {
        check(&["b3: 80f198ee-e457b5a2-1-05e3ac9a"], Some(&["B3"]));
        check(&["b3: 80f198ee-e457b5a2"], Some(&["B3"]));
        check(&["b3: 80f198ee-e457b5a2-0"], None);
        check(&["b3: 0"], None);
    }

    #[test]
    fn trace_context() {
        let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";
        check(
            &[&format!("traceparent: {trace}-01"), "tracestate: a=b"],
            Some(&["Traceparent", "Tracestate"]),
        );
        check(&[&format!("traceparent: {trace}-ff")], Some(&["Traceparent"]));
        check(&[&format!("traceparent: {trace}-00")], None);
        check(&[&format!("traceparent: {trace}-1")], None);
    }

    #[test]
    fn what_is_no_header_block_is_no_trace() {
        check(&["no colon", "B3: 1"], None);
        check(&["bad name: x", "B3: 1"], None);
        check(&[], None);
        assert!(latency(Sampling::Headers).sample(0, Some(b"")).is_none());
    }
}
