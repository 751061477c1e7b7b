//! The block `accounts`, and the mappings of the global account.

use nkey::{Kind, PublicKey};

use super::{exports, imports, mappings, permissions, users};
use crate::draft::Draft;
use crate::schema::Take::{Int, With};
use crate::schema::{Key, Node, Report, Shape, key, later, limit, percent, read};
use crate::{AccountLimits, AccountSpec, ConfigError, ExportKind, ExportSpec, TraceSpec};

/// The account of everyone without one; it cannot be configured.
const GLOBAL: &str = "$G";

pub(super) const TOP_KEYS: &[Key<Draft>] = &[
    key(&["accounts"], With(accounts)),
    key(
        &["mappings", "maps"],
        With(|draft, node, report| {
            draft.options.mappings.extend(mappings::read(node, report));
        }),
    ),
];

const KEYS: &[Key<AccountSpec>] = &[
    key(&["nkey"], With(nkey)),
    key(&["users"], With(|account, node, report| account.users = users::read(node, report))),
    key(&["exports"], With(|account, node, report| account.exports = exports::read(node, report))),
    key(&["imports"], With(|account, node, report| account.imports = imports::read(node, report))),
    key(
        &["default_permissions"],
        With(|account, node, report| {
            account.default_permissions = permissions::read(node, report);
        }),
    ),
    key(
        &["mappings", "maps"],
        With(|account, node, report| {
            account.mappings.extend(mappings::read(node, report));
        }),
    ),
    key(&["limits"], With(|account, node, report| read(LIMITS, node, &mut account.limits, report))),
    key(&["msg_trace", "trace_dest"], With(trace)),
    later(&["jetstream"], Shape::With(super::later::jetstream::check_account), super::later::jetstream::asks),
];

const LIMITS: &[Key<AccountLimits>] = &[
    key(&["max_connections", "max_conn"], Int(|limits, n| limits.max_connections = limit(n))),
    key(&["max_subscriptions", "max_subs"], Int(|limits, n| limits.max_subscriptions = limit(n))),
    key(&["max_payload", "max_pay"], Int(|limits, n| limits.max_payload = limit(n))),
    key(&["max_leafnodes", "max_leafs"], Int(|limits, n| limits.max_leafnodes = limit(n))),
];

/// A list of names, or a map from name to account.
fn accounts(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    if node.value.as_array().is_some() {
        for item in node.items(report) {
            let Some(name) = item.text(report) else { continue };
            add(draft, item, AccountSpec { name: name.to_owned(), ..AccountSpec::default() }, report);
        }
        return;
    }
    // An entry that a variable refers to is a value, not an account.
    for entry in node.entries(report).filter(|entry| !entry.used()) {
        let mut account = AccountSpec { name: entry.name().to_owned(), ..AccountSpec::default() };
        read(KEYS, entry, &mut account, report);
        add(draft, entry, account, report);
    }
}

fn add(draft: &mut Draft, node: Node<'_>, mut account: AccountSpec, report: &mut Report) {
    let accounts = &mut draft.options.accounts;
    if account.name == GLOBAL {
        report.invalid(&node, format!("the account {GLOBAL:?} is reserved"));
    } else if accounts.iter().any(|other| other.name == account.name) {
        report.invalid(&node, format!("duplicate account {:?}", account.name));
    } else {
        account.position = node.position.to_string();
        accounts.push(account);
    }
}

fn nkey(account: &mut AccountSpec, node: Node<'_>, report: &mut Report) {
    let Some(text) = node.text(report) else { return };
    if PublicKey::parse_kind(Kind::Account, text).is_err() {
        return report.invalid(&node, "is not the public key of an account");
    }
    account.nkey = Some(text.to_owned());
}

#[derive(Default)]
struct Trace {
    destination: String,
    sampling: Option<u8>,
}

const TRACE_KEYS: &[Key<Trace>] = &[
    key(&["dest"], With(trace_destination)),
    key(&["sampling"], With(|trace, node, report| trace.sampling = percent(node, 1, report))),
];

fn trace(account: &mut AccountSpec, node: Node<'_>, report: &mut Report) {
    let mut trace = Trace::default();
    match node.value.as_map() {
        Some(_) => read(TRACE_KEYS, node, &mut trace, report),
        None => trace_destination(&mut trace, node, report),
    }
    if trace.destination.is_empty() {
        if trace.sampling.is_some() {
            report.warn(&node, "sampling without a destination does nothing");
        }
        return;
    }
    report.unsupported(&node);
    account.trace =
        Some(TraceSpec { destination: trace.destination, sampling: trace.sampling.unwrap_or(100) });
}

fn trace_destination(trace: &mut Trace, node: Node<'_>, report: &mut Report) {
    let Some(text) = node.text(report) else { return };
    if subject::is_valid_publish(text.as_bytes()) {
        trace.destination = text.to_owned();
    } else {
        report.invalid(&node, format!("{text:?} is not a subject that can be published to"));
    }
}

/// Latency is reported through the system account.
pub(super) fn check_latency(draft: &Draft, report: &mut Report) {
    if !draft.options.no_system_account {
        return;
    }
    let exports = draft.options.accounts.iter().flat_map(|account| &account.exports);
    for ExportSpec { subject, position, .. } in
        exports.filter(|export| matches!(export.kind, ExportKind::Service { latency: Some(_), .. }))
    {
        report
            .errors
            .push(ConfigError::at(position, format!("latency of {subject:?} needs a system account")));
    }
}
