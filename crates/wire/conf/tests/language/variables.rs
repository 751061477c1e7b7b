//! `$name`: where it is looked for and what it brings.

use crate::sources::Sources;

fn check(text: &str, outcome: &str) {
    let sources = Sources::default()
        .variable("WORD", "hello")
        .variable("PORT", "4333")
        .variable("QUOTED", "\"4333\"")
        .variable("LIST", "[a, b]")
        .variable("EMPTY", "")
        .variable("TWO", "a b")
        .variable("OPEN", "{")
        .variable("NEXT", "\n4222")
        .variable("MORE", "1\nrest: $WORD")
        .variable("CHAIN", "[ $WORD, $PORT ]")
        .variable("SELF", "$SELF")
        .variable("PING", "[$PONG]")
        .variable("PONG", "{p: $PING}")
        .variable("FILE", "$a")
        .variable("a", "from the environment, quoted: no");
    assert_eq!(sources.file("t", text).outcome("t"), outcome, "{text:?}");
}

#[test]
fn entries_above_in_this_and_enclosing_maps() {
    check("x: 1\ny: $x", r#"{"x":1,"y":1}"#);
    check("x: {u: [1 ]}\ny: [$x]", r#"{"x":{"u":[1]},"y":[{"u":[1]}]}"#);
    check("x: 1\ny {z: $x}", r#"{"x":1,"y":{"z":1}}"#);
    check("x: 1\ny {x: 2, z: $x}", r#"{"x":1,"y":{"x":2,"z":2}}"#);
    check("x: 1\ny [{z: $x}]", r#"{"x":1,"y":[{"z":1}]}"#);
    check("x: 1\nx: [$x, $x]", r#"{"x":[1,1]}"#);
    check("{x: 1\ny: $x}", r#"{"x":1,"y":1}"#);
    check("WORD: 1\ny: $WORD", r#"{"WORD":1,"y":1}"#);
}

#[test]
fn not_below_not_inside_others_not_in_another_case() {
    let unknown = |place, name: &str| {
        format!("t:{place}: variable {name:?} is neither set above in this file nor in the environment")
    };
    check("y: $x\nx: 1", &unknown("1:4", "x"));
    check("y {x: 1}\nz: $x", &unknown("2:4", "x"));
    check("X: 1\ny: $x", &unknown("2:4", "x"));
    check("x {y: 1}\nz: $x.y", &unknown("2:4", "x.y"));
    check("x: 1\ny: ${x}", &unknown("2:4", "{x"));
    check("y: $", &unknown("1:4", ""));
    check("x {y: $x}", &unknown("1:7", "x"));
}

#[test]
fn what_is_no_reference() {
    check("x: 1\ny: \"$x\"\nz: '$x'\nw: b$x\nv: $x'", r#"{"v":"$x","w":"b$x","x":1,"y":"$x","z":"$x"}"#);
    check("p: $2a$11$ab.cd/ef", r#"{"p":"$2a$11$ab.cd/ef"}"#);
    check("p [$2a$11$x, $2a$11$y]", r#"{"p":["$2a$11$x","$2a$11$y"]}"#);
    check("$x: 1\ny: $$x", r#"{"$x":1,"y":1}"#);
}

#[test]
fn the_environment_is_read_like_a_value() {
    check("x: $WORD", r#"{"x":"hello"}"#);
    check("x: $PORT\ny: $QUOTED", r#"{"x":4333,"y":"4333"}"#);
    check("x: $LIST\ny: $EMPTY", r#"{"x":["a","b"],"y":""}"#);
    check("x: $CHAIN", r#"{"x":["hello",4333]}"#);
    check("x: $MORE", r#"{"x":1}"#);
}

#[test]
fn what_the_environment_may_not_hold() {
    check(
        "x: $TWO",
        "$TWO:1:3: expected a new line, `;` or `,` after the value, found \"b\" (reached from t:1:4)",
    );
    check("x: $OPEN", "$OPEN:1:2: the text ends inside the map that opens at $OPEN:1:1 (reached from t:1:4)");
    check(
        "x: $NEXT",
        "$NEXT:1:1: expected a value on the same line, found the end of the line (reached from t:1:4)",
    );
    check("x: $SELF", "$SELF:1:1: environment variable \"SELF\" refers to itself (reached from t:1:4)");
    check(
        "x: $PING",
        "$PONG:1:5: environment variable \"PING\" refers to itself (reached from $PING:1:2) (reached from t:1:4)",
    );
}

#[test]
fn an_environment_value_sees_only_the_environment() {
    check(
        "a: 1\nx: $FILE",
        "$a:1:6: expected a new line, `;` or `,` after the value, found \"the\" (reached from $FILE:1:1) (reached from t:2:4)",
    );
}

#[test]
fn an_entry_that_was_referred_to_is_marked() {
    let map = Sources::default().file("t", "x: 1\nX: 2\ny {z: 3, w: $z, v: $x}").parse("t").unwrap();
    let used = |map: &conf::Map| map.iter().map(|entry| (entry.key.clone(), entry.used)).collect::<Vec<_>>();
    let named =
        |list: &[(&str, bool)]| list.iter().map(|&(key, used)| (key.into(), used)).collect::<Vec<_>>();
    assert_eq!(used(&map), named(&[("x", true), ("X", false), ("y", false)]));
    assert_eq!(
        used(map.get("y").unwrap().as_map().unwrap()),
        named(&[("z", true), ("w", false), ("v", false)])
    );
}

#[test]
fn the_value_has_the_place_of_the_reference() {
    let map = Sources::default().file("t", "x: [1 ]\ny:   $x").parse("t").unwrap();
    let value = map.get("y").unwrap();
    assert_eq!(value.position.to_string(), "t:2:6");
    assert_eq!(value.as_array().unwrap()[0].position.to_string(), "t:1:5");
}
