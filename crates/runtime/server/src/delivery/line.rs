//! The MSG and HMSG lines of one message, formatted once for all its receivers.
//!
//! `HMSG <subject> ` stands in front; MSG receivers get the same text from its second byte. The part after the sid
//! is kept in two forms: as the publisher wrote it, and without headers for receivers that don't take them.

use super::message::Message;

/// Pieces of the protocol lines for one message; reused from message to message.
#[derive(Default)]
pub(crate) struct Lines {
    front: Vec<u8>,
    back: Vec<u8>,
    bare_back: Vec<u8>,
}

impl Lines {
    /// Formats the parts that all receivers of `message` share.
    #[inline]
    pub(crate) fn prepare(&mut self, message: &Message<'_>) {
        self.front.clear();
        self.front.extend_from_slice(b"HMSG ");
        self.front.extend_from_slice(message.subject);
        self.front.push(b' ');

        self.back.clear();
        self.bare_back.clear();
        push_reply(&mut self.back, message.reply);
        if let Some(headers) = message.headers {
            self.back.extend_from_slice(headers.digits);
            self.back.push(b' ');
            push_reply(&mut self.bare_back, message.reply);
            let size = proto::write::decimal(message.payload().len() as u64);
            self.bare_back.extend_from_slice(size.as_bytes());
            self.bare_back.extend_from_slice(b"\r\n");
        }
        self.back.extend_from_slice(message.total);
        self.back.extend_from_slice(b"\r\n");
    }

    /// Appends the line for a receiver under `sid`.
    #[inline]
    pub(crate) fn write(&self, out: &mut Vec<u8>, sid: &[u8], form: Form) {
        let (front, back) = match form {
            Form::WithHeaders => (self.front.as_slice(), &self.back),
            Form::Plain => (self.front.get(1..).unwrap_or_default(), &self.back),
            Form::HeadersRemoved => (self.front.get(1..).unwrap_or_default(), &self.bare_back),
        };
        out.extend_from_slice(front);
        out.extend_from_slice(sid);
        out.push(b' ');
        out.extend_from_slice(back);
    }
}

/// How a receiver gets a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// HMSG.
    WithHeaders,
    /// MSG for a message that never had headers.
    Plain,
    /// MSG for a message whose headers this receiver doesn't take.
    HeadersRemoved,
}

#[inline]
fn push_reply(out: &mut Vec<u8>, reply: Option<&[u8]>) {
    if let Some(reply) = reply {
        out.extend_from_slice(reply);
        out.push(b' ');
    }
}
