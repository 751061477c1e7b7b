//! An account's weighted table of transforms.
