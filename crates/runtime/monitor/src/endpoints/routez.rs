//! `/routez`: routes to other servers of the cluster; there is none.

use serde::Serialize;

use super::subs::Listing;
use crate::{
    answer::{Answer, BadRequest},
    query::Query,
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct Routez<'a> {
    server_id: &'a str,
    server_name: &'a str,
    now: Time,
    num_routes: u64,
    routes: [(); 0],
}

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    Listing::of(query)?;
    let server_name = &site.inspector.identity().name;
    let (server_id, now) = (site.server_id(), site.now());
    Ok(Answer::json(&Routez { server_id, server_name, now, num_routes: 0, routes: [] }))
}
