//! One subject made from another.
