//! The operations a client can send, as slices of the bytes it sent.

use std::num::NonZeroU32;

/// One complete operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op<'a> {
    /// `CONNECT {json}`: the text after the verb, for [`crate::ConnectOptions::merge`].
    Connect(&'a [u8]),
    /// `INFO {json}`: means nothing from a client, but has to be JSON (see [`crate::info::is_acceptable`]).
    Info(&'a [u8]),
    /// `PING`, whatever follows up to the end of the line.
    Ping,
    /// `PONG`, whatever follows up to the end of the line.
    Pong,
    /// `+OK`, whatever follows up to the end of the line.
    Ok,
    /// `-ERR text`: the client gives up; the connection ends with "Parse Error".
    Err(&'a [u8]),
    /// `PUB`.
    Pub(Publish<'a>),
    /// `HPUB`.
    HPub(Publish<'a>),
    /// `HMSG` from a client: its arguments are never looked at and its message is always empty. It counts as publishing
    /// nothing to the empty subject: permissions and `+OK` apply, and nobody can hear it.
    HMsg(&'a [u8]),
    /// `SUB`.
    Sub(Subscribe<'a>),
    /// `UNSUB`.
    Unsub(Unsubscribe<'a>),
}

/// What `PUB` and `HPUB` say. A header block of no bytes is the same as none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Publish<'a> {
    /// Never empty, without blanks, CR or LF; otherwise any bytes, a valid subject or not.
    pub subject: &'a [u8],
    /// Never empty, otherwise as free as the subject.
    pub reply: Option<&'a [u8]>,
    /// The digits of the header size as written; `None` for `PUB`.
    pub header_size: Option<&'a [u8]>,
    /// The digits of the whole size as written: receivers get the same digits.
    pub size: &'a [u8],
    /// Header block and payload in one piece.
    pub message: &'a [u8],
    pub(crate) header_length: usize,
}

impl<'a> Publish<'a> {
    /// The header block; empty when there is none.
    #[inline]
    pub fn headers(&self) -> &'a [u8] {
        self.message.get(..self.header_length).unwrap_or_default()
    }

    /// What follows the header block.
    #[inline]
    pub fn payload(&self) -> &'a [u8] {
        self.message.get(self.header_length..).unwrap_or_default()
    }
}

/// What `SUB` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscribe<'a> {
    /// Never empty; a valid subject or not.
    pub subject: &'a [u8],
    /// Name of the queue group, never empty.
    pub queue: Option<&'a [u8]>,
    /// The client's name for the subscription, any text.
    pub sid: &'a [u8],
}

/// What `UNSUB` says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unsubscribe<'a> {
    /// The client's name for the subscription.
    pub sid: &'a [u8],
    /// End after this many deliveries, counted from the start; `None` means now, and so does every number that is
    /// none (zero, signs, letters, more than nine digits).
    pub max: Option<NonZeroU32>,
}
