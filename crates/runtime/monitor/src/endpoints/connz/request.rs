//! What is asked of `/connz`.

use super::sort::Sort;
use crate::{
    answer::BadRequest,
    endpoints::subs::Listing,
    query::{Page, Query},
};

#[derive(Debug)]
pub(super) struct Request<'a> {
    pub(super) sort: Sort,
    /// Whether users and accounts are shown.
    pub(super) auth: bool,
    pub(super) listing: Listing,
    pub(super) page: Page,
    pub(super) id: Option<u64>,
    pub(super) state: State,
    pub(super) user: Option<&'a str>,
    pub(super) account: Option<&'a str>,
    pub(super) mqtt_client: Option<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Closed,
    Any,
}

impl State {
    pub(super) fn includes_open(self) -> bool {
        self != State::Closed
    }

    pub(super) fn includes_closed(self) -> bool {
        self != State::Open
    }

    fn of(query: &Query) -> Result<State, BadRequest> {
        let text = query.text("state");
        match text.to_ascii_lowercase().as_str() {
            "" | "open" => Ok(State::Open),
            "closed" => Ok(State::Closed),
            "any" | "all" => Ok(State::Any),
            _ => Err(BadRequest(format!("Error decoding state for {text}"))),
        }
    }
}

impl<'a> Request<'a> {
    pub(super) fn of(query: &'a Query) -> Result<Request<'a>, BadRequest> {
        let id = Some(query.uint("cid")?).filter(|&id| id != 0);
        let page = Page::of(query)?;
        let request = Request {
            auth: query.switch("auth")?,
            listing: Listing::of(query)?,
            page: if id.is_some() { Page { limit: 1, ..page } } else { page },
            id,
            state: State::of(query)?,
            sort: Sort::of(query)?,
            user: query.given("user"),
            account: query.given("acc"),
            mqtt_client: query.given("mqtt_client"),
        };
        match request.sort {
            Sort::Stop | Sort::Reason if request.state != State::Closed => {
                let name = query.text("sort");
                Err(BadRequest(format!("sort by {name} only valid on closed connections")))
            }
            _ => Ok(request),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_refused() {
        let check = |query: &str, expected: Option<&str>| {
            let query = Query::parse(query);
            let refusal = Request::of(&query).err().map(|BadRequest(text)| text);
            assert_eq!(refusal.as_deref(), expected);
        };
        check("", None);
        check("state=ALL&sort=rtt&subs=Detail", None);
        check("state=closed&sort=stop", None);
        check("sort=foo", Some("invalid sorting option: foo"));
        check("sort=stop", Some("sort by stop only valid on closed connections"));
        check("state=any&sort=reason", Some("sort by reason only valid on closed connections"));
        check("state=half", Some("Error decoding state for half"));
        check(
            "subs=zz",
            Some("Error decoding boolean for 'subs': strconv.ParseBool: parsing \"zz\": invalid syntax"),
        );
    }

    #[test]
    fn one_connection_is_a_page_of_one() {
        let query = Query::parse("cid=7&limit=5");
        let request = Request::of(&query).unwrap();
        assert_eq!((request.id, request.page.limit), (Some(7), 1));
    }
}
