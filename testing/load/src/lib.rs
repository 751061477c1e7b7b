//! A load generator on raw sockets, and the arithmetic of side-by-side benchmarks.
