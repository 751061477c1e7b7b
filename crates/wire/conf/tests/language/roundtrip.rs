//! What must hold for any text at all. The fuzz target `conf_text` uses this file as well.

use std::io;
use std::path::Path;

use conf::{Kind, Map, Nothing, Source, Value};

/// Reads a text made of several files, with a line `---` between them: the first is the configuration, the others
/// can be included as `1`, `2`, …. Every environment variable holds the text of the last file.
///
/// Whatever comes of it, nothing panics; and what was understood must be the same after printing.
pub(crate) fn check(data: &[u8]) {
    let files = Files(split(data));
    let Some(main) = files.0.first() else { return };
    let Ok(map) = conf::parse("0".as_ref(), main, &files) else { return };
    if printable(&map) {
        let printed = map.to_string();
        let again =
            conf::parse("0".as_ref(), printed.as_bytes(), &Nothing).expect("printed text is readable");
        assert_eq!(conf::json(&map), conf::json(&again), "{printed}");
    }
}

/// Whether all keys can be quoted.
pub(crate) fn printable(map: &Map) -> bool {
    map.iter()
        .all(|entry| !(entry.key.contains('"') && entry.key.contains('\'')) && printable_value(&entry.value))
}

fn printable_value(value: &Value) -> bool {
    match &value.kind {
        Kind::Map(map) => printable(map),
        Kind::Array(values) => values.iter().all(printable_value),
        _ => true,
    }
}

struct Files<'a>(Vec<&'a [u8]>);

impl Source for Files<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        let number = path.to_str().and_then(|name| name.parse::<usize>().ok());
        let file = number.and_then(|number| self.0.get(number));
        file.map(|text| text.to_vec()).ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn env(&self, name: &str) -> Option<String> {
        let text = self.0.last().filter(|_| !name.is_empty())?;
        Some(String::from_utf8_lossy(text).into_owned())
    }
}

fn split(mut data: &[u8]) -> Vec<&[u8]> {
    const BETWEEN: &[u8] = b"\n---\n";
    let mut files = Vec::new();
    while let Some(at) = data.windows(BETWEEN.len()).position(|window| window == BETWEEN) {
        let (file, rest) = data.split_at(at + 1);
        files.push(file);
        data = rest.get(BETWEEN.len() - 1..).unwrap_or_default();
    }
    files.push(data);
    files
}
