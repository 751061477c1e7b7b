//! Subjects that clients must stay away from because servers use them among themselves.

/// Whether clients may not publish to this subject.
#[inline]
pub(crate) fn is_refused_subject(subject: &[u8], in_system_account: bool) -> bool {
    subject.starts_with(b"_GR_.")
        || subject.starts_with(b"$GR.")
        || (!in_system_account && subject.starts_with(b"$NRG."))
}

/// Whether clients may not ask for answers on this subject.
#[inline]
pub(crate) fn is_refused_reply(reply: &[u8]) -> bool {
    match reply {
        [b'_', b'R' | b'G', ..] => reply.starts_with(b"_R_.") || reply.starts_with(b"_GR_."),
        [b'$', b'G' | b'J', ..] => reply.starts_with(b"$GR.") || reply.starts_with(b"$JS.ACK."),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects() {
        for (subject, refused) in [
            ("_GR_.x", true),
            ("$GR.x", true),
            ("$NRG.x", true),
            ("_R_.x", false),
            ("$JS.ACK.x", false),
            ("_GR_", false),
        ] {
            assert_eq!(is_refused_subject(subject.as_bytes(), false), refused, "{subject}");
        }
        assert!(!is_refused_subject(b"$NRG.x", true));
    }

    #[test]
    fn replies() {
        for (reply, refused) in [
            ("_R_.x", true),
            ("_GR_.x", true),
            ("$GR.x", true),
            ("$JS.ACK.x", true),
            ("_R_", false),
            ("_R", false),
            ("$JS.ACK", false),
            ("_INBOX.x", false),
        ] {
            assert_eq!(is_refused_reply(reply.as_bytes()), refused, "{reply}");
        }
    }
}
