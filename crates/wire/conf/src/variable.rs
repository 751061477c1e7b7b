//! `$name`: the value of an entry above, or of an environment variable.

use crate::cursor::{Result, error_at};
use crate::parser::Parser;
use crate::{Kind, Position, Problem, Value, limits};

/// What begins a bcrypt hash behind its `$`; such a word is no reference.
const BCRYPT: &str = "2a$";

impl Parser<'_, '_, '_> {
    /// The value of a variable that is referred to at `position`.
    pub(crate) fn variable(&mut self, name: &str, position: Position) -> Result<Value> {
        if name.starts_with(BCRYPT) {
            return Ok(Value { kind: Kind::String(format!("${name}")), position });
        }
        // Taken out so that the entry found can be looked at while its weight is counted.
        let mut scopes = std::mem::take(&mut self.scopes);
        let found = scopes.iter_mut().rev().find_map(|scope| scope.refer(name));
        let copied = found.map(|entry| self.copy(&entry.value, &position));
        self.scopes = scopes;
        match copied {
            Some(kind) => Ok(Value { kind: kind?, position }),
            None => self.environment(name, position),
        }
    }

    /// Copies a value to here, if it is neither too deep nor too large for that.
    fn copy(&mut self, value: &Value, position: &Position) -> Result<Kind> {
        let (depth, weight) = measure(value);
        if self.depth + depth > limits::DEPTH {
            return Err(error_at(position.clone(), Problem::TooDeep));
        }
        self.session.charge(weight, position)?;
        Ok(value.kind.clone())
    }

    fn environment(&mut self, name: &str, position: Position) -> Result<Value> {
        if self.session.variables.iter().any(|outer| outer == name) {
            return Err(error_at(position, Problem::VariableLoop(name.into())));
        }
        self.session.check_levels(&position)?;
        let Some(text) = self.session.source.env(name) else {
            return Err(error_at(position, Problem::UnknownVariable(name.into())));
        };
        self.session.charge(text.len().saturating_add(limits::FILE), &position)?;
        let value = self.parse_environment(name, text.as_bytes()).map_err(|mut error| {
            error.reached_from.push(position.clone());
            error
        })?;
        Ok(Value { kind: value.kind, position })
    }

    /// Reads the text of an environment variable as what stands behind `key =`. References in it see only the
    /// environment, and entries that follow the value are read and dropped.
    fn parse_environment(&mut self, name: &str, text: &[u8]) -> Result<Value> {
        self.session.variables.push(name.into());
        let file = format!("${name}").into();
        let mut inner = Parser::new(file, "".as_ref(), text, self.session, self.depth);
        inner.check_bytes()?;
        inner.cursor.skip_blanks();
        let value = inner.value(false)?;
        inner.end_of_top_entry()?;
        inner.entries_to_the_end()?;
        self.session.variables.pop();
        Ok(value)
    }
}

/// Levels and weight of a value.
fn measure(value: &Value) -> (usize, usize) {
    let inner = |parts: &mut dyn Iterator<Item = (&Value, usize)>| {
        parts.fold((1, limits::VALUE), |(depth, weight), (value, extra)| {
            let (inner_depth, inner_weight) = measure(value);
            (depth.max(inner_depth + 1), weight.saturating_add(inner_weight).saturating_add(extra))
        })
    };
    match &value.kind {
        Kind::String(text) => (0, text.len() + limits::VALUE),
        Kind::Array(values) => inner(&mut values.iter().map(|value| (value, 0))),
        Kind::Map(map) => {
            inner(&mut map.iter().map(|entry| (&entry.value, 2 * entry.key.len() + limits::VALUE)))
        }
        _ => (0, limits::VALUE),
    }
}
