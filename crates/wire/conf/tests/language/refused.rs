//! Texts that are refused, and what is said about them.

use crate::sources::Sources;

fn check(text: &str, message: &str) {
    assert_eq!(Sources::default().file("t", text).outcome("t"), format!("t:{message}"), "{text:?}");
}

#[test]
fn no_key() {
    check(": 1", "1:1: expected a key, found \":\"");
    check("a: 1\n = 2", "2:2: expected a key, found \"=\"");
    check("a: 1;; b: 2", "1:6: expected a key, found \";\"");
    check("x {a: 1,, b: 2}", "1:9: expected a key, found \",\"");
    check(";port: 1", "1:1: expected a key, found \";port:\"");
    check("[1]", "1:1: expected a key, found \"[1]\"");
    check("x { {a: 1} }", "1:5: expected a key, found \"{a:\"");
    check("x { ] }", "1:5: expected a key, found \"]\"");
    check("/ c\na: 1", "1:1: expected a key, or a comment with two slashes, found \"/\"");
    check("x { / c\n}", "1:5: expected a key, or a comment with two slashes, found \"/\"");
}

#[test]
fn no_value() {
    check("a:\n1", "1:3: expected a value on the same line, found the end of the line");
    check("a", "1:2: expected a value, found the end of the text");
    check("a\n\n", "3:1: expected a value, found the end of the text");
    check("x {a: }", "1:7: expected a value, found \"}\"");
    check("x {a}", "1:6: expected a value, found the end of the text");
    check("x {a: , b: 1}", "1:7: expected a value, found \",\"");
    check("x {a:", "1:6: expected a value, found the end of the text");
    check("a: .5", "1:4: expected a value (a number starts with a digit), found \".5\"");
}

#[test]
fn something_behind_a_value() {
    check("a: b c", "1:6: expected a new line, `;` or `,` after the value, found \"c\"");
    check("a: \"b\"c", "1:7: expected a new line, `;` or `,` after the value, found \"c\"");
    check("a: 1 / c", "1:6: expected a new line, `;` or `,` after the value, found \"/\"");
    check("a: 1 MB", "1:6: expected a new line, `;` or `,` after the value, found \"MB\"");
    check("a: 1.5s", "1:7: expected a new line, `;` or `,` after the value, found \"s\"");
    check("a: -5s", "1:6: expected a new line, `;` or `,` after the value, found \"s\"");
    check("a: [b c]", "1:7: expected `,`, a new line or `]` after the element, found \"c]\"");
    check("a: [b; c]", "1:6: expected `,`, a new line or `]` after the element, found \";\"");
    check("x {a 'c' d: e}", "1:10: expected `,`, `;`, a new line or `}` after the value, found \"d:\"");
    check("x {a: 1}b", "1:9: expected a new line, `;` or `,` after the value, found \"b\"");
    check("{{a: 1} b: 2}", "1:9: expected `,`, `;` or `}` after the inner braces, found \"b:\"");
}

#[test]
fn arrays() {
    check("a: [,]", "1:5: expected an element or `]`, found \",]\"");
    check("a: [1,,2]", "1:7: expected an element or `]`, found \",2]\"");
    check("a: [ b # c\n, d ]", "2:1: expected an element or `]`, found \",\"");
    check("a: [1, 2]", "1:9: expected a blank or `,` between the number and `]`, found \"]\"");
    check("a: [ / ]", "1:6: expected an element, or a comment with two slashes, found \"/\"");
}

#[test]
fn what_is_never_closed() {
    check("a: [\n1", "2:2: the text ends inside the array that opens at t:1:4");
    check("a: [\n", "2:1: the text ends inside the array that opens at t:1:4");
    check("a: {\nb: 1\n", "3:1: the text ends inside the map that opens at t:1:4");
    check("a: {\nb: 1", "2:5: the text ends inside the map that opens at t:1:4");
    check("{a: 1", "1:6: the text ends inside the brace that opens at t:1:1");
    check("{{a: 1}", "1:8: the text ends inside the brace that opens at t:1:1");
    check("a: \"b\\\"", "1:8: the text ends inside the quote that opens at t:1:4");
    check("a: 'b", "1:6: the text ends inside the quote that opens at t:1:4");
    check("'a: b", "1:6: the text ends inside the quote that opens at t:1:1");
    check("a: 1\n\"", "2:2: the text ends inside the quote that opens at t:2:1");
    check("a: (b)", "1:7: the text ends inside the block that opens at t:1:4");
    check("a: (\r\nb\r\n)\r\n", "4:1: the text ends inside the block that opens at t:1:4");
}

#[test]
fn braces_that_close_nothing() {
    let message = "expected a key (this brace closes nothing), found";
    check("}}", &format!("1:1: {message} \"}}}}\""));
    check("a: 1\n}\n}\n", &format!("2:1: {message} \"}}\""));
    check("} # c", &format!("1:1: {message} \"}}\""));
    check("a: 1}}}", &format!("1:6: {message} \"}}}}\""));
}

#[test]
fn numbers() {
    check("a: 9223372036854775808", "1:4: \"9223372036854775808\" is too large for a number");
    check("a: -9223372036854775809", "1:4: \"-9223372036854775809\" is too large for a number");
    check("a: 9eb", "1:4: \"9eb\" is too large for a number");
    check("a: -10e", "1:4: \"-10e\" is too large for a number");
    check(
        &format!("a: {}.0", "9".repeat(400)),
        &format!("1:4: {:?} is too large for a number", "9".repeat(400) + ".0"),
    );
    let sizes = "sizes are k, m, g, t, p, e, alone or followed by b, i or ib";
    check("a: 1kbb\nport: 1", &format!("1:4: \"kbb\" in \"1kbb\" is no size: {sizes}"));
    check("a: 1Kbi", &format!("1:4: \"Kbi\" in \"1Kbi\" is no size: {sizes}"));
    check("a: 1e3", "1:6: expected the end of the size, found \"3\"");
    check(
        "a: -",
        "1:5: expected a digit (text that begins with `-` needs quotes), found the end of the text",
    );
    check("a: -x", "1:5: expected a digit (text that begins with `-` needs quotes), found \"x\"");
    check(
        "a: 1.",
        "1:6: expected a digit after the point (text that begins like a number needs quotes), found the end of the text",
    );
    check(
        "a: 1.x",
        "1:6: expected a digit after the point (text that begins like a number needs quotes), found \"x\"",
    );
}

#[test]
fn dates() {
    let no_date = |text| {
        format!(
            "1:4: {text:?} is neither a number nor a date such as 2006-01-02T15:04:05Z; put text into quotes"
        )
    };
    check("a: 2016-05-04", &no_date("2016-05-04"));
    check("a: 2016-13-04T18:53:41Z", &no_date("2016-13-04T18:53:41Z"));
    check("a: 12-34, b: 1", &no_date("12-34,"));
    check("a: 2016-", &no_date("2016-"));
}

#[test]
fn escapes() {
    let only = "is no escape: only \\xHH, \\t, \\n, \\r, \\\" and \\\\ are";
    check("a: \"\\q\"", &format!("1:5: \\q {only}"));
    check("a: \\'", &format!("1:4: \\' {only}"));
    check("a: \"\\x4\"", &format!("1:5: \\x4\" {only}"));
    check("a: \"\\\n\"", &format!("1:5: \\  {only}"));
    check("a: b\\", &format!("1:5: \\ {only}"));
}

#[test]
fn bytes() {
    check("a: 1\nb\0: 2", "2:2: a NUL byte");
    check("\u{feff}a: 1", "1:1: the file starts with a byte order mark; save it without");
    let outcome = |text: &[u8]| Sources::default().file("t", text).outcome("t");
    assert_eq!(outcome(b"a: \"caf\xe9\""), "t:1:4: text that is not UTF-8");
    assert_eq!(outcome(b"caf\xe9: 1"), "t:1:1: text that is not UTF-8");
    assert_eq!(outcome(b"a: \\xff"), "t:1:4: text that is not UTF-8");
}
