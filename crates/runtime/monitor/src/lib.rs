//! The HTTP monitoring port.
