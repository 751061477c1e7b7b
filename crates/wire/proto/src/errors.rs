//! What a client is told when something is wrong: every `-ERR`, and which of them end the connection.

use std::io::Write;

use stdx::quote::GoQuoted;

use crate::CloseReason;

/// One `-ERR`. Clients match on these texts, so they are the reference's to the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorReply<'a> {
    /// Wrong credentials, or no `CONNECT` where one is needed.
    AuthorizationViolation,
    /// The credentials were good for a limited time.
    UserAuthenticationExpired,
    /// The account was good for a limited time.
    AccountAuthenticationExpired,
    /// The credentials were taken back.
    UserAuthenticationRevoked,
    /// No credentials within the time given.
    AuthenticationTimeout,
    /// The server is full.
    MaximumConnectionsExceeded,
    /// The account is full.
    MaximumAccountConnectionsExceeded,
    /// The connection has as many subscriptions as it may; it stays.
    MaximumSubscriptionsExceeded,
    /// A message is larger than `max_payload`.
    MaximumPayloadViolation,
    /// The arguments of an operation are longer than `max_control_line`.
    MaximumControlLineExceeded,
    /// A pedantic client publishes to something that is no literal subject; the message goes out all the same.
    InvalidPublishSubject,
    /// A subscription to something that is no subject; the connection stays.
    InvalidSubject,
    /// Bytes that start no operation, or a payload that doesn't end where it should.
    UnknownProtocolOperation,
    /// Publishing there is not allowed; the connection stays.
    PublishViolation {
        /// Where to.
        subject: &'a [u8],
    },
    /// Publishing with this reply is not allowed; the connection stays.
    PublishReplyViolation {
        /// The reply.
        reply: &'a [u8],
    },
    /// Subscribing there is not allowed (any more, when there is a `sid`); the connection stays.
    SubscriptionViolation {
        /// Where to.
        subject: &'a [u8],
        /// The queue group, if there is one.
        queue: Option<&'a [u8]>,
        /// The subscription that was taken away when permissions changed.
        sid: Option<&'a [u8]>,
    },
    /// The subject of a subscription has more tokens than `max_sub_tokens`; the connection stays.
    TooManyTokens {
        /// Where to.
        subject: &'a [u8],
    },
    /// Pings went unanswered.
    StaleConnection,
    /// The client doesn't speak TLS where it must.
    SecureConnectionRequired,
    /// Too many TLS handshakes at once.
    ConnectionThrottling,
    /// The connection could not be added to its account.
    FailedAccountRegistration,
    /// `no_responders` without `headers`.
    NoRespondersRequiresHeaders,
    /// `protocol` is neither 0 nor 1.
    InvalidClientProtocol,
    /// A client on the port for routes.
    RoutePort,
    /// A client on the port for gateways.
    GatewayPort,
    /// A client on the port for leaf nodes.
    LeafNodePort,
}

impl ErrorReply<'_> {
    /// Why the connection ends after this reply; `None` where it goes on.
    pub fn close_reason(&self) -> Option<CloseReason> {
        use CloseReason as Reason;
        Some(match self {
            Self::AuthorizationViolation | Self::FailedAccountRegistration => Reason::AuthenticationFailure,
            Self::UserAuthenticationExpired | Self::AccountAuthenticationExpired => {
                Reason::AuthenticationExpired
            }
            Self::UserAuthenticationRevoked => Reason::CredentialsRevoked,
            Self::AuthenticationTimeout => Reason::AuthenticationTimeout,
            Self::MaximumConnectionsExceeded | Self::ConnectionThrottling => {
                Reason::MaximumConnectionsExceeded
            }
            Self::MaximumAccountConnectionsExceeded => Reason::MaximumAccountConnectionsExceeded,
            Self::MaximumPayloadViolation => Reason::MaximumMessagePayloadExceeded,
            Self::MaximumControlLineExceeded => Reason::MaximumControlLineExceeded,
            Self::UnknownProtocolOperation => Reason::ProtocolViolation,
            Self::StaleConnection => Reason::StaleConnection,
            Self::SecureConnectionRequired => Reason::TlsHandshakeFailure,
            Self::NoRespondersRequiresHeaders => Reason::NoRespondersRequiresHeaders,
            Self::InvalidClientProtocol => Reason::BadClientProtocolVersion,
            Self::RoutePort | Self::GatewayPort | Self::LeafNodePort => Reason::IncorrectPort,
            Self::MaximumSubscriptionsExceeded
            | Self::InvalidPublishSubject
            | Self::InvalidSubject
            | Self::PublishViolation { .. }
            | Self::PublishReplyViolation { .. }
            | Self::SubscriptionViolation { .. }
            | Self::TooManyTokens { .. } => return None,
        })
    }

    /// Whether the connection ends after this reply.
    pub fn closes(&self) -> bool {
        self.close_reason().is_some()
    }

    /// Appends `-ERR 'text'` with its line end.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"-ERR '");
        self.write_text(out);
        out.extend_from_slice(b"'\r\n");
    }

    /// Appends the text alone, as logs show it.
    pub fn write_text(&self, out: &mut Vec<u8>) {
        match *self {
            Self::PublishViolation { subject } => {
                quoted("Permissions Violation for Publish to ", subject, out)
            }
            Self::PublishReplyViolation { reply } => {
                quoted("Permissions Violation for Publish with Reply of ", reply, out);
            }
            Self::SubscriptionViolation { subject, queue, sid } => {
                quoted("Permissions Violation for Subscription to ", subject, out);
                if let Some(queue) = queue {
                    quoted(" using queue ", queue, out);
                }
                if let Some(sid) = sid {
                    quoted(" (sid ", sid, out);
                    out.push(b')');
                }
            }
            Self::TooManyTokens { subject } => {
                quoted("Permissions Violation for Subscription to ", subject, out);
                out.extend_from_slice(b", too many tokens");
            }
            _ => out.extend_from_slice(self.fixed_text().as_bytes()),
        }
    }

    /// The text of the replies that carry nothing.
    fn fixed_text(&self) -> &'static str {
        match self {
            Self::AuthorizationViolation => "Authorization Violation",
            Self::UserAuthenticationExpired => "User Authentication Expired",
            Self::AccountAuthenticationExpired => "Account Authentication Expired",
            Self::UserAuthenticationRevoked => "User Authentication Revoked",
            Self::AuthenticationTimeout => "Authentication Timeout",
            Self::MaximumConnectionsExceeded => "maximum connections exceeded",
            Self::MaximumAccountConnectionsExceeded => "maximum account active connections exceeded",
            Self::MaximumSubscriptionsExceeded => "maximum subscriptions exceeded",
            Self::MaximumPayloadViolation => "Maximum Payload Violation",
            Self::MaximumControlLineExceeded => "maximum control line exceeded",
            Self::InvalidPublishSubject => "Invalid Publish Subject",
            Self::InvalidSubject => "Invalid Subject",
            Self::UnknownProtocolOperation => "Unknown Protocol Operation",
            Self::StaleConnection => "Stale Connection",
            Self::SecureConnectionRequired => "Secure Connection - TLS Required",
            Self::ConnectionThrottling => "Connection throttling is active. Please try again later.",
            Self::FailedAccountRegistration => "Failed Account Registration",
            Self::NoRespondersRequiresHeaders => "no responders requires headers support",
            Self::InvalidClientProtocol => "invalid client protocol",
            Self::RoutePort => "attempted to connect to route port",
            Self::GatewayPort => "attempted to connect to gateway port",
            Self::LeafNodePort => "attempted to connect to leaf node port",
            Self::PublishViolation { .. }
            | Self::PublishReplyViolation { .. }
            | Self::SubscriptionViolation { .. }
            | Self::TooManyTokens { .. } => "",
        }
    }
}

fn quoted(words: &str, text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(words.as_bytes());
    let _ = write!(out, "{}", GoQuoted(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(reply: ErrorReply<'_>, expected: &str) {
        let mut out = Vec::new();
        reply.write(&mut out);
        assert_eq!(String::from_utf8(out).unwrap(), format!("-ERR '{expected}'\r\n"));
    }

    #[test]
    fn fixed_texts() {
        check(ErrorReply::AuthorizationViolation, "Authorization Violation");
        check(ErrorReply::MaximumControlLineExceeded, "maximum control line exceeded");
        check(ErrorReply::SecureConnectionRequired, "Secure Connection - TLS Required");
    }

    #[test]
    fn texts_with_a_subject() {
        check(
            ErrorReply::PublishViolation { subject: b"a\"b\x01" },
            r#"Permissions Violation for Publish to "a\"b\x01""#,
        );
        check(
            ErrorReply::PublishReplyViolation { reply: b"_R_.x" },
            r#"Permissions Violation for Publish with Reply of "_R_.x""#,
        );
        let subscription = |queue, sid| ErrorReply::SubscriptionViolation { subject: b"foo", queue, sid };
        check(subscription(None, None), r#"Permissions Violation for Subscription to "foo""#);
        check(
            subscription(Some(b"q"), None),
            r#"Permissions Violation for Subscription to "foo" using queue "q""#,
        );
        check(subscription(None, Some(b"7")), r#"Permissions Violation for Subscription to "foo" (sid "7")"#);
        check(
            subscription(Some(b"q"), Some(b"7")),
            r#"Permissions Violation for Subscription to "foo" using queue "q" (sid "7")"#,
        );
        check(
            ErrorReply::TooManyTokens { subject: b"a.b.c" },
            r#"Permissions Violation for Subscription to "a.b.c", too many tokens"#,
        );
    }

    #[test]
    fn violations_keep_the_connection() {
        assert!(!ErrorReply::PublishViolation { subject: b"x" }.closes());
        assert!(!ErrorReply::InvalidSubject.closes());
        assert!(!ErrorReply::MaximumSubscriptionsExceeded.closes());
        assert_eq!(ErrorReply::UnknownProtocolOperation.close_reason(), Some(CloseReason::ProtocolViolation));
    }
}
