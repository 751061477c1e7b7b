//! Answers: a status, a few headers, a body.

use bytes::Bytes;
use http_body_util::Full;
use hyper::{
    Response, StatusCode,
    header::{ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_TYPE, HeaderValue, X_CONTENT_TYPE_OPTIONS},
};
use serde::Serialize;

use stdx::json;

const PLAIN: &str = "text/plain; charset=utf-8";

/// What a request is answered with.
#[derive(Debug)]
pub(crate) struct Answer {
    status: StatusCode,
    content: Content,
    body: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Content {
    /// Readable by pages of other origins.
    Json,
    /// The same as a call of a function.
    JavaScript,
    Html,
    Plain,
}

/// Arguments that make no sense, in the words that the client gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BadRequest(pub(crate) String);

impl Answer {
    /// The value, indented as people and scripts are used to.
    pub(crate) fn json(value: &impl Serialize) -> Answer {
        Answer::ok(Content::Json, json::indented(value, b"  "))
    }

    /// The value, indented by three blanks: the reference does so in some places.
    pub(crate) fn wide_json(value: &impl Serialize) -> Answer {
        Answer::ok(Content::Json, json::indented(value, b"   "))
    }

    /// The value in one line.
    pub(crate) fn compact_json(status: StatusCode, value: &impl Serialize) -> Answer {
        Answer { status, ..Answer::ok(Content::Json, json::compact(value)) }
    }

    pub(crate) fn html(text: String) -> Answer {
        Answer::ok(Content::Html, text.into())
    }

    pub(crate) fn not_found(text: &str) -> Answer {
        Answer { status: StatusCode::NOT_FOUND, ..Answer::ok(Content::Plain, text.into()) }
    }

    /// For what should not happen.
    pub(crate) fn broken() -> Answer {
        let text = "the answer could not be made";
        Answer { status: StatusCode::INTERNAL_SERVER_ERROR, ..Answer::ok(Content::Plain, text.into()) }
    }

    fn ok(content: Content, body: Vec<u8>) -> Answer {
        Answer { status: StatusCode::OK, content, body }
    }

    /// Wraps JSON into a call of `callback`.
    pub(crate) fn called_back(mut self, callback: &str) -> Answer {
        if self.content == Content::Json {
            self.content = Content::JavaScript;
            self.body = [callback.as_bytes(), b"(", &self.body, b")"].concat();
        }
        self
    }

    pub(crate) fn into_response(self) -> Response<Full<Bytes>> {
        let mut response = Response::new(Full::new(Bytes::from(self.body)));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        let kind = match self.content {
            Content::Json => "application/json",
            Content::JavaScript => "application/javascript",
            Content::Html => "text/html; charset=utf-8",
            Content::Plain => PLAIN,
        };
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        match self.content {
            Content::Json | Content::JavaScript => {
                headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            }
            Content::Html | Content::Plain => {
                headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
            }
        }
        response
    }
}

impl From<BadRequest> for Answer {
    fn from(BadRequest(text): BadRequest) -> Answer {
        Answer { status: StatusCode::BAD_REQUEST, ..Answer::ok(Content::Plain, text.into()) }
    }
}
