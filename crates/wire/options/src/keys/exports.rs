//! `exports`: what other accounts may import.

use std::time::Duration;

use crate::schema::Take::{Text, With};
use crate::schema::{
    Key, Node, Report, Unknown, duration_text, key, not_negative, percent, read as read_block, read_as,
};
use crate::{ExportKind, ExportSpec, LatencySpec, ResponseKind};

/// One entry as written. What only services have keeps the place of a stream's mistake.
#[derive(Default)]
struct Export {
    stream: Option<String>,
    service: Option<String>,
    response: Option<ResponseKind>,
    threshold: Option<Duration>,
    latency: Option<LatencySpec>,
    accounts: Vec<String>,
    account_token_position: Option<usize>,
    /// The keys that only a service has, as far as they were written.
    of_services: Vec<String>,
}

const KEYS: &[Key<Export>] = &[
    key(&["stream"], Text(|export, subject| export.stream = Some(subject.into()))),
    key(&["service"], Text(|export, subject| export.service = Some(subject.into()))),
    key(&["response_type", "response"], With(response)),
    key(&["response_threshold", "threshold", "response_max_time", "response_time"], With(threshold)),
    key(&["latency"], With(latency)),
    key(
        &["accounts"],
        With(|export, node, report| {
            let names = node.items(report).filter_map(|item| item.text(report)).map(str::to_owned);
            export.accounts = names.collect();
        }),
    ),
    key(
        &["account_token_position"],
        With(|export, node, report| {
            let Some(position) = node.int(report) else { return };
            match usize::try_from(position) {
                Ok(position) => {
                    export.account_token_position = Some(position).filter(|&position| position != 0)
                }
                Err(_) => report.invalid(&node, "must not be negative"),
            }
        }),
    ),
    key(
        &["allow_trace"],
        With(|export, node, report| {
            export.of_services.push(node.name().into());
            if node.bool(report) == Some(true) {
                report.unsupported(&node);
            }
        }),
    ),
];

/// An array of exports.
pub(super) fn read(node: Node<'_>, report: &mut Report) -> Vec<ExportSpec> {
    node.items(report).filter_map(|item| export(item, report)).collect()
}

/// An entry that names neither stream nor service exports nothing.
fn export(node: Node<'_>, report: &mut Report) -> Option<ExportSpec> {
    let mut export = Export::default();
    read_block(KEYS, node, &mut export, report);
    let (subject, kind) = match (export.stream, export.service) {
        (None, None) => return None,
        (Some(_), Some(_)) => {
            report.invalid(&node, "is either a stream or a service");
            return None;
        }
        (Some(stream), None) => {
            if let Some(key) = export.of_services.first() {
                report.invalid(&node, format!("a stream does not have {key:?}"));
            }
            (stream, ExportKind::Stream)
        }
        (None, Some(service)) => {
            check_latency(export.latency.as_ref(), node, report);
            let Export { response, threshold, latency, .. } = export;
            (service, ExportKind::Service { response: response.unwrap_or_default(), threshold, latency })
        }
    };
    Some(ExportSpec {
        subject,
        kind,
        accounts: export.accounts,
        account_token_position: export.account_token_position,
        position: node.position.to_string(),
    })
}

fn response(export: &mut Export, node: Node<'_>, report: &mut Report) {
    if export.response.is_some() {
        return report.invalid(&node, "the response type is there twice");
    }
    export.of_services.push(node.name().into());
    let Some(text) = node.text(report) else { return };
    let kind = match text.to_lowercase().as_str() {
        "single" | "singleton" => ResponseKind::Singleton,
        "stream" => ResponseKind::Stream,
        "chunk" | "chunked" => ResponseKind::Chunked,
        _ => return report.invalid(&node, "must be \"singleton\", \"stream\" or \"chunked\""),
    };
    export.response = Some(kind);
}

fn threshold(export: &mut Export, node: Node<'_>, report: &mut Report) {
    if export.threshold.is_some() {
        return report.invalid(&node, "the response threshold is there twice");
    }
    export.of_services.push(node.name().into());
    let length = duration_text(node, report).and_then(|span| not_negative(span, node, report));
    export.threshold = length.filter(|length| !length.is_zero());
}

#[derive(Default)]
struct Latency {
    sampling: Option<u8>,
    subject: Option<String>,
}

const LATENCY_KEYS: &[Key<Latency>] = &[
    key(&["sampling"], With(|latency, node, report| latency.sampling = sampling(node, report))),
    key(&["subject"], Text(|latency, subject| latency.subject = Some(subject.into()))),
];

/// Where reports go, alone or with how many there are.
fn latency(export: &mut Export, node: Node<'_>, report: &mut Report) {
    export.of_services.push(node.name().into());
    if let Some(subject) = node.value.as_str() {
        export.latency = Some(LatencySpec { sampling: 100, subject: subject.into() });
        return;
    }
    let mut latency = Latency::default();
    read_as(&[LATENCY_KEYS], Unknown::Ignore, node, &mut latency, report);
    if node.value.as_map().is_some() && node.entry("subject").is_none() {
        report.invalid(&node, "needs a subject");
    }
    let Some(subject) = latency.subject else { return };
    export.latency = Some(LatencySpec { sampling: latency.sampling.unwrap_or(100), subject });
}

/// Reports are published: their subject is valid and has no wildcards.
fn check_latency(latency: Option<&LatencySpec>, node: Node<'_>, report: &mut Report) {
    let bad = latency.filter(|latency| !subject::is_valid_publish(latency.subject.as_bytes()));
    if let Some(LatencySpec { subject, .. }) = bad {
        report.invalid(&node, format!("latency cannot be reported on the subject {subject:?}"));
    }
}

/// A percentage, or `headers`.
fn sampling(node: Node<'_>, report: &mut Report) -> Option<u8> {
    let by_headers = node.value.as_str().is_some_and(|text| text.trim().eq_ignore_ascii_case("headers"));
    if by_headers { Some(0) } else { percent(node, 1, report) }
}
