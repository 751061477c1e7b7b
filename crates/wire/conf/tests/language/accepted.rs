//! Texts and what they mean.

use crate::sources::Sources;

fn check(text: &str, json: &str) {
    assert_eq!(Sources::default().file("t", text).outcome("t"), json, "{text:?}");
}

#[test]
fn keys_and_separators() {
    check("port: 4222", r#"{"port":4222}"#);
    check("port = 4222", r#"{"port":4222}"#);
    check("port 4222", r#"{"port":4222}"#);
    check("port:4222", r#"{"port":4222}"#);
    check("a: 1; b: 2, c: 3\nd: 4\r\ne: 5\rf: 6", r#"{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6}"#);
    check("\"a b\": 1\n'c:d' 2\n\"e\nf\"=3", r#"{"a b":1,"c:d":2,"e\nf":3}"#);
    check("cluster{name:c}", r#"{"cluster{name":"c"}"#);
    check("a'b\"c: 1", r#"{"a'b\"c":1}"#);
    check("Port: 1\nport: 2\nport: 3", r#"{"Port":1,"port":3}"#);
    check("include: x\nInclude=y", r#"{"Include":"y","include":"x"}"#);
    check("é\u{a0}\u{2028}1", r#"{"é":1}"#);
}

#[test]
fn a_new_line_may_stand_between_key_and_value_unless_a_separator_does() {
    check("port\n4222", r#"{"port":4222}"#);
    check("port\n\n:4222", r#"{"port":4222}"#);
    check("cluster\n{\nname\n:\nc\n}", r#"{"cluster":{"name":"c"}}"#);
}

#[test]
fn empty_values() {
    check("a:", r#"{"a":""}"#);
    check("a: , b: 1", r#"{"a":"","b":1}"#);
    check("a ; b: 1", r#"{"a":"","b":1}"#);
    check("{a: }", r#"{"a":""}"#);
    check("x {a: ; b: 1}", r#"{"x":{"a":"","b":1}}"#);
    check("a: \"\"\nb: ''", r#"{"a":"","b":""}"#);
}

#[test]
fn comments() {
    check("# c\n// c\na: 1 # c\nb: 2 // c\n#", r#"{"a":1,"b":2}"#);
    check("x { # c\n // c\n a: 1 # c\n b: 2 // c\n }", r#"{"x":{"a":1,"b":2}}"#);
    check("x [ # c\n 1 # c\n 2 // c\n ] # c", r#"{"x":[1,2]}"#);
    check("a: b#c\nd: #e\nf: //g\nh: i//j", r##"{"a":"b#c","d":"#e","f":"//g","h":"i//j"}"##);
    check("10#c: 10#c", r##"{"10#c":"10#c"}"##);
}

#[test]
fn braces_around_everything() {
    check("{}", "{}");
    check("", "{}");
    check(" \n# c", "{}");
    check("}", "{}");
    check("{", "{}");
    check("{a: 1}", r#"{"a":1}"#);
    check("{\"a\": 1, \"b\": {\"c\": [\"d\", true]}}", r#"{"a":1,"b":{"c":["d",true]}}"#);
    check("{{a: 1}}", r#"{"a":1}"#);
    check("{{a: 1}\n, b: 2}", r#"{"a":1,"b":2}"#);
    check("{{a: 1} # c\n b: 2}", r#"{"a":1,"b":2}"#);
    check("{a: 1} {b: 2}", r#"{"a":1,"b":2}"#);
    check("{a: 1\n", r#"{"a":1}"#);
    check("a: 1}", r#"{"a":1}"#);
    check("a: 1}}", r#"{"a":1}"#);
    check("a: {}}", r#"{"a":{}}"#);
    check("a: 1\n}\n", r#"{"a":1}"#);
    check("a: 1} b: 2", r#"{"a":1,"b":2}"#);
}

#[test]
fn maps_and_arrays() {
    check("a {}\nb []\nc {d {e {}}}", r#"{"a":{},"b":[],"c":{"d":{"e":{}}}}"#);
    check("a {b: 1, c: 2,}", r#"{"a":{"b":1,"c":2}}"#);
    check("a {b: 1; c: 2;}", r#"{"a":{"b":1,"c":2}}"#);
    check("a {\"b\": 'c'\nd: e}", r#"{"a":{"b":"c","d":"e"}}"#);
    check("a [b, c,]", r#"{"a":["b","c"]}"#);
    check("a [\nb\n\n\nc\n]", r#"{"a":["b","c"]}"#);
    check("a [[1, 2 ], {b: 1}, [[]]]", r#"{"a":[[1,2],{"b":1},[[]]]}"#);
    check(
        "a: [1k]\nb: [1k ]\nc: [-1]\nd: [1.5]\ne: [127.0.0.1]",
        r#"{"a":["1k"],"b":[1000],"c":[-1],"d":[1.5],"e":["127.0.0.1"]}"#,
    );
}

#[test]
fn bare_words() {
    check("a: b'\nc: x\"y\nd: e\\tf\\x41\\\\\\\"", r#"{"a":"b","c":"x\"y","d":"e\tfA\\\""}"#);
    check(
        "a: true, b: YES, c: On, d: false, e: no, f: OFF",
        r#"{"a":true,"b":true,"c":true,"d":false,"e":false,"f":false}"#,
    );
    check("a: true'\nb: tru\\x65\nc: truex", r#"{"a":"true","b":"true","c":"truex"}"#);
    check(
        "a: foo.*.>\nb: nats://u:p@h:1\nc: x(y)",
        r#"{"a":"foo.*.\u003e","b":"nats://u:p@h:1","c":"x(y)"}"#,
    );
    check("a: x\u{b}y\u{a0}z\nb: é", "{\"a\":\"x\\u000by\u{a0}z\",\"b\":\"é\"}");
    check("a: :=b", r#"{"a":":=b"}"#);
}

#[test]
fn quoted_strings() {
    check(r#"a: "\t\n\r\"\\\x41\xc3\xa9""#, r#"{"a":"\t\n\r\"\\Aé"}"#);
    check("a: \"x\ny\"\nb: 'x\n\\n\"y'", r#"{"a":"x\ny","b":"x\n\\n\"y"}"#);
}

#[test]
fn blocks() {
    check("a (\nx\n y )\n) z\n)\nb: 1", r#"{"a":"\nx\n y )\n) z\n","b":1}"#);
    check("a: (x\n)", r#"{"a":"x\n"}"#);
    check("a: (\n)", r#"{"a":"\n"}"#);
    check("a: {b: (\n)\n}", r#"{"a":{"b":"\n"}}"#);
}

#[test]
fn numbers() {
    check(
        "a: 010\nb: -0\nc: -12\nd: 9223372036854775807\ne: -9223372036854775808",
        r#"{"a":10,"b":0,"c":-12,"d":9223372036854775807,"e":-9223372036854775808}"#,
    );
    check("a: 1.50\nb: -0.5\nc: 0.0000001\nd: 10.0", r#"{"a":1.5,"b":-0.5,"c":1e-7,"d":10}"#);
    check("a: 1000000000000000000000000.5", r#"{"a":1e+24}"#);
    check(
        "a: 1k\nb: 1K\nc: 1kb\nd: 1Ki\ne: 1KiB\nf: -2k",
        r#"{"a":1000,"b":1000,"c":1024,"d":1024,"e":1024,"f":-2000}"#,
    );
    check("a: 1m\nb: 1mb\nc: 1g\nd: 1GB", r#"{"a":1000000,"b":1048576,"c":1000000000,"d":1073741824}"#);
    check(
        "a: 1t\nb: 1tb\nc: 1p\nd: 1pb",
        r#"{"a":1000000000000,"b":1099511627776,"c":1000000000000000,"d":1125899906842624}"#,
    );
    check("a: 1e\nb: 7eb", r#"{"a":1000000000000000000,"b":8070450532247928832}"#);
}

#[test]
fn words_that_begin_like_numbers() {
    check("a: 1h\nb: 10ms\nc: 5min\nd: 1b\ne: 2bk", r#"{"a":"1h","b":"10ms","c":"5min","d":"1b","e":"2bk"}"#);
    check("a: 0x10\nb: +1\nc: 1_000", r#"{"a":"0x10","b":"+1","c":"1_000"}"#);
    check(
        "a: 127.0.0.1\nb: 127.0.0.1:4222\nc: 1.2.3-4.5\nd: -1.2.3",
        r#"{"a":"127.0.0.1","b":"127.0.0.1:4222","c":"1.2.3-4.5","d":"-1.2.3"}"#,
    );
    check("a: 1\\n\nb: 1a\\n\nc: 12]x\nd: 1'x'", r#"{"a":"1\\n","b":"1a\n","c":"12]x","d":"1'x"}"#);
    check("a: 1é\nb: 1kx", r#"{"a":"1é","b":"1kx"}"#);
}

#[test]
fn dates() {
    check(
        "a: 2016-05-04T18:53:41Z\nb: [2016-05-04T18:53:41Z]",
        r#"{"a":"2016-05-04T18:53:41Z","b":["2016-05-04T18:53:41Z"]}"#,
    );
}

#[test]
fn bytes_that_are_not_text_may_stand_in_comments() {
    let outcome = Sources::default().file("t", b"# caf\xe9\na: 1 // \xff\n".as_slice()).outcome("t");
    assert_eq!(outcome, r#"{"a":1}"#);
}

#[test]
fn places_are_those_of_the_text() {
    let map = Sources::default().file("t", "# c\n  a: [\n 1,  b]\n\"c\" {\n\td 5 }").parse("t").unwrap();
    let place = |line, column| format!("t:{line}:{column}");
    let a = map.entry("a").unwrap();
    assert_eq!((a.position.to_string(), a.value.position.to_string()), (place(2, 3), place(2, 6)));
    let elements = a.value.as_array().unwrap();
    assert_eq!(
        elements.iter().map(|e| e.position.to_string()).collect::<Vec<_>>(),
        [place(3, 2), place(3, 6)]
    );
    let c = map.entry("c").unwrap();
    assert_eq!((c.position.to_string(), c.value.position.to_string()), (place(4, 1), place(4, 5)));
    let d = c.value.as_map().unwrap().entry("d").unwrap();
    assert_eq!((d.position.to_string(), d.value.position.to_string()), (place(5, 2), place(5, 4)));
}
