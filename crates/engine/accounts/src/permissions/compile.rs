//! From permissions as written to permissions as asked.

use options::{PermissionsSpec, ResponsesSpec, RuleSpec};
use subject::Subject;

use super::{Permissions, ResponseTerms, Rule, set::EntrySet};

/// An entry that names no subject, or no queue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidEntry {
    /// The entry, or its first word, is no subject.
    #[error("subject {0:?} is not a valid subject")]
    Subject(String),
    /// The second word is no queue.
    #[error("queue {0:?} is not a valid queue")]
    Queue(String),
}

impl Permissions {
    /// Compiles what a configuration states.
    ///
    /// With `responses` and no list of allowed subjects, nothing may be published but answers.
    ///
    /// # Errors
    /// The first entry that means nothing.
    pub fn compile(spec: &PermissionsSpec) -> Result<Self, InvalidEntry> {
        let mut publish = compile_rule(spec.publish.as_ref(), parse_subject)?;
        if spec.responses.is_some() {
            publish.allow.get_or_insert_default();
        }
        Ok(Permissions {
            publish,
            subscribe: compile_rule(spec.subscribe.as_ref(), parse_subject_and_queue)?,
            responses: spec.responses.as_ref().map(response_terms),
        })
    }
}

type Entry = (Subject, Option<Subject>);

fn compile_rule(
    spec: Option<&RuleSpec>,
    parse: fn(&str) -> Result<Entry, InvalidEntry>,
) -> Result<Rule, InvalidEntry> {
    let Some(spec) = spec else { return Ok(Rule::default()) };
    // An empty list says as much as none: the reference lets everything through.
    let allow = spec.allow.as_deref().filter(|entries| !entries.is_empty());
    Ok(Rule {
        allow: allow.map(|entries| compile_set(entries, parse)).transpose()?,
        deny: compile_set(&spec.deny, parse)?,
    })
}

fn compile_set(
    entries: &[String],
    parse: fn(&str) -> Result<Entry, InvalidEntry>,
) -> Result<EntrySet, InvalidEntry> {
    let mut set = EntrySet::default();
    for entry in entries {
        let (filter, queue) = parse(entry)?;
        set.insert(&filter, queue);
    }
    Ok(set)
}

fn parse_subject(entry: &str) -> Result<Entry, InvalidEntry> {
    match Subject::new(entry.as_bytes()) {
        Ok(filter) => Ok((filter, None)),
        Err(_) => Err(InvalidEntry::Subject(entry.into())),
    }
}

fn parse_subject_and_queue(entry: &str) -> Result<Entry, InvalidEntry> {
    let mut words = entry.split_whitespace();
    let (filter, queue) = match (words.next(), words.next(), words.next()) {
        (Some(filter), queue, None) => (filter, queue),
        _ => return Err(InvalidEntry::Subject(entry.into())),
    };
    let (filter, _) = parse_subject(filter)?;
    let queue = queue
        .map(|queue| Subject::new(queue.as_bytes()).map_err(|_| InvalidEntry::Queue(queue.into())))
        .transpose()?;
    Ok((filter, queue))
}

fn response_terms(spec: &ResponsesSpec) -> ResponseTerms {
    ResponseTerms { max: spec.max, expires: spec.expires }
}
