//! The arguments of `SUB` and `UNSUB`.

use std::num::NonZeroU32;

use super::{Malformed, publish::number, scan};
use crate::op::{Op, Subscribe, Unsubscribe};

pub(super) fn sub(args: &[u8]) -> Result<Op<'_>, Malformed> {
    let (subject, queue, sid) = match scan::split::<3>(args, is_blank) {
        Some(([subject, sid, _], 2)) => (subject, None, sid),
        Some(([subject, queue, sid], 3)) => (subject, Some(queue), sid),
        _ => return Err(Malformed::SubArguments),
    };
    Ok(Op::Sub(Subscribe { subject, queue, sid }))
}

pub(super) fn unsub(args: &[u8]) -> Result<Op<'_>, Malformed> {
    let (sid, max) = match scan::split::<2>(args, is_blank) {
        Some(([sid, _], 1)) => (sid, None),
        Some(([sid, max], 2)) => (sid, number(max).and_then(NonZeroU32::new)),
        _ => return Err(Malformed::UnsubArguments),
    };
    Ok(Op::Unsub(Unsubscribe { sid, max }))
}

fn is_blank(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}
