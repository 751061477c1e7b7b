//! What a subscription behind imports subscribes to in front of them.

use subject::Subject;

use crate::{Directory, fixture};

/// The shadows of `filter` as `account filter`, for the subscriber A.
#[track_caller]
fn check(imports: &str, filter: &str, expected: &[&str]) {
    let text = format!("A user a\nB user b\nC user c\nB exports stream >\nC exports stream >\n{imports}");
    let directory = Directory::build(&fixture::options(&text)).unwrap();
    let account = directory.account(directory.find("A").unwrap()).unwrap();
    let filter: Subject = filter.parse().unwrap();
    let found: Vec<String> = account
        .shadows(&filter)
        .map(|shadow| {
            let exporter = directory.account(shadow.import.from()).unwrap();
            format!("{} {}", exporter.name(), shadow.filter)
        })
        .collect();
    assert_eq!(found, expected, "{filter} behind {imports}");
}

#[test]
fn without_a_local_name() {
    let imports = "A imports stream foo.* from B";
    check(imports, "foo.*", &["B foo.*"]);
    check(imports, ">", &["B foo.*"]);
    check(imports, "foo.>", &["B foo.*"]);
    check(imports, "*.bar", &["B foo.bar"]);
    check(imports, "*.>", &["B foo.*"]);
    check(imports, "foo.bar", &["B foo.bar"]);
    check(imports, "foo", &[]);
    check(imports, "bar.*", &[]);
    check(imports, "foo.*.*", &[]);
    check("A imports stream > from B", "a.*.b", &["B a.*.b"]);
    check("A imports stream a.*.c from B", "*.b.>", &["B a.b.c"]);
    check("A imports stream a.*.> from B", "*.b.>", &["B a.b.>"]);
}

#[test]
fn behind_a_prefix() {
    let imports = "A imports stream puba.> from B prefix from_a";
    check(imports, "from_a.puba.>", &["B puba.>"]);
    check(imports, "from_a.>", &["B puba.>"]);
    check(imports, "*.puba.x.*", &["B puba.x.*"]);
    check(imports, "from_a.puba.x", &["B puba.x"]);
    check(imports, "puba.>", &[]);
    check(imports, "from_a.*", &[]);
}

#[test]
fn behind_reordered_wildcards() {
    let imports = "A imports stream s.*.*.> from B as t.$2.x.$1.>";
    check(imports, "t.>", &["B s.*.*.>"]);
    check(imports, "t.b.>", &["B s.*.b.>"]);
    check(imports, "t.*.x.a.*", &["B s.a.*.*"]);
    check(imports, "*.b.*.a.c", &["B s.a.b.c"]);
    check(imports, "t.b.y.>", &[]);
}

#[test]
fn behind_a_literal() {
    let imports = "A imports stream s from B as t.u";
    check(imports, "t.*", &["B s"]);
    check(imports, "t.u", &["B s"]);
    check(imports, "s", &[]);
}

#[test]
fn of_several_imports() {
    let imports =
        "A imports stream foo.* from B\nA imports stream *.bar from B\nA imports stream foo.bar from C";
    check(imports, "foo.bar", &["B foo.bar", "B foo.bar", "C foo.bar"]);
    check(imports, ">", &["B foo.*", "B *.bar", "C foo.bar"]);
    check(imports, "foo.x", &["B foo.x"]);
}

#[test]
fn what_arrives_is_called_as_the_import_says() {
    let text = "A user a\nB user b\nB exports stream >\nA imports stream s.*.*.> from B as t.$2.$1.>\n\
                A imports stream p.> from B prefix x\nA imports stream l from B as m\nA imports stream n.* from B";
    let directory = Directory::build(&fixture::options(text)).unwrap();
    let imports = directory.account(directory.find("A").unwrap()).unwrap().stream_imports();
    let mut scratch = Vec::new();
    for (at, remote, local) in [
        (0, "s.a.b.c.d", Some("t.b.a.c.d")),
        (0, "s.a.b", None),
        (1, "p.q", Some("x.p.q")),
        (2, "l", Some("m")),
        (3, "n.o", Some("n.o")),
    ] {
        let found = imports[at].to_local(remote.as_bytes(), &mut scratch);
        assert_eq!(found, local.map(str::as_bytes), "{remote}");
    }
}
