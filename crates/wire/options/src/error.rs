//! What can be wrong with a configuration, and where.

use std::fmt;

/// Something wrong with a configuration: where, at which key, and what.
#[derive(Debug, Clone, PartialEq)]
pub struct ConfigError {
    /// Where it stands, as `file:line:column`; `None` for flags and for contradictions between keys.
    pub position: Option<String>,
    /// The key with its path, such as `accounts.A.users[0].password`; may be empty.
    pub key: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Problem {
    /// A key that the block does not have.
    UnknownField {
        /// The key as written.
        name: String,
        /// The block's key that comes closest.
        near: Option<&'static str>,
    },
    /// A value of a type that the key does not take.
    WrongType {
        /// What the key takes.
        expected: &'static str,
        /// What stands there.
        found: &'static str,
    },
    /// A value that the key does not take, or that others forbid.
    Invalid(String),
}

impl ConfigError {
    /// Something wrong at a place that says enough about the key.
    pub(crate) fn at(position: &str, text: String) -> Self {
        ConfigError {
            position: Some(position.to_owned()),
            key: String::new(),
            problem: Problem::Invalid(text),
        }
    }

    /// A contradiction between keys, which has no place of its own.
    pub(crate) fn contradiction(text: impl Into<String>) -> Self {
        ConfigError { position: None, key: String::new(), problem: Problem::Invalid(text.into()) }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(position) = &self.position {
            write!(f, "{position}: ")?;
        }
        if let Problem::UnknownField { name, near } = &self.problem {
            return unknown_field(f, name, &self.key, *near);
        }
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        match &self.problem {
            Problem::WrongType { expected: expected @ ("text" | "a file name"), found } => {
                write!(f, "expected {expected}, found {found}")?;
                let quotable = ["a map", "an array"].iter().all(|kind| kind != found);
                f.write_str(if quotable { " (put it into quotes)" } else { "" })
            }
            Problem::WrongType { expected, found } => write!(f, "expected {expected}, found {found}"),
            Problem::Invalid(text) => f.write_str(text),
            Problem::UnknownField { .. } => Ok(()),
        }
    }
}

fn unknown_field(f: &mut fmt::Formatter<'_>, name: &str, key: &str, near: Option<&str>) -> fmt::Result {
    write!(f, "unknown field {name:?}")?;
    if let Some(block) = key.strip_suffix(name).and_then(|block| block.strip_suffix('.')) {
        write!(f, " in {block}")?;
    }
    match near {
        Some(near) => write!(f, " (did you mean {near:?}?)"),
        None => Ok(()),
    }
}

impl std::error::Error for ConfigError {}
