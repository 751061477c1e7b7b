//! The project's own chores: layer check, conformance, benchmarks.

fn main() {}
