//! `/ipqueuesz`: queues between parts of the server; there is none, since each connection does its own work.

use std::collections::BTreeMap;

use crate::{
    answer::{Answer, BadRequest},
    query::Query,
};

pub(super) fn answer(query: &Query) -> Result<Answer, BadRequest> {
    query.switch("all")?;
    Ok(Answer::wide_json(&BTreeMap::<&str, ()>::new()))
}
