//! `-t`, and the same refusals at a start.

use testkit::TempDir;

use crate::command::{Ran, run_in, run_with};

/// Checks what is said about a configuration.
fn check(config: &str, arguments: &[&str], expected: &str) -> Ran {
    let folder = TempDir::new("check");
    folder.write("nats.conf", config);
    let arguments: Vec<&str> = ["-c", "nats.conf"].iter().chain(arguments).copied().collect();
    let ran = run_in(&folder, "nats-server", &arguments);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", expected));
    ran
}

/// What can be read in no sensible way.
const UNREADABLE: [(&str, &str); 6] = [
    ("port: -1\nfoo: 3\n", "nats.conf:2:1: unknown field \"foo\"\n"),
    (
        "port: x\nhost: 3\n",
        concat!(
            "nats.conf:1:7: port: expected a whole number, found text\n",
            "nats.conf:2:7: host: expected text, found a whole number (put it into quotes)\n"
        ),
    ),
    (
        "accounts {\n",
        "Parse error: nats.conf:2:1: the text ends inside the map that opens at nats.conf:1:10\n",
    ),
    (
        "include none.conf\n",
        "Parse error: nats.conf:1:1: cannot include \"none.conf\": No such file or directory (os error 2)\n",
    ),
    (
        "tls { cert_file: none.pem, key_file: none.key }\n",
        "error parsing X509 certificate/key pair: open none.pem: no such file or directory\n",
    ),
    (
        "accounts { A { imports: [ { stream: { account: B, subject: x } } ] } }\n",
        "nats.conf:1:27: \"B\" account not defined for stream import (define the account, or correct its name)\n",
    ),
];

/// What can be read and not be carried out.
const IMPOSSIBLE: [(&str, &str); 3] = [
    (
        "max_pending: 1MB, max_payload: 2MB\n",
        "max_payload (2097152) cannot be higher than max_pending (1048576)\n",
    ),
    (
        "lame_duck_duration: 30s
lame_duck_grace_period: 40s
",
        "lame duck grace period (40s) should be strictly lower than lame duck duration (30s)
",
    ),
    (
        "jetstream: enabled\n",
        concat!(
            "nats.conf:1:1: \"jetstream\" is not supported yet; ",
            "remove it, or start with --allow-unsupported to go on without it\n"
        ),
    ),
];

#[test]
fn what_cannot_be_read_is_refused_with_its_place() {
    for (config, expected) in UNREADABLE {
        let expected = format!("nats-server: {expected}");
        assert_eq!(check(config, &["-t"], &expected).code, 1);
        // Nor does a server start with it: no banner, and nothing left running.
        assert_eq!(check(config, &[], &expected).code, 1);
    }
}

#[test]
fn what_cannot_be_carried_out_is_told_by_a_check_and_refused_by_a_start() {
    for (config, expected) in IMPOSSIBLE {
        assert_eq!(check(config, &[], &format!("nats-server: {expected}")).code, 1);
        let folder = TempDir::new("check");
        folder.write("nats.conf", config);
        let ran = run_in(&folder, "nats-server", &["-t", "-c", "nats.conf"]);
        let told = format!(
            "nats-server: a start refuses: {expected}nats-server: configuration file nats.conf is valid"
        );
        assert!(ran.code == 0 && ran.err.starts_with(&told), "{ran:?}");
    }
}

#[test]
fn what_is_right_is_confirmed_with_its_digest() {
    let digest = "sha256:c6930469b2d554aaec280dcd14b31b8dea8879bbec76d20d737c9145aa0e38a8";
    let expected = format!("nats-server: configuration file nats.conf is valid ({digest})\n");
    assert_eq!(check("port: -1\nhttp: 127.0.0.1:-1\n", &["-t"], &expected).code, 0);
}

#[test]
fn what_a_start_only_warns_of_is_wrong_in_a_check() {
    let expected = "nats-server: nats.conf: config has no values or is empty\n";
    assert_eq!(check("# nothing\n", &["-t"], expected).code, 1);
}

#[test]
fn what_is_not_supported_can_be_allowed() {
    let warned = |ran: Ran| {
        assert_eq!(ran.code, 0);
        let mut lines = ran.err.lines();
        let warning = "nats-server: nats.conf:1:1: \"jetstream\" is not supported yet: going on without it";
        assert_eq!(lines.next(), Some(warning));
        assert!(lines.next().is_some_and(|line| line.contains("is valid")) && lines.next().is_none());
    };
    let folder = TempDir::new("check");
    folder.write("nats.conf", "jetstream: enabled\n");
    let arguments = ["-t", "-c", "nats.conf"];
    warned(run_in(&folder, "nats-server", &[&arguments[..], &["--allow-unsupported"]].concat()));
    for value in ["1", "true"] {
        warned(run_with(&folder, "nats-server", &arguments, &[("GANNET_ALLOW_UNSUPPORTED", value)]));
    }
    let ran = run_with(&folder, "nats-server", &arguments, &[("GANNET_ALLOW_UNSUPPORTED", "0")]);
    assert!(ran.err.contains("a start refuses"), "{ran:?}");
}

#[test]
fn includes_are_relative_to_their_file_and_variables_may_come_from_outside() {
    let folder = TempDir::new("check");
    folder.write("nats.conf", "include \"parts/users.conf\"\nport: $TEST_PORT\n");
    std::fs::create_dir(folder.join("parts")).unwrap();
    folder.write("parts/users.conf", "authorization { token: $TEST_TOKEN }\n");
    let variables =
        [("TEST_PORT", "-1"), ("TEST_TOKEN", "$2a$04$ZZ3RJ4xs9qHuKtuJUAKTqOi/RSLh1DH3zEjJq1gA8zzs66R3xZNlC")];
    let ran = run_with(&folder, "nats-server", &["-t", "-c", "nats.conf"], &variables);
    assert!(ran.code == 0, "{ran:?}");
}
