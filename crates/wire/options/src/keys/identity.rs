//! How the server shows itself, and the files it leaves.

use crate::draft::Draft;
use crate::schema::Take::{Text, With};
use crate::schema::{Key, Node, Report, key, strings};

pub(super) const KEYS: &[Key<Draft>] = &[
    key(&["server_name"], With(server_name)),
    key(&["server_tags"], With(server_tags)),
    key(&["server_metadata"], With(server_metadata)),
    key(
        &["pidfile", "pid_file"],
        Text(|draft, path| draft.options.pid_file = super::some(path).map(Into::into)),
    ),
    key(
        &["ports_file_dir"],
        Text(|draft, path| draft.options.ports_file_dir = super::some(path).map(Into::into)),
    ),
];

fn server_name(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    let Some(name) = node.text(report) else { return };
    if name.contains(' ') {
        return report.invalid(&node, "server name cannot contain spaces");
    }
    draft.options.server_name = super::some(name);
}

/// Tags are lower case, without blanks around them, and each stands once.
fn server_tags(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    let tags = &mut draft.options.server_tags;
    for tag in strings(node, report).unwrap_or_default() {
        let tag = tag.trim().to_lowercase();
        if !tag.is_empty() && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}

fn server_metadata(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    for entry in node.entries(report) {
        if let Some(text) = entry.text(report) {
            draft.options.server_metadata.insert(entry.name().to_owned(), text.to_owned());
        }
    }
}
