//! `/leafz`: leaf nodes; there is none.

use serde::Serialize;

use crate::{
    answer::{Answer, BadRequest},
    query::Query,
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct Leafz<'a> {
    server_id: &'a str,
    now: Time,
    leafnodes: u64,
    leafs: [(); 0],
}

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    query.switch("subs")?;
    Ok(Answer::json(&Leafz { server_id: site.server_id(), now: site.now(), leafnodes: 0, leafs: [] }))
}
