//! Subjects: validated once, compared, overlapped and transformed.
//!
//! A subject is a list of tokens separated by dots: `orders.eu.42`. A *filter* may hold wildcards: `*` stands for exactly
//! one token, `>`, only as the last token, for one or more. A *literal* has none. Only a whole token is a wildcard:
//! `>>`, `a.*x` and `a.**` are literals. NATS allows any bytes in a token but blanks, so subjects are bytes, not text.
//!
//! - [`Subject`]: an owned, checked, shared filter, for everything that is remembered.
//! - Free functions on `&[u8]` ([`is_valid_filter`], [`matches_literal`], …) for what is looked at once, on the path of a
//!   published message.
//! - [`is_subset`], [`overlaps`], [`intersection`]: how two filters relate.
//! - [`transform`]: one subject made from another; [`mapping`]: an account's weighted table of transforms.
//!
//! Deliberately absent: who subscribes to a subject (that is routing), length and depth limits (those are the server's),
//! and randomness of our own (the caller brings it).

mod error;
pub mod mapping;
mod relation;
mod subject;
mod syntax;
#[cfg(test)]
mod testing;
mod token;
pub mod transform;

pub use error::SubjectError;
pub use relation::{intersection, is_subset, matches_literal, overlaps};
pub use subject::Subject;
pub use syntax::{
    has_empty_token, has_wildcard, is_valid_filter, is_valid_literal, is_valid_publish, validate_filter,
};
pub use token::{Tokens, tokens};
