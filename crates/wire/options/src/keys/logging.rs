//! What is logged, and where to.

use crate::draft::Draft;
use crate::schema::Take::{Bool, Int, Text};
use crate::schema::{Key, key};

pub(super) const KEYS: &[Key<Draft>] = &[
    key(&["debug"], Bool(|draft, on| draft.options.log.debug = on)),
    key(&["trace"], Bool(|draft, on| draft.options.log.trace |= on)),
    key(
        &["trace_verbose"],
        Bool(|draft, on| {
            draft.options.log.trace_verbose = on;
            draft.options.log.trace |= on;
        }),
    ),
    key(
        &["trace_headers"],
        Bool(|draft, on| {
            draft.options.log.trace_headers = on;
            draft.options.log.trace |= on;
        }),
    ),
    key(&["logtime"], Bool(|draft, on| draft.options.log.no_time = !on)),
    key(&["logtime_utc"], Bool(|draft, on| draft.options.log.utc = on)),
    key(
        &["logfile", "log_file"],
        Text(|draft, path| draft.options.log.file = super::some(path).map(Into::into)),
    ),
    key(
        &["logfile_size_limit", "log_size_limit"],
        Int(|draft, n| draft.options.log.size_limit = positive(n)),
    ),
    key(&["logfile_max_num", "log_max_num"], Int(|draft, n| draft.options.log.max_files = positive(n))),
    key(&["syslog"], Bool(|draft, on| draft.options.log.syslog = on)),
    key(&["remote_syslog"], Text(|draft, url| draft.options.log.remote_syslog = super::some(url))),
    key(&["max_traced_msg_len"], Int(|draft, n| draft.options.log.max_traced_message = positive(n))),
];

/// Zero and less mean no limit.
fn positive<T: TryFrom<i64> + Default>(number: i64) -> T {
    T::try_from(number).unwrap_or_default()
}
