//! How long services take: which requests are measured, and what is reported.
//!
//! Promises: the report of type `io.nats.server.metric.v1.service_latency` with the reference's fields and status codes
//! (ADR-3). The requester shows its account and round trip time only, unless the import shares more.
//!
//! | status | description | when |
//! |---|---|---|
//! | 200 | | answered |
//! | 400 | Bad Request | a request without a reply |
//! | 408 | Request Timeout | the requester stopped listening |
//! | 503 | Service Unavailable | nobody received the request, or its answer |
//! | 504 | Service Timeout | no answer within the threshold |
//!
//! Deliberately absent: measuring across several servers.

mod report;
mod sampling;

pub use report::{Moment, Outcome, Report, Sample};
pub use sampling::TraceHeaders;
