//! `/connz`: the connections, open or closed.

mod info;
mod request;
mod sort;

use std::collections::HashMap;

use serde::Serialize;
use server::{ConnectionView, Inspector};

use info::ConnInfo;
use request::Request;

use super::subs::Listing;
use crate::{
    answer::{Answer, BadRequest},
    query::Query,
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct Connz<'a> {
    server_id: &'a str,
    now: Time,
    num_connections: usize,
    total: usize,
    offset: usize,
    limit: usize,
    connections: Vec<ConnInfo>,
}

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    let request = Request::of(query)?;
    let now = site.now();
    let (total, mut chosen) = choose(&site.inspector, &request);
    request.sort.apply(&mut chosen, now.0);
    let page: Vec<ConnectionView> = request.page.cut(chosen).collect();
    let connections = describe(&site.inspector, &request, &page, now);
    let (num_connections, offset, limit) = (connections.len(), request.page.offset, request.page.limit);
    let server_id = site.server_id();
    Ok(Answer::json(&Connz { server_id, now, num_connections, total, offset, limit, connections }))
}

/// The connections that are asked for, and how many there would be without the filters for one of them.
fn choose(inspector: &Inspector, request: &Request<'_>) -> (usize, Vec<ConnectionView>) {
    let mut chosen = Vec::new();
    if request.state.includes_open() {
        chosen.extend(inspector.open_connections());
    }
    if request.state.includes_closed() {
        chosen.extend(inspector.closed_connections());
    }
    if let Some(account) = request.account {
        chosen.retain(|connection| connection.is_in(account));
    }
    let total = chosen.len();
    if let Some(id) = request.id {
        chosen.retain(|connection| connection.id() == id);
    } else if let Some(user) = request.user {
        chosen.retain(|connection| connection.is_user(user));
    }
    if request.mqtt_client.is_some() {
        chosen.clear();
    }
    (total, chosen)
}

fn describe(
    inspector: &Inspector,
    request: &Request<'_>,
    page: &[ConnectionView],
    now: Time,
) -> Vec<ConnInfo> {
    let mut subscriptions = match request.listing {
        Listing::Nothing => HashMap::new(),
        Listing::Subjects | Listing::Details => {
            let ids: Vec<u64> = page.iter().map(ConnectionView::id).collect();
            inspector.subscriptions_of(&ids)
        }
    };
    let describe = |connection: &ConnectionView| {
        let mut info = ConnInfo::new(connection, now.0, request.auth);
        if let Some(subscriptions) = subscriptions.remove(&connection.id()) {
            info.list(subscriptions, request.listing);
        }
        info
    };
    page.iter().map(describe).collect()
}
