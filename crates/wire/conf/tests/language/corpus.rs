//! Whole files: some written for this purpose, with their digests, and those that the fuzz target starts from.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use conf::Source;

use crate::roundtrip;

/// Reads included files from the disk.
struct Disk;

impl Source for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn env(&self, _: &str) -> Option<String> {
        None
    }
}

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

#[test]
fn whole_files_have_the_digest_that_nats_server_prints() {
    let check = |name: &str, digest: &str| {
        let path = corpus().join(name);
        let map =
            conf::parse(&path, &fs::read(&path).unwrap(), &Disk).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(conf::digest(&map), format!("sha256:{digest}"), "{name}: {}", conf::json(&map));
    };
    check("accounts.conf", "9bb9bd29913d13d134e16e200a846a14724d25497e81f3244c3e42597986bc1d");
    check("cluster.conf", "551b6bb53031d3e9903a83acd30e675136d5d93850692311626cca62983dbda5");
    check("includes.conf", "77fffbc38bb91af6a2dabae1c40581f05f773e1eb764cc7bea7854cda9a3dcb3");
    check("json.conf", "2b4d8858ea53ba94a969b746cd672352cedaf25871931e9849c519352fe0628a");
    check("odd.conf", "61f8a4779d2f06bbec0659cd3308e1e260469831c3b2ac9927ea3207499c2e2d");
    check("operator.conf", "fa9824866d73ea4719be84e179e41606ce3ad1e0dcecdab3aac0f9595a35aef7");
}

#[test]
fn the_fuzz_corpus_is_harmless() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../fuzz/corpus/conf_text");
    let files: Vec<_> = fs::read_dir(seeds).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!files.is_empty());
    for file in files {
        roundtrip::check(&fs::read(file).unwrap());
    }
}
