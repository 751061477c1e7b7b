//! Mappings of subjects, of the global account and of others.

use crate::schema::Take::{Text, With};
use crate::schema::{Key, Node, Report, Unknown, key, percent, read_as};
use crate::{DestinationSpec, MappingSpec};

/// A map from a subject to its destinations.
pub(super) fn read(node: Node<'_>, report: &mut Report) -> Vec<MappingSpec> {
    node.entries(report).filter_map(|entry| mapping(entry, report)).collect()
}

/// One destination as text, one with its weight, or a list of those.
fn mapping(node: Node<'_>, report: &mut Report) -> Option<MappingSpec> {
    let source = node.name();
    if !subject::is_valid_filter(source.as_bytes()) {
        report.invalid(&node, format!("subject {source:?} is not a valid subject"));
        return None;
    }
    let destinations = match node.value.as_str() {
        Some(subject) => {
            vec![DestinationSpec { subject: subject.into(), weight: 100, cluster: String::new() }]
        }
        None if node.value.as_map().is_some() => destination(node, report).into_iter().collect(),
        None => node.items(report).filter_map(|item| destination(item, report)).collect(),
    };
    Some(MappingSpec { source: source.into(), destinations, position: node.position.to_string() })
}

#[derive(Default)]
struct Destination {
    subject: String,
    weight: Option<u8>,
    cluster: String,
}

const KEYS: &[Key<Destination>] = &[
    key(&["destination", "dest"], Text(|destination, text| destination.subject = text.into())),
    key(&["weight"], With(|destination, node, report| destination.weight = percent(node, 0, report))),
    key(&["cluster"], Text(|destination, text| destination.cluster = text.into())),
];

fn destination(node: Node<'_>, report: &mut Report) -> Option<DestinationSpec> {
    node.map(report)?;
    let mut read = Destination::default();
    read_as(&[KEYS], Unknown::RefuseAlways, node, &mut read, report);
    if node.entry("weight").is_none() {
        report.invalid(&node, "needs a weight");
    }
    let weight = read.weight?;
    Some(DestinationSpec { subject: read.subject, weight, cluster: read.cluster })
}
