//! `include`: which file, which entries, which loops.

use crate::sources::Sources;

#[test]
fn entries_land_where_the_keyword_stands() {
    let sources = Sources::default()
        .file("/etc/n/main", "a: 1\ninclude inc\nb: $c\nx { include \"sub/inc\"; y: 1 }")
        .file("/etc/n/inc", "a: 2\nc: 3\n")
        .file("/etc/n/sub/inc", "{ include ../inc }");
    assert_eq!(sources.outcome("/etc/n/main"), r#"{"a":2,"b":3,"c":3,"x":{"a":2,"c":3,"y":1}}"#);
    let map = sources.parse("/etc/n/main").unwrap();
    assert_eq!(map.entry("c").unwrap().position.to_string(), "/etc/n/inc:2:1");
    assert_eq!(map.entry("b").unwrap().value.position.to_string(), "/etc/n/main:3:4");
    assert!(map.entry("c").unwrap().used);
}

#[test]
fn the_keyword_and_the_name() {
    let check = |text: &str, outcome: &str| {
        let sources =
            Sources::default().file("t", text).file("inc", "i: 1").file("1", "i: 2").file("a,b", "i: 3");
        assert_eq!(sources.outcome("t"), outcome, "{text:?}");
    };
    check("include inc", r#"{"i":1}"#);
    check("INCLUDE \t 'inc'", r#"{"i":1}"#);
    check("include inc'\na: 1", r#"{"a":1,"i":1}"#);
    check("include ./inc # c", r#"{"i":1}"#);
    check("include /inc", r#"{"i":1}"#);
    check("x {include inc}", r#"{"x":{"i":1}}"#);
    check("include inc; include a,b", r#"{"i":3}"#);
    check("include \"1\"", r#"{"i":2}"#);
    check("include: inc", r#"{"include":"inc"}"#);
    check("\"include\" inc", r#"{"include":"inc"}"#);
    let expected =
        "expected the name of a file to include (quote it if it begins with a digit or a sign), found";
    check("include 1", &format!("t:1:9: {expected} \"1\""));
    check("include {", &format!("t:1:9: {expected} \"{{\""));
    check("include\ninc", &format!("t:1:8: {expected} the end of the line"));
    check("include ", &format!("t:1:9: {expected} the end of the text"));
    check("include inc inc", "t:1:13: expected a new line, `;` or `,` after the value, found \"inc\"");
    check("include other", "t:1:1: cannot include \"other\": entity not found");
}

#[test]
fn an_included_file_sees_only_its_own_variables() {
    let sources =
        Sources::default().file("t", "a: 1\ninclude inc").file("inc", "b: $a").variable("HOME", "h");
    assert_eq!(
        sources.outcome("t"),
        "inc:1:4: variable \"a\" is neither set above in this file nor in the environment (reached from t:2:1)"
    );
    let sources = sources.file("inc", "c: 1\nb: [$c, $HOME]");
    assert_eq!(sources.outcome("t"), r#"{"a":1,"b":[1,"h"],"c":1}"#);
}

#[test]
fn errors_name_the_file_and_the_way_there() {
    let sources =
        Sources::default().file("t", "x {\n include a\n}").file("a", "\ninclude b").file("b", "c: d e");
    assert_eq!(
        sources.outcome("t"),
        "b:1:6: expected a new line, `;` or `,` after the value, found \"e\" (reached from a:2:1) (reached from t:2:2)"
    );
}

#[test]
fn loops_are_printed() {
    let sources = Sources::default()
        .file("/n/t", "include a")
        .file("/n/a", "include sub/b")
        .file("/n/sub/b", "include ../sub/../a")
        .file("/n/self", "include ./self");
    assert_eq!(
        sources.outcome("/n/t"),
        "/n/sub/b:1:1: loop of includes: /n/a -> /n/sub/b -> /n/a (reached from /n/a:1:1) (reached from /n/t:1:1)"
    );
    assert_eq!(sources.outcome("/n/self"), "/n/self:1:1: loop of includes: /n/self -> /n/self");
}
