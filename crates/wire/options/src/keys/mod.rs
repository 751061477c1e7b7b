//! Every key of the configuration file, block by block. See [`crate::schema`] for how a table is read.

mod accounts;
mod authorization;
mod exports;
mod identity;
mod imports;
mod later;
mod limits;
mod listeners;
mod logging;
mod mappings;
mod permissions;
mod tls;
mod users;

use conf::Map;

use crate::draft::Draft;
use crate::schema::{Key, Report, Unknown, read_map};

/// The keys at the top of the file.
pub(crate) const TABLES: [&[Key<Draft>]; 7] = [
    listeners::KEYS,
    identity::KEYS,
    authorization::TOP_KEYS,
    limits::KEYS,
    logging::KEYS,
    accounts::TOP_KEYS,
    later::TOP_KEYS,
];

/// Reads a whole file, and checks what only the whole file shows.
pub(crate) fn read_file(map: &Map, draft: &mut Draft, report: &mut Report) {
    read_map(&TABLES, Unknown::Refuse, map, None, draft, report);
    users::check_names(draft, report);
    accounts::check_latency(draft, report);
    authorization::check_callout(draft, report);
    later::check_file(map, report);
}

/// A text, where an empty one stands for none.
fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
