//! Why a connection ended, in the words that monitoring shows.

use std::fmt;

macro_rules! reasons {
    ($($name:ident = $text:literal,)*) => {
        /// Why a connection ended.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum CloseReason {
            $(#[doc = concat!("\"", $text, "\".")] $name,)*
        }

        impl CloseReason {
            /// Every reason.
            pub const ALL: &[CloseReason] = &[$(CloseReason::$name,)*];

            /// The reason as monitoring and events spell it.
            pub const fn as_str(self) -> &'static str {
                match self { $(CloseReason::$name => $text,)* }
            }
        }
    };
}

reasons! {
    ClientClosed = "Client Closed",
    AuthenticationTimeout = "Authentication Timeout",
    AuthenticationFailure = "Authentication Failure",
    TlsHandshakeFailure = "TLS Handshake Failure",
    SlowConsumerPendingBytes = "Slow Consumer (Pending Bytes)",
    SlowConsumerWriteDeadline = "Slow Consumer (Write Deadline)",
    WriteError = "Write Error",
    ReadError = "Read Error",
    ParseError = "Parse Error",
    StaleConnection = "Stale Connection",
    ProtocolViolation = "Protocol Violation",
    BadClientProtocolVersion = "Bad Client Protocol Version",
    IncorrectPort = "Incorrect Port",
    MaximumConnectionsExceeded = "Maximum Connections Exceeded",
    MaximumAccountConnectionsExceeded = "Maximum Account Connections Exceeded",
    MaximumMessagePayloadExceeded = "Maximum Message Payload Exceeded",
    MaximumControlLineExceeded = "Maximum Control Line Exceeded",
    MaximumSubscriptionsExceeded = "Maximum Subscriptions Exceeded",
    DuplicateRoute = "Duplicate Route",
    RouteRemoved = "Route Removed",
    ServerShutdown = "Server Shutdown",
    AuthenticationExpired = "Authentication Expired",
    WrongGateway = "Wrong Gateway",
    MissingAccount = "Missing Account",
    CredentialsRevoked = "Credentials Revoked",
    InternalClient = "Internal Client",
    MessageHeaderViolation = "Message Header Violation",
    NoRespondersRequiresHeaders = "No Responders Requires Headers",
    ClusterNameConflict = "Cluster Name Conflict",
    DuplicateRemoteLeafNode = "Duplicate Remote LeafNode Connection",
    DuplicateClientId = "Duplicate Client ID",
    DuplicateServerName = "Duplicate Server Name",
    MinimumVersionRequired = "Minimum Version Required",
    ClusterNamesIdentical = "Cluster Names Identical",
    Kicked = "Kicked",
    ProxyNotTrusted = "Proxy Not Trusted",
    ProxyRequired = "Proxy Required",
    UnknownState = "Unknown State",
}

impl fmt::Display for CloseReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_reason_has_its_own_words() {
        let words: HashSet<&str> = CloseReason::ALL.iter().map(|reason| reason.as_str()).collect();
        assert_eq!(words.len(), CloseReason::ALL.len());
        assert_eq!(CloseReason::SlowConsumerPendingBytes.to_string(), "Slow Consumer (Pending Bytes)");
    }
}
