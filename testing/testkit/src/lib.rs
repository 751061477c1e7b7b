//! Servers on free ports, raw sockets and fixtures for the tests of every crate.
