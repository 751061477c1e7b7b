//! `jetstream`, of the server and of accounts.

use conf::Kind;

use crate::ConfigError;
use crate::schema::{Key, Node, Report, Shape, duration, known, size, word};

const SIZE: Shape = Shape::With(|node, report| {
    size(node, report);
});

#[rustfmt::skip]
const KEYS: &[Key<()>] = &[
    known(&["strict"], Shape::Bool),
    known(&["store_dir", "storedir", "store"], Shape::Text),
    known(&["sync_interval", "sync"], Shape::With(sync_interval)),
    known(&["max_memory_store", "max_mem_store", "max_mem"], SIZE),
    known(&["max_file_store", "max_file"], SIZE),
    known(&["domain"], Shape::Text),
    known(&["enabled", "enable"], Shape::Bool),
    known(&["encryption_key", "key", "ek"], Shape::Text),
    known(&["prev_encryption_key", "prev_key", "prev_ek"], Shape::Text),
    known(&["cipher"], CIPHER),
    known(&["extension_hint"], Shape::Text),
    known(&["limits"], Shape::Block(LIMITS)),
    known(&["tpm"], Shape::Block(TPM)),
    known(&["unique_tag"], Shape::Text),
    known(&["max_outstanding_catchup"], SIZE),
    known(&["max_buffered_size"], SIZE),
    known(&["max_buffered_msgs"], Shape::Int),
    known(&["request_queue_limit"], Shape::Int),
    known(&["info_queue_limit"], Shape::Int),
    known(&["meta_compact"], Shape::With(|node, report| between(0, i64::MAX, node, report))),
    known(&["meta_compact_size"], Shape::With(|node, report| {
        if size(node, report).is_some_and(i64::is_negative) {
            report.invalid(&node, "must not be negative");
        }
    })),
    known(&["meta_compact_sync"], Shape::Bool),
    known(&["max_concurrent_io"], Shape::With(|node, report| between(4, 8192, node, report))),
];

const LIMITS: &[Key<()>] = &[
    known(&["max_ack_pending"], Shape::Int),
    known(&["max_ha_assets"], Shape::Int),
    known(&["max_request_batch"], Shape::Int),
    known(&["duplicate_window"], Shape::DurationText),
    known(&["batch"], Shape::Block(BATCH)),
];

const BATCH: &[Key<()>] = &[
    known(&["max_inflight_per_stream"], Shape::Int),
    known(&["max_inflight_total"], Shape::Int),
    known(&["max_msgs"], Shape::Int),
    known(&["timeout"], Shape::DurationText),
];

const TPM: &[Key<()>] = &[
    known(&["keys_file"], Shape::Text),
    known(&["encryption_password"], Shape::Text),
    known(&["srk_password"], Shape::Text),
    known(&["pcr"], Shape::Int),
    known(&["cipher"], CIPHER),
];

const CIPHER: Shape = Shape::With(|node, report| drop(word(&["chacha", "chachapoly", "aes"], node, report)));

#[rustfmt::skip]
const ACCOUNT_KEYS: &[Key<()>] = &[
    known(&["max_memory", "max_mem", "mem", "memory"], Shape::Int),
    known(&["max_store", "max_file", "max_disk", "store", "disk"], Shape::Int),
    known(&["max_streams", "streams"], Shape::Int),
    known(&["max_consumers", "consumers"], Shape::Int),
    known(&["max_bytes_required", "max_stream_bytes", "max_bytes"], Shape::Bool),
    known(&["memory_max_stream_bytes", "mem_max_stream_bytes"], Shape::Int),
    known(&["disk_max_stream_bytes", "store_max_stream_bytes"], Shape::Int),
    known(&["max_ack_pending"], Shape::Int),
    known(&["cluster_traffic"], Shape::With(|node, report| {
        if node.text(report).is_some_and(|text| !matches!(text, "system" | "owner" | "")) {
            report.invalid(&node, "must be \"system\" or \"owner\"");
        }
    })),
];

/// Where the folder of the store is named, here and at the top; it must be once.
pub(super) fn check_store_dir(map: &conf::Map, report: &mut Report) {
    let named = |map: &conf::Map, names: &[&str]| -> Vec<String> {
        let named = map.iter().filter(|entry| names.contains(&entry.key.to_lowercase().as_str()));
        named.map(|entry| entry.position.to_string()).collect()
    };
    let mut places = named(map, &["store_dir", "storedir"]);
    if let Some(block) = map.get("jetstream").and_then(|block| block.as_map()) {
        places.extend(named(block, &["store_dir", "storedir", "store"]));
    }
    if let [first, .., last] = places.as_slice() {
        report.errors.push(ConfigError::at(last, format!("store_dir is there twice, see {first}")));
    }
}

/// Whether a value turns streams on.
pub(in crate::keys) fn asks(kind: &Kind) -> bool {
    match kind {
        Kind::Bool(on) => *on,
        Kind::String(text) => !text.to_lowercase().starts_with("disable"),
        Kind::Map(map) => {
            ["enabled", "enable"].iter().all(|key| map.get(key).and_then(|on| on.as_bool()) != Some(false))
        }
        _ => true,
    }
}

pub(super) fn check(node: Node<'_>, report: &mut Report) {
    on_off_or(KEYS, node, report);
}

/// The same key of an account.
pub(in crate::keys) fn check_account(node: Node<'_>, report: &mut Report) {
    on_off_or(ACCOUNT_KEYS, node, report);
}

fn on_off_or(keys: &'static [Key<()>], node: Node<'_>, report: &mut Report) {
    match &node.value.kind {
        Kind::Bool(_) => {}
        Kind::String(_) => drop(word(&["enabled", "enable", "disabled", "disable"], node, report)),
        Kind::Map(_) => Shape::Block(keys).check(node, report),
        _ => report.wrong_type(&node, "true, false, \"enabled\", \"disabled\" or a map"),
    }
}

fn sync_interval(node: Node<'_>, report: &mut Report) {
    if !node.value.as_str().is_some_and(|text| text.eq_ignore_ascii_case("always")) {
        duration(node, report);
    }
}

fn between(least: i64, most: i64, node: Node<'_>, report: &mut Report) {
    if node.int(report).is_some_and(|number| !(least..=most).contains(&number)) {
        report.invalid(&node, format!("must be between {least} and {most}"));
    }
}
