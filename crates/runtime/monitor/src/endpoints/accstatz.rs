//! `/accstatz`: what goes on in each account.

use serde::Serialize;
use server::AccountView;

use crate::{
    answer::{Answer, BadRequest},
    query::Query,
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct AccountStatz<'a> {
    server_id: &'a str,
    now: Time,
    account_statz: Vec<AccountStat<'a>>,
}

#[derive(Debug, Serialize)]
struct AccountStat<'a> {
    acc: &'a str,
    name: &'a str,
    conns: u64,
    leafnodes: u64,
    total_conns: u64,
    num_subscriptions: u64,
    sent: DataStats,
    received: DataStats,
    slow_consumers: u64,
}

/// Messages and bytes: all of them, and those through other servers, which there are none of.
#[derive(Debug, Default, Serialize)]
struct DataStats {
    #[serde(flatten)]
    all: MsgBytes,
    gateways: MsgBytes,
    routes: MsgBytes,
    leafs: MsgBytes,
}

#[derive(Debug, Default, Serialize)]
struct MsgBytes {
    msgs: u64,
    bytes: u64,
}

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    let unused = query.switch("unused")?;
    let accounts = site.inspector.accounts().filter(|account| unused || account.connections() > 0);
    let account_statz = accounts.map(AccountStat::new).collect();
    Ok(Answer::json(&AccountStatz { server_id: site.server_id(), now: site.now(), account_statz }))
}

impl<'a> AccountStat<'a> {
    fn new(account: AccountView<'a>) -> AccountStat<'a> {
        let (traffic, conns) = (account.traffic(), account.connections());
        AccountStat {
            acc: account.name(),
            name: account.name(),
            conns,
            leafnodes: 0,
            total_conns: conns,
            num_subscriptions: account.routing().subscriptions,
            sent: DataStats::of_clients(traffic.out_messages, traffic.out_bytes),
            received: DataStats::of_clients(traffic.in_messages, traffic.in_bytes),
            slow_consumers: account.slow_consumers(),
        }
    }
}

impl DataStats {
    fn of_clients(msgs: u64, bytes: u64) -> DataStats {
        DataStats { all: MsgBytes { msgs, bytes }, ..DataStats::default() }
    }
}
