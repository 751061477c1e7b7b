//! `/subsz`: how many subscriptions there are, how they are matched, and on demand each of them.

use serde::Serialize;
use server::{AccountView, SubscriptionView};
use subject::Subject;

use super::subs::SubDetail;
use crate::{
    answer::{Answer, BadRequest},
    query::{Page, Query},
    site::Site,
    text::Time,
};

#[derive(Debug, Serialize)]
struct Subsz<'a> {
    server_id: &'a str,
    now: Time,
    #[serde(flatten)]
    stats: SublistStats,
    total: usize,
    offset: usize,
    limit: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subscriptions_list: Vec<SubDetail>,
}

/// Counters of one or several routing tables.
#[derive(Debug, PartialEq, Serialize)]
pub(super) struct SublistStats {
    num_subscriptions: u64,
    num_cache: u64,
    num_inserts: u64,
    num_removes: u64,
    num_matches: u64,
    cache_hit_rate: f64,
    max_fanout: u64,
    avg_fanout: f64,
}

pub(super) fn answer(site: &Site, query: &Query) -> Result<Answer, BadRequest> {
    let (listed, page, test) = (query.switch("subs")?, Page::of(query)?, test_subject(query)?);
    let account = query.given("acc");
    let accounts: Vec<AccountView<'_>> = site
        .inspector
        .accounts()
        .filter(|known| account.is_none_or(|account| known.name() == account))
        .collect();
    let stats = accounts.iter().map(AccountView::routing).collect();
    let subscriptions = if listed { matching(&accounts, test) } else { Vec::new() };
    let total = subscriptions.len();
    let subscriptions_list = page.cut(subscriptions).map(|found| SubDetail::of_account(&found)).collect();
    let (server_id, now, Page { offset, limit }) = (site.server_id(), site.now(), page);
    Ok(Answer::json(&Subsz { server_id, now, stats, total, offset, limit, subscriptions_list }))
}

/// The subject that listed subscriptions must match.
fn test_subject(query: &Query) -> Result<Option<&str>, BadRequest> {
    let Some(test) = query.given("test") else { return Ok(None) };
    match Subject::new(test.as_bytes()) {
        Ok(subject) if subject.is_literal() => Ok(Some(test)),
        _ => Err(BadRequest(format!("invalid test subject, must be valid publish subject: {test}"))),
    }
}

/// By account, connection and sid, so that one page goes on where the one before ended.
fn matching(accounts: &[AccountView<'_>], test: Option<&str>) -> Vec<SubscriptionView> {
    let of_account = |account: &AccountView<'_>| {
        let mut found = account.subscriptions();
        found.retain(|one| test.is_none_or(|test| one.subject().matches(test.as_bytes())));
        found.sort_by(|a, b| order(a).cmp(&order(b)));
        found
    };
    accounts.iter().flat_map(of_account).collect()
}

fn order(subscription: &SubscriptionView) -> (u64, usize, &[u8], &[u8]) {
    let sid = subscription.sid();
    (subscription.connection(), sid.len(), sid, subscription.subject().as_bytes())
}

impl FromIterator<routing::Stats> for SublistStats {
    fn from_iter<I: IntoIterator<Item = routing::Stats>>(tables: I) -> SublistStats {
        let sum = tables.into_iter().fold(routing::Stats::default(), |sum, table| routing::Stats {
            subscriptions: sum.subscriptions + table.subscriptions,
            cached: sum.cached + table.cached,
            inserts: sum.inserts + table.inserts,
            removes: sum.removes + table.removes,
            matches: sum.matches + table.matches,
            cache_hits: sum.cache_hits + table.cache_hits,
            max_fanout: sum.max_fanout.max(table.max_fanout),
            total_fanout: sum.total_fanout + table.total_fanout,
        });
        SublistStats {
            num_subscriptions: sum.subscriptions,
            num_cache: sum.cached,
            num_inserts: sum.inserts,
            num_removes: sum.removes,
            num_matches: sum.matches,
            cache_hit_rate: ratio(sum.cache_hits, sum.matches),
            max_fanout: sum.max_fanout,
            avg_fanout: ratio(sum.total_fanout, sum.cached),
        }
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_of_several_tables_are_weighted() {
        let table = |matches, cache_hits, cached, total_fanout, max_fanout| routing::Stats {
            matches,
            cache_hits,
            cached,
            total_fanout,
            max_fanout,
            ..routing::Stats::default()
        };
        let stats: SublistStats = [table(10, 1, 1, 9, 9), table(90, 59, 3, 3, 2)].into_iter().collect();
        assert_eq!((stats.cache_hit_rate, stats.avg_fanout, stats.max_fanout), (0.6, 3.0, 9));
        let none: SublistStats = [].into_iter().collect();
        assert_eq!((none.cache_hit_rate, none.avg_fanout), (0.0, 0.0));
    }
}
