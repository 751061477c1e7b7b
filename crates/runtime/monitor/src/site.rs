//! From a path and a query to an answer.

use std::time::SystemTime;

use server::Inspector;

use crate::{
    answer::{Answer, BadRequest},
    endpoint::{Endpoint, Requests},
    endpoints,
    process::Process,
    query::Query,
    text::Time,
};

/// Everything that answers are made of.
pub(crate) struct Site {
    pub(crate) inspector: Inspector,
    pub(crate) requests: Requests,
    pub(crate) process: Process,
    /// Prefix of every path: empty, or with a slash before it and none behind.
    pub(crate) base_path: String,
}

impl Site {
    pub(crate) fn new(inspector: Inspector) -> Site {
        let base_path = inspector.options().http_base_path.trim_end_matches('/').to_owned();
        Site { inspector, requests: Requests::default(), process: Process::new(), base_path }
    }

    /// Answers a request.
    pub(crate) fn answer(&self, path: &str, query: &str) -> Answer {
        let Some(endpoint) = self.endpoint(path) else { return Answer::not_found("404 page not found\n") };
        self.requests.count(endpoint);
        let query = Query::parse(query);
        let answer = endpoints::answer(endpoint, self, &query);
        let answer = answer.and_then(|answer| match query.callback()? {
            Some(callback) => Ok(answer.called_back(callback)),
            None => Ok(answer),
        });
        answer.unwrap_or_else(|error: BadRequest| error.into())
    }

    fn endpoint(&self, path: &str) -> Option<Endpoint> {
        match path.strip_prefix(&self.base_path)? {
            "" => Some(Endpoint::Root),
            "/" if !self.base_path.is_empty() => None,
            below => Endpoint::find(below),
        }
    }

    pub(crate) fn server_id(&self) -> &str {
        &self.inspector.identity().id
    }

    pub(crate) fn now(&self) -> Time {
        Time(SystemTime::now())
    }
}
