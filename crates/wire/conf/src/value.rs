//! Values of the configuration language.

use crate::{Date, Map, Position};

/// A value and the place it was written at.
///
/// A value that came from a variable has the place of the reference; values inside it keep their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The value itself.
    pub kind: Kind,
    /// Where it begins.
    pub position: Position,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Kind {
    /// `true`, `yes`, `on` or `false`, `no`, `off`, in any case, without quotes.
    Bool(bool),
    /// A whole number; `10k` and `10KB` are already multiplied out.
    Int(i64),
    /// A number with a point.
    Float(f64),
    /// Any other text; durations (`"2s"`) and addresses are strings.
    String(String),
    /// A date in Zulu form.
    Date(Date),
    /// `[ … ]`
    Array(Vec<Value>),
    /// `{ … }`
    Map(Map),
}

impl Value {
    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is a whole one.
    pub fn as_int(&self) -> Option<i64> {
        match self.kind {
            Kind::Int(number) => Some(number),
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.kind {
            Kind::Bool(truth) => Some(truth),
            _ => None,
        }
    }

    /// The elements, if this is an array.
    pub fn as_array(&self) -> Option<&[Value]> {
        match &self.kind {
            Kind::Array(values) => Some(values),
            _ => None,
        }
    }

    /// The entries, if this is a map.
    pub fn as_map(&self) -> Option<&Map> {
        match &self.kind {
            Kind::Map(map) => Some(map),
            _ => None,
        }
    }
}

impl Kind {
    /// What to call it in a message: "a string", "a map".
    pub fn describe(&self) -> &'static str {
        match self {
            Kind::Bool(_) => "a boolean",
            Kind::Int(_) => "a whole number",
            Kind::Float(_) => "a number with a point",
            Kind::String(_) => "a string",
            Kind::Date(_) => "a date",
            Kind::Array(_) => "an array",
            Kind::Map(_) => "a map",
        }
    }
}
