//! `/jsz`: JetStream, which is shown as the reference shows it where it is disabled.

use serde::Serialize;

use crate::{
    answer::{Answer, BadRequest},
    query::{Page, Query},
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct JsInfo<'a> {
    memory: u64,
    storage: u64,
    reserved_memory: u64,
    reserved_storage: u64,
    accounts: u64,
    ha_assets: u64,
    api: ApiStats,
    server_id: &'a str,
    now: Time,
    disabled: bool,
    config: Config,
    streams: u64,
    consumers: u64,
    messages: u64,
    bytes: u64,
    total: u64,
}

#[derive(Debug, Default, Serialize)]
struct ApiStats {
    level: u64,
    total: u64,
    errors: u64,
}

#[derive(Debug, Default, Serialize)]
struct Config {
    max_memory: u64,
    max_storage: u64,
}

const SWITCHES: [&str; 8] = [
    "accounts",
    "streams",
    "consumers",
    "direct-consumers",
    "config",
    "raft",
    "stream-leader-only",
    "leader-only",
];

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    for switch in SWITCHES {
        query.switch(switch)?;
    }
    Page::of(query)?;
    if query.switch("leader-only")? {
        return Err(BadRequest("filtered response: not leader".into()));
    }
    Ok(Answer::json(&disabled(site)))
}

fn disabled(site: &Site) -> JsInfo<'_> {
    JsInfo {
        memory: 0,
        storage: 0,
        reserved_memory: 0,
        reserved_storage: 0,
        accounts: 0,
        ha_assets: 0,
        api: ApiStats::default(),
        server_id: site.server_id(),
        now: site.now(),
        disabled: true,
        config: Config::default(),
        streams: 0,
        consumers: 0,
        messages: 0,
        bytes: 0,
        total: 0,
    }
}
