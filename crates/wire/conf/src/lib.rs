//! The configuration language: text to values with positions.
//!
//! Promises: [`parse`] accepts the texts that `nats-server` accepts and gives them the same meaning; every value and
//! key knows the file, line and column it was written at; every refusal names a place, what was found there and what
//! was expected. Whatever the text, parsing takes time in proportion to it, never panics, and stays within the
//! bounds of [`limits`].
//!
//! Stricter than `nats-server` by design: loops of includes, size suffixes that do not exist or do not fit, values
//! left out inside a map, stray separators, NUL bytes and text that is not UTF-8 are errors here.
//!
//! Deliberately absent: what the keys mean (crate `options`), and reading files or the environment ([`Source`] is
//! supplied by the caller).

mod date;
mod error;
pub mod limits;
mod map;
mod position;
mod source;
mod value;

pub use date::Date;
pub use error::{Error, Problem};
pub use map::{Entry, Map};
pub use position::Position;
pub use source::{Nothing, Source};
pub use value::{Kind, Value};
