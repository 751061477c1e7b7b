//! The configuration language: text to values with positions.
//!
//! Promises: [`parse`] accepts the texts that `nats-server` accepts and gives them the same meaning; every value and
//! key knows the file, line and column it was written at; every refusal names a place, what was found there and what
//! was expected. Whatever the text, parsing takes time in proportion to it, never panics, and stays within the
//! bounds of [`limits`].
//!
//! Stricter than `nats-server` by design: loops of includes, size suffixes that do not exist or do not fit, values
//! left out inside a map, stray separators and slashes, a quote that never ends, NUL bytes and text that is not UTF-8
//! are errors here. One value differs: a `( … )` block at the very end of a file does not take its bracket in.
//!
//! Deliberately absent: what the keys mean (crate `options`), and reading files or the environment ([`Source`] is
//! supplied by the caller).

mod cursor;
mod date;
mod digest;
mod document;
mod entry;
mod error;
mod include;
pub mod limits;
mod map;
mod nest;
mod number;
mod parser;
mod position;
mod print;
mod source;
mod text;
mod value;
mod variable;

pub use date::Date;
pub use digest::{digest, json};
pub use error::{Error, Problem};
pub use map::{Entry, Map};
pub use position::Position;
pub use source::{Nothing, Source};
pub use value::{Kind, Value};

/// Reads a configuration.
///
/// `path` names the text in messages, and includes are relative to its folder. The map is empty if the text holds no
/// entries; whether that is an error is the caller's decision.
pub fn parse(path: &std::path::Path, text: &[u8], source: &dyn Source) -> Result<Map, Error> {
    let mut session = parser::Session::new(source, path);
    let name = path.display().to_string().into();
    parser::Parser::new(name, path, text, &mut session, 0).document()
}
