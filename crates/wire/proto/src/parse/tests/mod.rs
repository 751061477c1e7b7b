//! The parser against tables, against a slow model, and cut into pieces.

mod driver;
mod model;
mod properties;
mod tables;
