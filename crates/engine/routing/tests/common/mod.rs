//! Inputs that were worth keeping: seeds of the fuzz targets, and whatever they found.

use std::{fs, path::Path};

/// Calls `check` with every saved input of a fuzz target.
pub(crate) fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus").join(target);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        check(&fs::read(entry.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "no saved inputs in {}", folder.display());
}
