//! The running server: connections, delivery and everything they are counted by.
