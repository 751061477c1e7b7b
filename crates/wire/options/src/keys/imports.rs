//! `imports`: what is taken from other accounts.

use crate::schema::Take::{Bool, Text, With};
use crate::schema::{Key, Node, Report, key, read as read_block};
use crate::{ImportKind, ImportSpec};

/// Account and subject that something is taken from.
#[derive(Default, Clone)]
struct Origin {
    account: String,
    subject: String,
}

const ORIGIN_KEYS: &[Key<Origin>] = &[
    key(&["account"], Text(|origin, text| origin.account = text.into())),
    key(&["subject"], Text(|origin, text| origin.subject = text.into())),
];

#[derive(Default)]
struct Import {
    stream: Option<Origin>,
    service: Option<Origin>,
    prefix: Option<String>,
    to: Option<String>,
    share: bool,
    allow_trace: Option<bool>,
}

const KEYS: &[Key<Import>] = &[
    key(&["stream"], With(|import, node, report| import.stream = origin(node, report))),
    key(&["service"], With(|import, node, report| import.service = origin(node, report))),
    key(&["prefix"], Text(|import, text| import.prefix = super::some(text))),
    key(&["to"], Text(|import, text| import.to = super::some(text))),
    key(&["share"], Bool(|import, share| import.share = share)),
    key(
        &["allow_trace"],
        With(|import, node, report| {
            import.allow_trace = node.bool(report);
            if import.allow_trace == Some(true) {
                report.unsupported(&node);
            }
        }),
    ),
];

fn origin(node: Node<'_>, report: &mut Report) -> Option<Origin> {
    node.map(report)?;
    let mut origin = Origin::default();
    read_block(ORIGIN_KEYS, node, &mut origin, report);
    if origin.account.is_empty() || origin.subject.is_empty() {
        report.invalid(&node, "needs an account and a subject");
        return None;
    }
    Some(origin)
}

/// An array of imports. The same local subject cannot be a service of one account twice.
pub(super) fn read(node: Node<'_>, report: &mut Report) -> Vec<ImportSpec> {
    let mut imports: Vec<ImportSpec> = Vec::new();
    for item in node.items(report) {
        let Some(import) = import(item, report) else { continue };
        match imports.iter().find(|earlier| same_service(earlier, &import)) {
            Some(earlier) => {
                let (to, at) = (local(&import), &earlier.position);
                report.invalid(&item, format!("duplicate import of a service as {to:?}, see {at}"));
            }
            None => imports.push(import),
        }
    }
    imports
}

fn same_service(left: &ImportSpec, right: &ImportSpec) -> bool {
    let service = |import: &ImportSpec| import.kind == ImportKind::Service;
    service(left) && service(right) && left.account == right.account && local(left) == local(right)
}

fn local(import: &ImportSpec) -> &str {
    import.to.as_deref().unwrap_or(&import.subject)
}

/// An entry that names neither stream nor service imports nothing.
fn import(node: Node<'_>, report: &mut Report) -> Option<ImportSpec> {
    let mut import = Import::default();
    read_block(KEYS, node, &mut import, report);
    if let Some(why) = contradiction(&import) {
        report.invalid(&node, why);
        return None;
    }
    let (kind, origin) = match (import.stream, import.service) {
        (Some(origin), _) => (ImportKind::Stream, origin),
        (None, Some(origin)) => (ImportKind::Service, origin),
        (None, None) => return None,
    };
    Some(ImportSpec {
        kind,
        account: origin.account,
        subject: origin.subject,
        to: import.to,
        // A service has no prefix; the reference lets it stand there.
        prefix: import.prefix.filter(|_| kind == ImportKind::Stream),
        share: import.share,
        allow_trace: import.allow_trace.unwrap_or_default(),
        position: node.position.to_string(),
    })
}

fn contradiction(import: &Import) -> Option<&'static str> {
    let stream = import.stream.is_some();
    if stream && import.service.is_some() {
        Some("is either a stream or a service")
    } else if stream && import.prefix.is_some() && import.to.is_some() {
        Some("a stream cannot have both \"prefix\" and \"to\"")
    } else if import.service.is_some() && import.allow_trace.is_some() {
        Some("a service does not have \"allow_trace\"")
    } else {
        None
    }
}
