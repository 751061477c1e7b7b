//! What the reference does, line by line.

use proto::{Cursor, Limits, Step, next};

use crate::driver::{OPEN, drive};

/// `expected` holds what happens, one line each.
fn check_with(limits: Limits, input: &str, expected: &[&str]) {
    check_bytes(limits, input.as_bytes(), expected);
}

fn check(input: &str, expected: &[&str]) {
    check_with(OPEN, input, expected);
}

fn check_bytes(limits: Limits, input: &[u8], expected: &[&str]) {
    assert_eq!(drive([input], limits), expected, "{}", input.escape_ascii());
    assert_eq!(drive(input.chunks(1), limits), expected, "byte by byte: {}", input.escape_ascii());
}

const UNKNOWN: &str = "unknown operation";

#[test]
fn verbs_in_any_case() {
    check("pub foo 2\r\nhi\r\n", &["PUB|foo||2|hi"]);
    check("PuB foo 2\nhi\r\nhPuB foo 0 2\nhi\r\n", &["PUB|foo||2|hi", "HPUB|foo||0|2||hi"]);
    check("pInG\r\nponG\r\n+ok\r\n", &["PING", "PONG", "+OK"]);
    check("sub foo 1\r\nUnSub 1\r\n", &["SUB|foo||1", "UNSUB|1|0"]);
    check("connect {}\r\ninfo {}\r\n-err x\r\n", &["CONNECT|{}", "INFO|{}", "-ERR|x"]);
}

#[test]
fn blanks_separate_and_may_trail() {
    check("PUB  \t foo\t\tbar \t 2 \t \nhi\r\n", &["PUB|foo|bar|2|hi"]);
    check("PUB foo 2 \r\nhi\r\n", &["PUB|foo||2|hi"]);
    check("SUB\tfoo\t \tq  1\t\r\n", &["SUB|foo|q|1"]);
    check("CONNECT{}\r\nCONNECT  \t{} \nINFO{}\r\n", &["CONNECT|{}", "CONNECT|{} ", "INFO|{}"]);
}

#[test]
fn control_lines_end_in_lf_and_messages_in_crlf() {
    check("SUB foo 1\nUNSUB 1\nPING\n", &["SUB|foo||1", "UNSUB|1|0", "PING"]);
    check("PUB foo 2\nhi\n", &[UNKNOWN]);
    check("PUB foo 2\r\nhix\r\n", &[UNKNOWN]);
    check("PUB foo 2\r\nhi\rx", &[UNKNOWN]);
    check("PUB foo 2\r\nhi\r\n\r\n", &["PUB|foo||2|hi", UNKNOWN]);
}

#[test]
fn no_garbage_is_tolerated() {
    for garbage in [
        " ",
        "\r",
        "\n",
        "\0",
        "x",
        "{",
        "\u{e9}",
        "GET / HTTP/1.1\r\n",
        "MSG foo 1 0\r\n",
        "RS+ a b\r\n",
        "LS+ a\r\n",
    ] {
        check(&format!("PING\r\n{garbage}"), &["PING", UNKNOWN]);
    }
    for line in [
        "A+ x\r\n",
        "RMSG a b 0\r\n",
        "PUBX",
        "PIN\r\n",
        "SUBX",
        "UNSUBx",
        "CPONG\r\n",
        "+OX",
        "-ERX",
        "HMSX",
        "HPUBX",
    ] {
        check(line, &[UNKNOWN]);
    }
    check_bytes(OPEN, b"\xff", &[UNKNOWN]);
}

#[test]
fn a_verb_needs_a_blank_behind_it() {
    for line in ["PUB\r\n", "SUB\r\n", "UNSUB\r\n", "HPUB\r\n", "HMSG\r\n", "-ERR\r\n", "PUB\n", "-ERR\n"] {
        check(line, &[UNKNOWN]);
    }
}

#[test]
fn a_wrong_number_of_arguments_is_silent() {
    for line in ["PUB \r\n", "PUB a\r\n", "PUB a b c d\r\n", "PUB a b c d e f\r\n"] {
        check(line, &["malformed: PubArguments"]);
    }
    for line in ["HPUB \r\n", "HPUB a 1\r\n", "HPUB a b c d e\r\n"] {
        check(line, &["malformed: HPubArguments"]);
    }
    for line in ["SUB \r\n", "SUB a\r\n", "SUB a b c d\r\n"] {
        check(line, &["malformed: SubArguments"]);
    }
    for line in ["UNSUB \r\n", "UNSUB 1 2 3\r\n"] {
        check(line, &["malformed: UnsubArguments"]);
    }
}

#[test]
fn sizes_are_one_to_nine_digits_and_kept_as_written() {
    for size in
        ["-1", "+1", "0x1", "1a", "1.0", "0000000002", "2147483648", "100000000000000000000", "\u{e9}"]
    {
        check(&format!("PUB foo {size}\r\n"), &["malformed: Size"]);
        check(&format!("HPUB foo 0 {size}\r\n"), &["malformed: Size"]);
        check(&format!("HPUB foo {size} 5\r\n"), &["malformed: Size"]);
    }
    check("PUB foo 00002\r\nhi\r\n", &["PUB|foo||00002|hi"]);
    check("HPUB foo 012 0014\r\nNATS/1.0\r\n\r\nhi\r\n", &["HPUB|foo||012|0014|NATS/1.0\\r\\n\\r\\n|hi"]);
    check("PUB foo 000000002\r\nhi\r\n", &["PUB|foo||000000002|hi"]);
    check("PUB foo 999999999\r\n", &["payload too large: 999999999 (0)"]);
}

#[test]
fn a_payload_too_large_is_not_awaited() {
    let limits = Limits { max_payload: Some(4), ..OPEN };
    check_with(
        limits,
        "PUB foo 4\r\nabcd\r\nPUB foo 5\r\n",
        &["PUB|foo||4|abcd", "payload too large: 5 (0)"],
    );
    check_with(limits, "HPUB foo 3 5\r\n", &["payload too large: 5 (3)"]);
    check_with(Limits { max_payload: None, ..OPEN }, "PUB foo 999999999\r\n", &[]);
}

#[test]
fn ping_pong_and_ok_need_only_their_letters() {
    check("PINGPING\r\n", &["PING"]);
    check("PING junk \r more\0 \nPONGx\n+OKAY\r\n", &["PING", "PONG", "+OK"]);
    check("PINGPONG", &[]);
    let junk = "j".repeat(65_536);
    let limits = Limits { max_control_line: 10, max_payload: Some(10), ..OPEN };
    check_with(limits, &format!("PING{junk}\r\nPING\r\n"), &["PING", "PING"]);
}

#[test]
fn the_control_line_counts_arguments_only() {
    let limits = Limits { max_control_line: 7, ..OPEN };
    check_with(limits, "SUB   foo 123\r\nSUB foo 123\n", &["SUB|foo||123", "SUB|foo||123"]);
    check_with(limits, "PUB foo  12\r\n123456789012\r\n", &["PUB|foo||12|123456789012"]);
    let blanks = " ".repeat(10_000);
    check_with(limits, &format!("PUB{blanks}a b 0\r\n\r\n"), &["PUB|a|b|0|"]);
    for verb in ["CONNECT", "INFO", "-ERR", "SUB", "UNSUB", "PUB", "HPUB", "HMSG"] {
        check_with(limits, &format!("{verb} 12345678"), &["control line too long"]);
        check_with(limits, &format!("{verb} 1234567\r"), &[]);
        check_with(limits, &format!("{verb} 1 2 3 4 5 6\r\n"), &["control line too long"]);
    }
}

#[test]
fn publishing_is_free_in_its_subjects() {
    for subject in ["a.", ".a", "a..b", ".", "a.*", ">", "\0", "\x7f", "\x0b\x0c"] {
        let shown = subject.as_bytes().escape_ascii();
        check(&format!("PUB {subject} 0\r\n\r\n"), &[&format!("PUB|{shown}||0|")]);
    }
    check_bytes(OPEN, b"PUB \xff\xfe 1\r\n\xff\r\n", &["PUB|\\xff\\xfe||1|\\xff"]);
}

#[test]
fn pedantic_clients_are_told_once() {
    let limits = Limits { pedantic: true, ..OPEN };
    let told = "invalid publish subject";
    check_with(limits, "PUB a..b 2\r\nhi\r\nPUB a 0\r\n\r\n", &[told, "PUB|a..b||2|hi", "PUB|a||0|"]);
    check_with(limits, "PUB a..b 2\r\nxxxx\r\n", &[told, UNKNOWN]);
    check_with(limits, "HPUB a.> 0 0\r\n", &[told]);
    check_with(limits, "PUB * 0\r\n\r\nPUB .a 0\r\n\r\n", &[told, "PUB|*||0|", told, "PUB|.a||0|"]);
    for good in ["a.*x", "a.>x", "a.**", "$SYS", "\0"] {
        let shown = good.as_bytes().escape_ascii();
        check_with(limits, &format!("PUB {good} 0\r\n\r\n"), &[&format!("PUB|{shown}||0|")]);
    }
    check_with(Limits { max_payload: Some(1), ..limits }, "PUB a..b 2\r\n", &["payload too large: 2 (0)"]);
}

#[test]
fn header_blocks_are_any_bytes() {
    check("HPUB a 5 5\r\nxxxxx\r\n", &["HPUB|a||5|5|xxxxx|"]);
    check("HPUB a r 0 2\r\nhi\r\n", &["HPUB|a|r|0|2||hi"]);
    check("HPUB a 3 2\r\nhi\r\n", &["malformed: HeaderSize"]);
    let limits = Limits { headers: false, ..OPEN };
    check_with(limits, "HPUB a 0 2\r\nhi\r\n", &["malformed: HeadersNotSupported"]);
    check_with(limits, "HPUB a\r\n", &["malformed: HeadersNotSupported"]);
}

#[test]
fn a_foreign_hmsg_is_swallowed() {
    check("HMSG foo 1 2 3\r\n\r\nPING\r\n", &["HMSG|foo 1 2 3", "PING"]);
    check("HMSG foo 1 2 3\r\nabc\r\n", &[UNKNOWN]);
    check_with(Limits { headers: false, ..OPEN }, "HMSG x\r\n\r\n", &["HMSG|x"]);
}

#[test]
fn unsubscribing_after_a_number_that_is_none_is_now() {
    check("UNSUB 1 5\r\nUNSUB a 000000007\r\n", &["UNSUB|1|5", "UNSUB|a|7"]);
    for max in ["0", "-1", "x", "1000000000", "00", "1.0"] {
        check(&format!("UNSUB 1 {max}\r\n"), &["UNSUB|1|0"]);
    }
}

#[test]
fn without_authentication_only_connect_may_come() {
    let limits = Limits { authenticated: false, ..OPEN };
    for input in ["PING\r\n", "INFO {}\r\n", "\r\n", "x", "GET / HTTP/1.1\r\n", "\0"] {
        check_with(limits, input, &["connect expected"]);
    }
    check_with(limits, "CPONG\r\n", &[UNKNOWN]);
    check_with(limits, "c", &[]);
    check_with(limits, "CONNECT {}\r\nPING\r\n", &["CONNECT|{}", "PING"]);
    let short = Limits { max_control_line: 3, ..limits };
    check_with(short, "CONNECT {}  ", &["control line too long"]);
}

#[test]
fn line_ends_where_an_argument_should_stand() {
    check("SUB \nfoo 1\r\n", &["SUB|foo||1"]);
    check("SUB fo\ro 1\r\n", &["SUB|fo|o|1"]);
    check("CONNECT\n{}\r\n", &["CONNECT|\\n{}"]);
    check("CONNECT\r\n", &["CONNECT|\\r"]);
    check("PUB \nfoo 0\r\n\r\n", &["malformed: PubArguments"]);
    check("PUB fo\ro 1\r\nx\r\n", &["malformed: PubArguments"]);
    check("PUB foo a\rb 1\r\nx\r\n", &["malformed: PubArguments"]);
    check("HPUB foo 12\n17\r\n", &["malformed: HPubArguments"]);
    check("HPUB foo bar\n12 17\r\n", &["malformed: HPubArguments"]);
    check("PUB foo\n17\r\n", &["malformed: PubArguments"]);
    check("PUB foo 1\r1\r\nx\r\n", &["malformed: Size"]);
}

#[test]
fn what_a_message_needs_is_known_from_its_line() {
    let mut cursor = Cursor::default();
    let line = b"PUB foo 100\r\n12345";
    assert_eq!(next(line, &OPEN, &mut cursor), Step::Incomplete { used: 4, needed: 97 });
    assert_eq!(next(&line[4..], &OPEN, &mut cursor), Step::Incomplete { used: 0, needed: 97 });
    let mut rest = line[4..].to_vec();
    rest.extend([b'x'; 95]);
    assert_eq!(next(&rest, &OPEN, &mut cursor), Step::Incomplete { used: 0, needed: 2 });
    rest.extend(b"\r\n");
    assert!(matches!(next(&rest, &OPEN, &mut cursor), Step::Op { used: 111, .. }));
    assert!(matches!(next(b"PING\n", &OPEN, &mut cursor), Step::Op { used: 5, .. }));
}

#[test]
fn an_unfinished_line_is_not_scanned_again() {
    let mut cursor = Cursor::default();
    assert_eq!(next(b"SUB  foo", &OPEN, &mut cursor), Step::Incomplete { used: 5, needed: 1 });
    // Were the first three bytes looked at again, the line would end here.
    assert_eq!(next(b"\n\n\n", &OPEN, &mut cursor), Step::Incomplete { used: 0, needed: 1 });
}

#[test]
fn endless_blanks_and_junk_need_no_memory() {
    let mut cursor = Cursor::default();
    assert_eq!(next(b"PUB ", &OPEN, &mut cursor), Step::Incomplete { used: 4, needed: 1 });
    assert_eq!(next(b"     ", &OPEN, &mut cursor), Step::Incomplete { used: 5, needed: 1 });
    let mut cursor = Cursor::default();
    assert_eq!(next(b"PINGjunk", &OPEN, &mut cursor), Step::Incomplete { used: 8, needed: 1 });
    assert_eq!(next(b"junk", &OPEN, &mut cursor), Step::Incomplete { used: 4, needed: 1 });
    assert!(matches!(next(b"\nPING", &OPEN, &mut cursor), Step::Op { used: 1, .. }));
}
