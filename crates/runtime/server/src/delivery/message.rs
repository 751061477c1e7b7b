//! A message on its way: the publisher's bytes, not yet addressed to anybody.

/// One published message. All parts borrow from the publisher's read buffer.
#[derive(Clone, Copy)]
pub(crate) struct Message<'a> {
    /// Subject as the receivers of this account see it.
    pub(crate) subject: &'a [u8],
    /// Where an answer goes.
    pub(crate) reply: Option<&'a [u8]>,
    /// Headers, if any, and then the payload.
    pub(crate) body: &'a [u8],
    /// The header block's part of `body`.
    pub(crate) headers: Option<Sized<'a>>,
    /// Length of `body` as the publisher wrote it; receivers get the same digits.
    pub(crate) total: &'a [u8],
}

/// A length and the digits it was written with.
#[derive(Clone, Copy)]
pub(crate) struct Sized<'a> {
    pub(crate) length: usize,
    pub(crate) digits: &'a [u8],
}

impl<'a> Message<'a> {
    /// The body without headers, for receivers that don't understand them.
    pub(crate) fn payload(&self) -> &'a [u8] {
        let skip = self.headers.map_or(0, |headers| headers.length);
        self.body.get(skip..).unwrap_or_default()
    }

    /// The header block, empty without one.
    pub(crate) fn header_block(&self) -> &'a [u8] {
        self.headers.and_then(|headers| self.body.get(..headers.length)).unwrap_or_default()
    }
}

impl<'a> From<&proto::Publish<'a>> for Message<'a> {
    #[inline]
    fn from(publish: &proto::Publish<'a>) -> Message<'a> {
        let headers = match publish.header_size {
            Some(digits) if !publish.headers().is_empty() => {
                Some(Sized { length: publish.headers().len(), digits })
            }
            _ => None,
        };
        Message {
            subject: publish.subject,
            reply: publish.reply,
            body: publish.message,
            headers,
            total: publish.size,
        }
    }
}
