//! What transforms make, case by case.

use super::*;

fn apply(transform: &Transform, subject: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    transform.apply(subject, &mut || 17, &mut out).then_some(out)
}

#[track_caller]
fn check(source: &str, destination: &str, cases: &[(&str, &str)]) {
    let transform = Transform::new(&source.parse().unwrap(), destination.as_bytes()).unwrap();
    for (subject, expected) in cases {
        let found = apply(&transform, subject.as_bytes()).map(|out| String::from_utf8(out).unwrap());
        assert_eq!(found.as_deref(), Some(*expected), "{source} to {destination}: {subject}");
    }
}

#[track_caller]
fn check_none(source: &str, destination: &str, subjects: &[&str]) {
    let transform = Transform::new(&source.parse().unwrap(), destination.as_bytes()).unwrap();
    for subject in subjects {
        assert_eq!(apply(&transform, subject.as_bytes()), None, "{source} to {destination}: {subject}");
    }
}

#[track_caller]
fn check_error(source: &str, destination: &str, expected: &str) {
    let error = Transform::new(&source.parse().unwrap(), destination.as_bytes()).unwrap_err();
    assert_eq!(error.to_string(), expected, "{source} to {destination}");
}

#[test]
fn tokens_move() {
    check("a", "b", &[("a", "b")]);
    check("a.*", "b", &[("a.x", "b")]);
    check("a.*", "b.$1", &[("a.hello", "b.hello")]);
    check("a.*", "$1", &[("a.q", "q")]);
    check("a.*.*", "b.$2.$1", &[("a.x.y", "b.y.x"), ("a.*.*", "b.*.*"), ("a.x.*", "b.*.x")]);
    check("a.*", "b.{{wildcard(1)}}.$1.lit.{{ Wildcard(1) }}", &[("a.q", "b.q.q.lit.q")]);
    check("a.>", "b.c.>", &[("a.x.y", "b.c.x.y"), ("a.x", "b.c.x"), ("a.>", "b.c.>")]);
    check("a.*.>", "b.$1.>", &[("a.x.y.z", "b.x.y.z")]);
    check("a.*.>", "b.>", &[("a.x.y.z", "b.y.z")]);
    check(">", "b.>", &[("a.x", "b.a.x")]);
    check("a.>", ">", &[("a.x.y", "x.y")]);
    check("a.*x", "b", &[("a.*x", "b")]);
    check_none("a.*", "b", &["a", "a.", "a.x.y", "b.x", "", "a..x"]);
    check_none("a.>", "b.>", &["a", "a.", "a.x.", "a..x", ".a"]);
    check_none("a.*x", "b", &["a.yx"]);
}

#[test]
fn text_that_only_looks_like_a_function() {
    check("a.*", "b.$x", &[("a.q", "b.$x")]);
    check("a.*", "b.$1x", &[("a.q", "b.$1x")]);
    check("a", "b.$x", &[("a", "b.$x")]);
    check("a.*", "b.{{}}", &[("a.q", "b.{{}}")]);
    check("a.*", "b.x{{wildcard(1)}}", &[("a.q", "b.x{{wildcard(1)}}")]);
    check("a.*", "b.{{wildcard(1.0)}}", &[("a.q", "b.{{wildcard(1.0)}}")]);
}

#[test]
fn an_index_below_one_is_the_first_token() {
    check("a.*", "b.$0", &[("a.x", "b.a")]);
    check("a.*", "b.{{wildcard(-1)}}", &[("a.x", "b.a")]);
    check("a.>", "b.$0.>", &[("a.x", "b.a.x")]);
    check("a.*.*", "b.{{partition(5,0)}}", &[("a.x.y", "b.0")]);
}

#[test]
fn partitions() {
    check("a.*", "b.{{partition(5)}}", &[("a.hello", "b.1"), ("a.b", "b.2"), ("a.c", "b.1")]);
    check("a.*", "b.{{partition(5,1)}}", &[("a.hello", "b.3"), ("a.a", "b.0"), ("a.b", "b.2")]);
    check("a.*.*", "b.{{partition(5,1,2)}}", &[("a.hello.x", "b.4"), ("a.a.b", "b.1"), ("a.ab.c", "b.1")]);
    check("a.*.*", "b.{{partition(5,2,1)}}", &[("a.hello.x", "b.3"), ("a.a.b", "b.3"), ("a.ab.c", "b.0")]);
    check("a.*.*", "b.{{partition(5,1,1,1)}}", &[("a.hello.x", "b.2"), ("a.ab.c", "b.3")]);
    check("a.*.*", "b.{{partition(3 ,  1 , 2)}}", &[("a.hello.x", "b.2")]);
    check("a.*.*", "b.{{partition(2147483647,1)}}", &[("a.hello.x", "b.1335831723")]);
    check("a.*.*", "b.{{partition(0,1)}}", &[("a.hello.x", "b.0")]);
    check("a.>", "b.{{partition(7)}}.>", &[("a.x.y", "b.2.x.y")]);
    check("a", "b.{{partition(5)}}", &[("a", "b.0")]);
    check("a", "b.{{partition(5,1)}}", &[("a", "b.0")]);
}

#[test]
fn random_values_come_from_outside() {
    check("a", "b.{{random(10)}}", &[("a", "b.7")]);
    check("a.>", "b.{{random(5)}}.>", &[("a.x", "b.2.x")]);
    check("a", "b.{{random(0)}}", &[("a", "b.0")]);
}

#[test]
fn split_at_a_delimiter() {
    let cases = [
        ("a.abc-def--ghi", "b.abc.def.ghi"),
        ("a.-abc-def--ghi-", "b.abc.def.ghi"),
        ("a.a--", "b.a"),
        ("a.x", "b.x"),
        ("a.--a--b--", "b.a.b"),
        ("a.--", "b.--"),
    ];
    check("a.*", "b.{{split(1,-)}}", &cases);
    check("a.*", "b.{{split(1, -)}}.c", &[("a.x-y", "b.x.y.c")]);
    check("a.*", "{{split(1,-)}}", &[("a.x-y", "x.y")]);
    check("a.*", "b.{{split(1,--)}}", &[("a.x-y--z---w", "b.x-y.z.-w"), ("a.--x", "b.x")]);
    check("a.*", "b.{{split(1,*)}}", &[("a.x*y", "b.x.y")]);
    check("a.*", "b.{{split(1,)}}", &[("a.abc", "b.a.b.c"), ("a.éx", "b.é.x")]);
}

#[test]
fn an_invalid_character_counts_as_its_bytes() {
    let transform = Transform::new(&Subject::from_static("a.*"), b"b.{{split(1,)}}").unwrap();
    assert_eq!(apply(&transform, b"a.\xffx\xc3"), Some(b"b.\xff.x.\xc3".to_vec()));
}

#[test]
fn split_at_a_position() {
    let whole = [("a.he", "b.he"), ("a.h", "b.h")];
    check("a.*", "b.{{splitfromleft(1,2)}}", &whole);
    check("a.*", "b.{{splitfromright(1,2)}}", &whole);
    check("a.*", "b.{{splitfromleft(1,2)}}", &[("a.hello", "b.he.llo"), ("a.hel", "b.he.l")]);
    check("a.*", "b.{{splitfromright(1,2)}}", &[("a.hello", "b.hel.lo"), ("a.hel", "b.h.el")]);
    check("a.*", "b.{{splitfromleft(1,0)}}", &[("a.hello", "b.hello")]);
    check("a.*", "b.{{splitfromleft(1,-1)}}", &[("a.hello", "b.hello")]);
}

#[test]
fn slices() {
    let left = [
        ("a.hello", "b.he.ll.o"),
        ("a.he", "b.he"),
        ("a.abcdef", "b.ab.cd.ef"),
        ("a.abcdefg", "b.ab.cd.ef.g"),
    ];
    check("a.*", "b.{{slicefromleft(1,2)}}", &left);
    let right = [("a.hello", "b.h.el.lo"), ("a.he", "b.he"), ("a.abcdef", "b.ab.cd.ef"), ("a.hel", "b.h.el")];
    check("a.*", "b.{{slicefromright(1,2)}}", &right);
    check("a.*", "b.{{slicefromleft(1,1)}}", &[("a.hello", "b.h.e.l.l.o")]);
}

#[test]
fn ends() {
    check("a.*", "b.{{left(1,2)}}", &[("a.hello", "b.he"), ("a.h", "b.h"), ("a.he", "b.he")]);
    check("a.*", "b.{{right(1,2)}}", &[("a.hello", "b.lo"), ("a.h", "b.h")]);
    check("a.*", "b.{{left(1,0)}}", &[("a.hello", "b.hello")]);
}

#[test]
fn refusals() {
    check_error("a.*", "b.*", "invalid subject");
    check_error("a.>", "b", "invalid subject");
    check_error("a", "b.>", "invalid subject");
    let invalid = "invalid mapping destination: ";
    check_error("a.*", "", &format!("{invalid}invalid transform"));
    check_error("a.*", "b..c", &format!("{invalid}invalid transform"));
    check_error("a.*", "b c", &format!("{invalid}invalid transform"));
    check_error("a.*", "b. {{wildcard(1)}}", &format!("{invalid}invalid transform"));
    check_error("a.>", "b.>.c", &format!("{invalid}invalid transform in c"));
    check_error("a.*", "b.$2", &format!("{invalid}wildcard index out of range in $2: [2]"));
    check_error(
        "a.*.*",
        "b.{{partition(5,3)}}",
        &format!("{invalid}wildcard index out of range in {{{{partition(5,3)}}}}: [3]"),
    );
    check_error("a", "b.$1", &format!("{invalid}wildcard index out of range in $1"));
    check_error(
        "a",
        "b.{{left(1,1)}}",
        &format!("{invalid}wildcard index out of range in {{{{left(1,1)}}}}"),
    );
    check_error("a.*", "b.{{foo(1)}}", &format!("{invalid}unknown function in {{{{foo(1)}}}}"));
    check_error("a.>", "$7.{{foo(1)}}", &format!("{invalid}unknown function in {{{{foo(1)}}}}"));
    check_error(
        "a.*",
        "b.{{wildcard(1,2)}}",
        &format!("{invalid}too many arguments passed to the function in {{{{wildcard(1,2)}}}}"),
    );
}
