//! `/gatewayz`: gateways to other clusters; there is none.

use std::collections::BTreeMap;

use serde::Serialize;

use super::subs::Listing;
use crate::{
    answer::{Answer, BadRequest},
    query::Query,
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct Gatewayz<'a> {
    server_id: &'a str,
    now: Time,
    outbound_gateways: BTreeMap<String, ()>,
    inbound_gateways: BTreeMap<String, ()>,
}

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    query.switch("accs")?;
    Listing::of(query)?;
    Ok(Answer::json(&Gatewayz {
        server_id: site.server_id(),
        now: site.now(),
        outbound_gateways: BTreeMap::new(),
        inbound_gateways: BTreeMap::new(),
    }))
}
