//! Values that stand in one text or number: durations, addresses, percentages, lists of names.

use std::time::Duration;

use conf::Kind;
use stdx::duration::{GoDuration, ParseError};

use super::{Node, Report};

/// A host and a port as a configuration writes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Address {
    /// `None` if only a port was written.
    pub(crate) host: Option<String>,
    pub(crate) port: i64,
}

impl Address {
    /// A port alone, or `host:port` with an IPv6 address in brackets.
    pub(crate) fn read(node: Node<'_>, report: &mut Report) -> Option<Address> {
        let address = match &node.value.kind {
            Kind::Int(port) => Ok(Address { host: None, port: *port }),
            Kind::String(text) => Address::parse(text),
            _ => {
                report.wrong_type(&node, "a port or host:port");
                return None;
            }
        };
        address.map_err(|why| report.invalid(&node, why)).ok()
    }

    pub(crate) fn parse(text: &str) -> Result<Address, String> {
        let unclear = || format!("could not parse address {text:?}, expected host:port or [IPv6]:port");
        let (host, port) = match text.strip_prefix('[') {
            Some(rest) => rest.split_once("]:").ok_or_else(unclear)?,
            None => text.rsplit_once(':').filter(|(host, _)| !host.contains(':')).ok_or_else(unclear)?,
        };
        if host.contains(['[', ']']) || port.contains(['[', ']', ':']) {
            return Err(unclear());
        }
        let port = port.parse().map_err(|_| format!("could not parse port {port:?}"))?;
        Ok(Address { host: Some(host.to_owned()), port })
    }
}

/// A duration as text; a whole number stands for seconds, which is warned of.
pub(crate) fn duration(node: Node<'_>, report: &mut Report) -> Option<GoDuration> {
    match &node.value.kind {
        Kind::Int(seconds) => {
            report.warn(&node, "should be a duration with a unit, such as \"2s\"");
            let nanoseconds = seconds.checked_mul(1_000_000_000);
            nanoseconds.map(|nanoseconds| GoDuration { nanoseconds }).or_else(|| {
                report.invalid(&node, "is longer than 292 years");
                None
            })
        }
        Kind::String(text) => parsed(text, node, report),
        _ => {
            report.wrong_type(&node, "a duration such as \"2s\"");
            None
        }
    }
}

/// A duration as text, and nothing else.
pub(crate) fn duration_text(node: Node<'_>, report: &mut Report) -> Option<GoDuration> {
    let Kind::String(text) = &node.value.kind else {
        report.wrong_type(&node, "a duration such as \"2s\"");
        return None;
    };
    parsed(text, node, report)
}

fn parsed(text: &str, node: Node<'_>, report: &mut Report) -> Option<GoDuration> {
    text.parse().map_err(|why: ParseError| report.invalid(&node, why.to_string())).ok()
}

/// A number of seconds with or without a fraction, or a duration. Zero stands for the default.
pub(crate) fn seconds(node: Node<'_>, report: &mut Report) -> Option<Duration> {
    let read = match &node.value.kind {
        Kind::Int(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
        Kind::Float(seconds) => Duration::try_from_secs_f64(*seconds).ok(),
        Kind::String(text) => parsed(text, node, report)?.to_std(),
        _ => {
            report.wrong_type(&node, "seconds or a duration such as \"2s\"");
            return None;
        }
    };
    if read.is_none() {
        report.invalid(&node, "must not be negative");
    }
    read.filter(|length| !length.is_zero())
}

/// A duration that has no use for a sign.
pub(crate) fn not_negative(span: GoDuration, node: Node<'_>, report: &mut Report) -> Option<Duration> {
    let length = span.to_std();
    if length.is_none() {
        report.invalid(&node, "must not be negative");
    }
    length
}

/// A limit as the reference counts it: -1 means unlimited.
pub(crate) fn limit(value: i64) -> Option<u64> {
    (value != -1).then(|| u64::try_from(value).unwrap_or_default())
}

/// `50` or `"50%"`, between the bounds.
pub(crate) fn percent(node: Node<'_>, least: i64, report: &mut Report) -> Option<u8> {
    let number = match &node.value.kind {
        Kind::Int(number) => Some(*number),
        Kind::String(text) => text.strip_suffix('%').unwrap_or(text).parse().ok(),
        _ => {
            report.wrong_type(&node, "a percentage");
            return None;
        }
    };
    let within = number.filter(|number| (least..=100).contains(number));
    if within.is_none() {
        report.invalid(&node, format!("must be a percentage between {least} and 100"));
    }
    within.and_then(|number| u8::try_from(number).ok())
}

/// One text or an array of them.
pub(crate) fn strings(node: Node<'_>, report: &mut Report) -> Option<Vec<String>> {
    match &node.value.kind {
        Kind::String(text) => Some(vec![text.clone()]),
        Kind::Array(_) => {
            let texts = node.items(report).filter_map(|item| item.text(report));
            Some(texts.map(str::to_owned).collect())
        }
        _ => {
            report.wrong_type(&node, "text or an array of texts");
            None
        }
    }
}
