//! The orders in which connections can be listed.

use std::{cmp::Reverse, time::SystemTime};

use server::ConnectionView;

use crate::{answer::BadRequest, query::Query, text::since};

/// An order. Where it doesn't decide, ids do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    Id,
    Subs,
    Pending,
    MsgsTo,
    MsgsFrom,
    BytesTo,
    BytesFrom,
    Last,
    Idle,
    Uptime,
    Stop,
    Reason,
    Rtt,
}

impl Sort {
    pub(super) fn of(query: &Query) -> Result<Sort, BadRequest> {
        Ok(match query.text("sort") {
            // Ids are given out in the order of starts.
            "" | "cid" | "start" => Sort::Id,
            "subs" => Sort::Subs,
            "pending" => Sort::Pending,
            "msgs_to" => Sort::MsgsTo,
            "msgs_from" => Sort::MsgsFrom,
            "bytes_to" => Sort::BytesTo,
            "bytes_from" => Sort::BytesFrom,
            "last" => Sort::Last,
            "idle" => Sort::Idle,
            "uptime" => Sort::Uptime,
            "stop" => Sort::Stop,
            "reason" => Sort::Reason,
            "rtt" => Sort::Rtt,
            other => return Err(BadRequest(format!("invalid sorting option: {other}"))),
        })
    }

    /// Sorts: the largest first, save for ids, uptimes and reasons.
    pub(super) fn apply(self, connections: &mut [ConnectionView], now: SystemTime) {
        connections.sort_by_key(ConnectionView::id);
        match self {
            Sort::Id => {}
            Sort::Subs => descend(connections, |connection| connection.subscriptions),
            Sort::Pending => descend(connections, |connection| connection.pending_bytes),
            Sort::MsgsTo => descend(connections, |connection| connection.traffic.out_messages),
            Sort::MsgsFrom => descend(connections, |connection| connection.traffic.in_messages),
            Sort::BytesTo => descend(connections, |connection| connection.traffic.out_bytes),
            Sort::BytesFrom => descend(connections, |connection| connection.traffic.in_bytes),
            Sort::Last => descend(connections, |connection| connection.last_activity),
            Sort::Idle => descend(connections, |connection| since(connection.last_activity, now)),
            Sort::Uptime => connections.sort_by_key(|connection| {
                since(connection.started(), connection.end.map_or(now, |end| end.at))
            }),
            Sort::Stop => descend(connections, |connection| connection.end.map(|end| end.at)),
            Sort::Reason => {
                connections.sort_by_key(|connection| connection.end.map(|end| end.reason.as_str()))
            }
            Sort::Rtt => descend(connections, |connection| connection.rtt),
        }
    }
}

fn descend<K: Ord>(connections: &mut [ConnectionView], key: impl Fn(&ConnectionView) -> K) {
    connections.sort_by_key(|connection| Reverse(key(connection)));
}
