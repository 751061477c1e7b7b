//! Texts that try to cost more than they weigh.

use std::fmt::Write;
use std::time::{Duration, Instant};

use conf::{Problem, limits};

use crate::sources::Sources;

fn problem(sources: &Sources) -> Option<Problem> {
    sources.parse("t").err().map(|error| error.problem)
}

fn text(text: impl Into<Vec<u8>>) -> Sources {
    Sources::default().file("t", text)
}

#[test]
fn nesting() {
    let arrays = |levels| format!("a: {}{}", "[".repeat(levels), "]".repeat(levels));
    assert_eq!(problem(&text(arrays(limits::DEPTH))), None);
    assert_eq!(problem(&text(arrays(limits::DEPTH + 1))), Some(Problem::TooDeep));
    let maps = |levels| format!("a {}{}", "{b ".repeat(levels) + "1", "}".repeat(levels));
    assert_eq!(problem(&text(maps(limits::DEPTH))), None);
    assert_eq!(problem(&text(maps(100_000))), Some(Problem::TooDeep));
    assert_eq!(problem(&text("{".repeat(100_000))), None);
}

#[test]
fn nesting_through_variables_and_includes() {
    let chain = |levels| {
        (0..levels).fold(String::from("v0: 1\n"), |mut text, level| {
            writeln!(text, "v{}: [$v{level}]", level + 1).unwrap();
            text
        })
    };
    assert_eq!(problem(&text(chain(limits::DEPTH))), None);
    assert_eq!(problem(&text(chain(limits::DEPTH + 1))), Some(Problem::TooDeep));
    let inner = format!("a: {}{}", "[".repeat(limits::DEPTH), "]".repeat(limits::DEPTH));
    assert_eq!(problem(&text("include i").file("i", inner.clone())), None);
    assert_eq!(problem(&text("x {include i}").file("i", inner.clone())), Some(Problem::TooDeep));
    assert_eq!(problem(&text("x: $V").variable("V", &inner[3..])), None);
    assert_eq!(problem(&text("x {y: $V}").variable("V", &inner[3..])), Some(Problem::TooDeep));
}

#[test]
fn variables_that_multiply() {
    let mut doubling = format!("v0: [{}]\n", "x".repeat(1 << 16));
    for level in 0..40 {
        writeln!(doubling, "v{}: [$v{level}, $v{level}]", level + 1).unwrap();
    }
    assert_eq!(problem(&text(doubling)), Some(Problem::TooLarge));
}

#[test]
fn includes_that_multiply() {
    let mut sources = text("include f0");
    for level in 0..40 {
        let next = level + 1;
        sources = sources.file(&format!("f{level}"), format!("include f{next}\ninclude f{next}\n"));
    }
    assert_eq!(problem(&sources.file("f40", "a: 1")), Some(Problem::TooLarge));
}

#[test]
fn includes_without_end() {
    let mut sources = text("include f0");
    for level in 0..limits::INCLUDES {
        sources = sources.file(&format!("f{level}"), format!("include f{}", level + 1));
    }
    assert_eq!(problem(&sources), Some(Problem::TooManyIncludes));
}

/// Each of these takes a few hundredths of a second; if its cost grew with the square of the text, minutes.
#[test]
fn time_grows_with_the_text() {
    let check = |piece: &dyn Fn(usize) -> String, count: usize| {
        let text: String = (0..count).map(piece).collect();
        let started = Instant::now();
        let _ = Sources::default().file("t", text.as_bytes()).parse("t");
        assert!(started.elapsed() < Duration::from_secs(10), "{:?} for {:?} …", started.elapsed(), piece(1));
    };
    check(&|n| format!("key{n}: value\n"), 50_000);
    check(&|n| format!("key{n}: value, "), 50_000);
    check(&|_| "a: b, ".into(), 50_000);
    check(&|_| "a: {b: c}\n".into(), 50_000);
    check(&|n| if n == 0 { "a: [".into() } else { "b,".into() }, 50_000);
    check(&|n| if n == 0 { "a: (".into() } else { ")\n x\n".into() }, 50_000);
    check(&|n| if n == 0 { "a: \"".into() } else { "\\x41b".into() }, 50_000);
    check(&|_| "{".into(), 250_000);
    check(&|_| "# c\n".into(), 50_000);
    check(&|_| "\u{a0}".into(), 250_000);
    check(&|n| if n == 0 { "a: 1\n".into() } else { format!("b{n}: $a\n") }, 50_000);
}
