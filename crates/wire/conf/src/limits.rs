//! Bounds on what one configuration may make of itself.
//!
//! A plain text is limited by its own size alone; these bounds stop includes and variables from multiplying it.

/// Levels of maps and arrays inside each other, variables and includes counted in.
pub const DEPTH: usize = 200;

/// Levels of included files and of environment variables that refer to each other.
pub const INCLUDES: usize = 64;

/// Bytes that all included texts and all copies made for variables may have together.
pub const WEIGHT: usize = 256 << 20;

/// What one value counts, whatever is in it.
pub(crate) const VALUE: usize = 64;

/// What one included file counts, however short.
pub(crate) const FILE: usize = 4096;
