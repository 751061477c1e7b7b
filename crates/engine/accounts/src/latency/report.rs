//! The report of one measured request.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use serde::Serialize;
use subject::Subject;

use super::TraceHeaders;
use crate::{AccountId, ClientInfo, directory::Latency, json};

/// The type of the report.
const TYPE: &str = "io.nats.server.metric.v1.service_latency";

/// One moment on both clocks: the steady one for durations, the wall's for what is shown.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The steady clock.
    pub steady: Instant,
    /// The wall's clock.
    pub wall: SystemTime,
}

/// A request that is being measured.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What is measured, and where the report goes.
    pub latency: Arc<Latency>,
    /// The exporting account.
    pub exporter: AccountId,
    /// Who asked, as far as the import shares it. May be brought up to date before the report is made.
    pub requester: Option<ClientInfo>,
    /// The headers that made it be measured.
    pub headers: TraceHeaders,
    /// When the request arrived.
    pub started: Instant,
}

/// How a measured request ended.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'a> {
    /// With an answer.
    Answered {
        /// Who answered.
        responder: Option<&'a ClientInfo>,
        /// When the answer arrived; the report is made a little later.
        arrived: Instant,
    },
    /// It had no reply, so nobody can answer.
    BadRequest,
    /// The requester no longer listens.
    InterestLost,
    /// Nobody received it, or its answer.
    Unavailable,
    /// There was no answer in time.
    Timeout,
}

/// A message for the exporting account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The account to publish in.
    pub account: AccountId,
    /// The subject to publish to.
    pub subject: Subject,
    /// The JSON text.
    pub payload: String,
}

impl Sample {
    /// The report of how the request ended. `id` is a unique token (a NUID).
    #[must_use]
    pub fn report(&self, outcome: &Outcome<'_>, now: Moment, id: &str) -> Report {
        let requester_rtt = self.requester.as_ref().map_or(Duration::ZERO, ClientInfo::rtt);
        let since = now.steady.saturating_duration_since(self.started) + requester_rtt;
        let (status, description) = outcome.status();
        let durations = self.durations(outcome, now.steady, requester_rtt);
        let metric = Metric {
            kind: TYPE,
            id,
            timestamp: json::timestamp(now.wall),
            status,
            description,
            requestor: self.requester.as_ref(),
            responder: outcome.responder(),
            header: Some(&self.headers).filter(|headers| !headers.is_empty()),
            start: json::timestamp(now.wall.checked_sub(since).unwrap_or(now.wall)),
            service: nanoseconds(durations.service),
            system: nanoseconds(durations.system),
            total: nanoseconds(durations.total),
        };
        Report {
            account: self.exporter,
            subject: self.latency.subject.clone(),
            payload: json::to_string(&metric),
        }
    }

    fn durations(&self, outcome: &Outcome<'_>, now: Instant, requester_rtt: Duration) -> Durations {
        let Outcome::Answered { responder, arrived } = outcome else { return Durations::default() };
        let between = arrived.saturating_duration_since(self.started);
        let responder_rtt = responder.map_or(Duration::ZERO, ClientInfo::rtt);
        // Without the responder's round trip the server's own share can't be told from it.
        let system =
            if responder_rtt.is_zero() { Duration::ZERO } else { now.saturating_duration_since(*arrived) };
        Durations {
            service: between.saturating_sub(responder_rtt),
            system,
            total: requester_rtt + between + system,
        }
    }
}

#[derive(Default)]
struct Durations {
    service: Duration,
    system: Duration,
    total: Duration,
}

impl Outcome<'_> {
    fn status(&self) -> (u16, &'static str) {
        match self {
            Outcome::Answered { .. } => (200, ""),
            Outcome::BadRequest => (400, "Bad Request"),
            Outcome::InterestLost => (408, "Request Timeout"),
            Outcome::Unavailable => (503, "Service Unavailable"),
            Outcome::Timeout => (504, "Service Timeout"),
        }
    }

    fn responder(&self) -> Option<&ClientInfo> {
        match self {
            Outcome::Answered { responder, .. } => *responder,
            _ => None,
        }
    }
}

/// The fields in the reference's order.
#[derive(Serialize)]
struct Metric<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    timestamp: String,
    status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    description: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    requestor: Option<&'a ClientInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    responder: Option<&'a ClientInfo>,
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<&'a TraceHeaders>,
    start: String,
    service: u64,
    system: u64,
    total: u64,
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directory::Sampling;

    fn wall(nanoseconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::new(1_700_000_000, 0) + Duration::from_nanos(nanoseconds)
    }

    /// A request of a requester 2 µs away, whose report is made 100 µs after it arrived.
    #[track_caller]
    fn check<'a>(outcome: impl FnOnce(Instant) -> Outcome<'a>, headers: &[(&str, &str)], expected: &str) {
        let started = Instant::now();
        let sample = Sample {
            latency: Arc::new(Latency {
                sampling: Sampling::Percent(100),
                subject: Subject::from_static("lat"),
            }),
            exporter: AccountId::GLOBAL,
            requester: Some(ClientInfo::plain("R", Duration::from_micros(2))),
            headers: headers
                .iter()
                .map(|(name, value)| (name.to_string(), vec![value.to_string()]))
                .collect(),
            started,
        };
        let now = Moment { steady: started + Duration::from_micros(100), wall: wall(123_456_000) };
        let report = sample.report(&outcome(started), now, "ID");
        assert_eq!(report.payload, expected);
        assert_eq!((report.account, report.subject.as_bytes()), (AccountId::GLOBAL, &b"lat"[..]));
    }

    const HEAD: &str = r#"{"type":"io.nats.server.metric.v1.service_latency","id":"ID","timestamp":"2023-11-14T22:13:20.123456Z","#;

    #[test]
    fn answered() {
        let near = ClientInfo::plain("X", Duration::from_micros(30));
        let unknown = ClientInfo::plain("X", Duration::ZERO);
        let far = ClientInfo::plain("X", Duration::from_micros(95));
        let answered = |responder| {
            move |started: Instant| Outcome::Answered {
                responder: Some(responder),
                arrived: started + Duration::from_micros(90),
            }
        };
        let rest = r#""start":"2023-11-14T22:13:20.123354Z","service":60000,"system":10000,"total":102000}"#;
        let body = r#""status":200,"requestor":{"acc":"R","rtt":2000},"responder":{"acc":"X","rtt":30000},"#;
        check(answered(&near), &[], &format!("{HEAD}{body}{rest}"));
        let rest = r#""start":"2023-11-14T22:13:20.123354Z","service":90000,"system":0,"total":92000}"#;
        let body = r#""status":200,"requestor":{"acc":"R","rtt":2000},"responder":{"acc":"X"},"#;
        check(answered(&unknown), &[], &format!("{HEAD}{body}{rest}"));
        // An estimate that is longer than everything measured.
        let rest = r#""header":{"B3":["1"]},"start":"2023-11-14T22:13:20.123354Z","service":0,"system":10000,"total":102000}"#;
        let body = r#""status":200,"requestor":{"acc":"R","rtt":2000},"responder":{"acc":"X","rtt":95000},"#;
        check(answered(&far), &[("B3", "1")], &format!("{HEAD}{body}{rest}"));
    }

    #[test]
    fn not_answered() {
        for (outcome, status) in [
            (Outcome::BadRequest, r#""status":400,"description":"Bad Request""#),
            (Outcome::InterestLost, r#""status":408,"description":"Request Timeout""#),
            (Outcome::Unavailable, r#""status":503,"description":"Service Unavailable""#),
            (Outcome::Timeout, r#""status":504,"description":"Service Timeout""#),
        ] {
            let rest = r#""requestor":{"acc":"R","rtt":2000},"start":"2023-11-14T22:13:20.123354Z","service":0,"system":0,"total":0}"#;
            check(|_| outcome, &[], &format!("{HEAD}{status},{rest}"));
        }
    }
}
