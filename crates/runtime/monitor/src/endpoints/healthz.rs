//! `/healthz`: whether the server does what it is there for.

use hyper::StatusCode;
use serde::Serialize;

use crate::{
    answer::{Answer, BadRequest},
    query::Query,
};

#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Detail>,
}

#[derive(Debug, Serialize)]
struct Detail {
    #[serde(rename = "type")]
    kind: &'static str,
    error: String,
}

/// The port is served only while clients are, so what is left to say concerns streams; without any of them every
/// question that makes sense is answered with "ok".
pub(super) fn answer(query: &Query) -> Result<Answer, BadRequest> {
    if query.switch("js-enabled")? {
        tracing::warn!("Healthcheck: js-enabled deprecated, use js-enabled-only instead");
    }
    for switch in ["js-enabled-only", "js-server-only", "js-meta-only"] {
        query.switch(switch)?;
    }
    let details = query.switch("details")?;
    let given = |name| query.given(name).is_some();
    let missing = match (given("account"), given("stream"), given("consumer")) {
        (false, true, _) => Some(("account", "stream")),
        (_, false, true) => Some(("stream", "consumer")),
        _ => None,
    };
    Ok(match missing {
        None => healthy(),
        Some((what, of)) => ill(format!("\"{what}\" must not be empty when checking {of} health"), details),
    })
}

fn healthy() -> Answer {
    Answer::compact_json(StatusCode::OK, &Health { status: "ok", error: None, errors: Vec::new() })
}

fn ill(error: String, details: bool) -> Answer {
    let health = if details {
        tracing::warn!("Healthcheck failed: 1 errors");
        Health { status: "error", error: None, errors: vec![Detail { kind: "BAD_REQUEST", error }] }
    } else {
        tracing::warn!("Healthcheck failed: {error:?}");
        Health { status: "error", error: Some(error), errors: Vec::new() }
    };
    Answer::compact_json(StatusCode::BAD_REQUEST, &health)
}
