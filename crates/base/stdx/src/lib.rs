//! Small values that every layer needs and the standard library lacks.
