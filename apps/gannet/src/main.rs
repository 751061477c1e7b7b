//! NATS server and tools in one binary, built around the account.

fn main() {}
