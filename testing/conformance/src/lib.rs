//! The same scenarios against the reference server and ours.
