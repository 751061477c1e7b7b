//! The configuration language as a reader of files sees it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod accepted;
mod bounds;
mod corpus;
mod includes;
mod printing;
mod properties;
mod refused;
mod roundtrip;
mod sources;
mod variables;
