//! What the server says about its command line.

use crate::command::{Ran, nats_server};

#[test]
fn version() {
    for arguments in [&["-v"][..], &["--version"], &["version"], &["-v", "-p", "4222"]] {
        let ran = nats_server(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        let mut lines = ran.out.lines();
        assert_eq!(lines.next(), Some("nats-server: v2.15.1"));
        assert_eq!(lines.next(), Some(concat!("gannet: v", env!("CARGO_PKG_VERSION"))));
        assert_eq!(lines.next(), None);
    }
}

#[test]
fn help() {
    for arguments in [["-h"], ["--help"], ["help"]] {
        let ran = nats_server(&arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""));
        assert!(ran.out.starts_with("Usage: nats-server [options]\n"), "{}", ran.out);
    }
    let ran = nats_server(&["--help_tls"]);
    assert!(ran.code == 0 && ran.out.contains("TLS_AES_128_GCM_SHA256"), "{ran:?}");
}

#[test]
fn wrong_flags_come_with_the_usage() {
    for (arguments, error) in [
        (&["--nope"][..], "flag provided but not defined: -nope\n"),
        (&["-p"], "flag needs an argument: -p\n"),
        (&["-p", "abc"], "invalid value \"abc\" for flag -p: parse error\n"),
    ] {
        let ran = nats_server(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (2, error));
        assert!(ran.out.starts_with("Usage: nats-server [options]\n"), "{}", ran.out);
    }
}

#[test]
fn wrong_words_are_named() {
    for (arguments, error) in [
        (&["x"][..], "nats-server: unrecognized command: \"x\"\n"),
        (&["-t"], "nats-server: must specify [-c, --config] option to check configuration file syntax\n"),
        (&["--signal", "wave"], "nats-server: unknown signal \"wave\"\n"),
        (&["--signal", "quit=1a"], "nats-server: invalid pid: 1a\n"),
        (&["-c", "missing.conf"], "nats-server: open missing.conf: no such file or directory\n"),
    ] {
        let expected = Ran { out: String::new(), err: error.into(), code: 1 };
        assert_eq!(nats_server(arguments), expected, "{arguments:?}");
    }
}
