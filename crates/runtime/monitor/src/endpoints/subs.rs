//! Subscriptions as `/connz` and `/subsz` list them.

use serde::Serialize;
use server::SubscriptionView;

use super::is_default;
use crate::{answer::BadRequest, query::Query};

/// One subscription.
#[derive(Debug, Serialize)]
pub(super) struct SubDetail {
    #[serde(skip_serializing_if = "String::is_empty")]
    account: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    account_tag: String,
    subject: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    qgroup: String,
    sid: String,
    msgs: u64,
    #[serde(skip_serializing_if = "is_default")]
    max: u64,
    cid: u64,
}

impl SubDetail {
    /// Below its connection, whose account is known.
    pub(super) fn of_connection(subscription: &SubscriptionView) -> SubDetail {
        SubDetail {
            account: String::new(),
            account_tag: String::new(),
            subject: subject(subscription),
            qgroup: text(subscription.queue().unwrap_or_default()),
            sid: text(subscription.sid()),
            msgs: subscription.delivered(),
            max: subscription.max().unwrap_or(0),
            cid: subscription.connection(),
        }
    }

    /// Among those of all accounts.
    pub(super) fn of_account(subscription: &SubscriptionView) -> SubDetail {
        let account = subscription.account().to_owned();
        SubDetail { account_tag: account.clone(), account, ..SubDetail::of_connection(subscription) }
    }
}

/// How much is told about a connection's subscriptions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listing {
    Nothing,
    Subjects,
    Details,
}

impl Listing {
    /// `subs`: a switch or `detail`.
    pub(super) fn of(query: &Query) -> Result<Listing, BadRequest> {
        match query.text("subs") {
            detail if detail.eq_ignore_ascii_case("detail") => Ok(Listing::Details),
            _ if query.switch("subs")? => Ok(Listing::Subjects),
            _ => Ok(Listing::Nothing),
        }
    }
}

pub(super) fn subject(subscription: &SubscriptionView) -> String {
    text(subscription.subject().as_bytes())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
