//! What reading a configuration found out, apart from the values.

use super::Node;
use crate::{ConfigError, Problem, Unsupported};

/// Errors, warnings and keys that are not carried out, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) errors: Vec<ConfigError>,
    pub(crate) warnings: Vec<ConfigError>,
    pub(crate) unsupported: Vec<Unsupported>,
    quiet: bool,
}

impl Report {
    pub(crate) fn wrong_type(&mut self, node: &Node<'_>, expected: &'static str) {
        let problem = Problem::WrongType { expected, found: node.describe() };
        self.errors.push(error(node, problem));
    }

    pub(crate) fn invalid(&mut self, node: &Node<'_>, text: impl Into<String>) {
        self.errors.push(error(node, Problem::Invalid(text.into())));
    }

    pub(crate) fn warn(&mut self, node: &Node<'_>, text: impl Into<String>) {
        self.warnings.push(error(node, Problem::Invalid(text.into())));
    }

    pub(crate) fn unknown_field(&mut self, node: &Node<'_>, near: Option<&'static str>) {
        let problem = Problem::UnknownField { name: node.name().to_owned(), near };
        self.errors.push(ConfigError { position: Some(node.position.to_string()), ..error(node, problem) });
    }

    pub(crate) fn unsupported(&mut self, node: &Node<'_>) {
        self.unsupported_as(node, node.to_string());
    }

    /// The same, under a name that says more than the path.
    pub(crate) fn unsupported_as(&mut self, node: &Node<'_>, key: String) {
        if !self.quiet {
            self.unsupported.push(Unsupported { key, position: node.position.to_string() });
        }
    }

    /// Runs `read` for a block that is reported as a whole: what it lacks inside is not reported again.
    pub(crate) fn quietly(&mut self, read: impl FnOnce(&mut Report)) {
        let before = std::mem::replace(&mut self.quiet, true);
        read(self);
        self.quiet = before;
    }
}

fn error(node: &Node<'_>, problem: Problem) -> ConfigError {
    ConfigError { position: Some(node.value.position.to_string()), key: node.to_string(), problem }
}
