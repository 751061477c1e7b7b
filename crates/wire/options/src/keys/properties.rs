//! Whatever a tree holds, reading it ends with options or with errors that say where they are.

use conf::{Date, Entry, Kind, Map, Position, Value};
use proptest::prelude::*;

use crate::Options;

/// Names that stand somewhere in a configuration, so that random trees reach deep into it.
const NAMES: [&str; 40] = [
    "accounts",
    "A",
    "$G",
    "users",
    "user",
    "pass",
    "nkey",
    "permissions",
    "publish",
    "allow",
    "allow_responses",
    "max",
    "exports",
    "imports",
    "service",
    "stream",
    "account",
    "subject",
    "to",
    "latency",
    "sampling",
    "authorization",
    "mappings",
    "dest",
    "weight",
    "tls",
    "certs",
    "cert_file",
    "handshake_first",
    "timeout",
    "listen",
    "port",
    "cluster",
    "routes",
    "leafnodes",
    "remotes",
    "urls",
    "proxy",
    "jetstream",
    "max_payload",
];

fn position() -> Position {
    Position { file: "t".into(), line: 1, column: 1 }
}

fn scalar() -> impl Strategy<Value = Kind> {
    let text = prop_oneof![".{0,8}", "[-+]?[0-9.]{0,20}[a-z%]{0,3}", "[a-z:@/.*>\\[\\]% ]{0,12}"];
    let number = prop_oneof![any::<i64>(), -5_i64..300];
    prop_oneof![
        any::<bool>().prop_map(Kind::Bool),
        number.prop_map(Kind::Int),
        any::<f64>().prop_map(Kind::Float),
        text.prop_map(Kind::String),
        Just(Kind::Date(Date { year: 2000, month: 1, day: 1, hour: 0, minute: 0, second: 0 })),
    ]
}

fn kind() -> impl Strategy<Value = Kind> {
    scalar().prop_recursive(6, 60, 6, |inner| {
        let value = inner.prop_map(|kind| Value { kind, position: position() });
        prop_oneof![
            prop::collection::vec(value.clone(), 0..4).prop_map(Kind::Array),
            map(value).prop_map(Kind::Map),
        ]
    })
}

fn map(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map> {
    let entry = (prop::sample::select(NAMES.as_slice()), value, any::<bool>());
    let entry =
        entry.prop_map(|(key, value, used)| Entry { key: key.into(), position: position(), value, used });
    prop::collection::vec(entry, 0..6).prop_map(|entries| entries.into_iter().collect())
}

proptest! {
    #[test]
    fn no_tree_breaks_it(map in map(kind().prop_map(|kind| Value { kind, position: position() }))) {
        match Options::from_config(&map) {
            Ok(loaded) => prop_assert_eq!(loaded.options.config_digest, Some(conf::digest(&map))),
            Err(errors) => {
                prop_assert!(!errors.is_empty());
                let with_place = errors.iter().all(|error| error.position.as_deref() == Some("t:1:1"));
                prop_assert!(with_place, "{:?}", errors);
            }
        }
    }
}
