//! What can be wrong with bytes, what the peer hears of it, and why the connection ends.

use std::fmt;

use crate::{CloseReason, ErrorReply};

/// Bytes that end the connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The first byte of an operation can't be that of `CONNECT`, and nothing else is allowed before it. A server
    /// that logs such clients in as somebody else calls again with `authenticated` set.
    ConnectExpected,
    /// No operation begins like this, or a message doesn't end where its size says.
    UnknownOperation {
        /// Where in the buffer the first impossible byte stands.
        at: usize,
    },
    /// The arguments are longer than `max_control_line`, finished or not.
    ControlLineTooLong,
    /// The message is larger than `max_payload`. It need not have come for that.
    PayloadTooLarge {
        /// The size it claims.
        size: usize,
        /// The size of its header block, 0 for `PUB`.
        header_size: usize,
        /// Where in the buffer the message begins, so far as it has come.
        message_at: usize,
    },
    /// The arguments make no sense. The peer hears nothing of it.
    Malformed(Malformed),
}

/// Arguments that make no sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// `PUB` needs a subject, perhaps a reply, and a size.
    PubArguments,
    /// `HPUB` needs a subject, perhaps a reply, and two sizes.
    HPubArguments,
    /// `HPUB` from a client that doesn't want headers, or on a server without them.
    HeadersNotSupported,
    /// A size is one to nine digits.
    Size,
    /// The header block can't be larger than the message.
    HeaderSize,
    /// `SUB` needs a subject, perhaps a queue, and a sid.
    SubArguments,
    /// `UNSUB` needs a sid, and perhaps a number.
    UnsubArguments,
}

impl Fault {
    /// What the peer is told; `None` where the connection just ends.
    pub fn reply(&self) -> Option<ErrorReply<'static>> {
        match self {
            Fault::ConnectExpected => Some(ErrorReply::AuthorizationViolation),
            Fault::UnknownOperation { .. } => Some(ErrorReply::UnknownProtocolOperation),
            Fault::ControlLineTooLong => Some(ErrorReply::MaximumControlLineExceeded),
            Fault::PayloadTooLarge { .. } => Some(ErrorReply::MaximumPayloadViolation),
            Fault::Malformed(_) => None,
        }
    }

    /// Why the connection ends.
    pub fn reason(&self) -> CloseReason {
        match self {
            Fault::ConnectExpected => CloseReason::AuthenticationFailure,
            Fault::UnknownOperation { .. } | Fault::Malformed(_) => CloseReason::ProtocolViolation,
            Fault::ControlLineTooLong => CloseReason::MaximumControlLineExceeded,
            Fault::PayloadTooLarge { .. } => CloseReason::MaximumMessagePayloadExceeded,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::ConnectExpected => f.write_str("CONNECT must come first"),
            Fault::UnknownOperation { at } => write!(f, "unknown protocol operation (byte {at})"),
            Fault::ControlLineTooLong => f.write_str("maximum control line exceeded"),
            Fault::PayloadTooLarge { size, .. } => write!(f, "maximum payload exceeded: {size}"),
            Fault::Malformed(what) => what.fmt(f),
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Malformed::PubArguments => "PUB needs a subject, an optional reply and a size",
            Malformed::HPubArguments => "HPUB needs a subject, an optional reply and two sizes",
            Malformed::HeadersNotSupported => "HPUB without headers agreed on",
            Malformed::Size => "a size is one to nine digits",
            Malformed::HeaderSize => "header size larger than total size",
            Malformed::SubArguments => "SUB needs a subject, an optional queue and a sid",
            Malformed::UnsubArguments => "UNSUB needs a sid and an optional number",
        })
    }
}
