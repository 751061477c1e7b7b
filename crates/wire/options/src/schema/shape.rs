//! The shape of values that are checked and not used.

use conf::Kind;

use super::{Address, Key, Node, Report, Unknown, duration, read_as, scalar, strings};

/// What a key takes, for keys whose values go nowhere yet.
pub(crate) enum Shape {
    /// Anything at all.
    Any,
    Bool,
    Int,
    Text,
    /// A duration; a whole number is warned of.
    Duration,
    /// A duration as text only.
    DurationText,
    /// A port or `host:port`.
    Address,
    /// One text or an array of them.
    Strings,
    /// An array of texts.
    TextList,
    /// A map from any name to text.
    TextMap,
    /// A block with these keys.
    Block(&'static [Key<()>]),
    /// A block with these keys, and any others.
    OpenBlock(&'static [Key<()>]),
    /// An array of such blocks.
    Blocks(&'static [Key<()>]),
    /// Whatever the function accepts.
    With(fn(Node<'_>, &mut Report)),
}

impl Shape {
    pub(crate) fn check(&self, node: Node<'_>, report: &mut Report) {
        match self {
            Shape::Any => {}
            Shape::Bool => drop(node.bool(report)),
            Shape::Int => drop(node.int(report)),
            Shape::Text => drop(node.text(report)),
            Shape::Duration => drop(duration(node, report)),
            Shape::DurationText => drop(scalar::duration_text(node, report)),
            Shape::Address => drop(Address::read(node, report)),
            Shape::Strings => drop(strings(node, report)),
            Shape::TextList => node.items(report).for_each(|item| Shape::Text.check(item, report)),
            Shape::TextMap => node.entries(report).for_each(|entry| Shape::Text.check(entry, report)),
            Shape::Block(keys) => read_as(&[keys], Unknown::Refuse, node, &mut (), report),
            Shape::OpenBlock(keys) => read_as(&[keys], Unknown::Ignore, node, &mut (), report),
            Shape::Blocks(keys) => {
                node.items(report).for_each(|item| read_as(&[keys], Unknown::Refuse, item, &mut (), report));
            }
            Shape::With(check) => check(node, report),
        }
    }
}

/// A size as a number or as text that ends in K, M, G or T; the number alone, for text without its unit.
pub(crate) fn size(node: Node<'_>, report: &mut Report) -> Option<i64> {
    let Kind::String(text) = &node.value.kind else {
        return node.int(report);
    };
    let number = text.strip_suffix(['K', 'M', 'G', 'T']).and_then(|number| number.parse().ok());
    if number.is_none() && !text.is_empty() {
        report.invalid(&node, "a size as text must be a whole number that ends in K, M, G or T");
    }
    number
}

/// One of a few words, whatever their case.
pub(crate) fn word(words: &[&str], node: Node<'_>, report: &mut Report) -> Option<String> {
    let word = node.text(report)?.to_lowercase();
    let known = words.contains(&word.as_str());
    if !known {
        report.invalid(&node, format!("must be one of {}", words.join(", ")));
    }
    known.then_some(word)
}
