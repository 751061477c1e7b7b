//! The configuration language: text to values with positions.
