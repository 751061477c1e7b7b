//! The command line: what it accepts, what it says, and what it does to the options.

use super::*;
use crate::{HandshakeFirst, Options};

fn line(arguments: &[&str]) -> Result<CommandLine, FlagError> {
    parse(arguments.iter().map(OsString::from))
}

fn load(text: &str, arguments: &[&str]) -> crate::Loaded {
    let map = conf::parse("t".as_ref(), text.as_bytes(), &conf::Nothing).unwrap();
    Options::load(Some(&map), &line(arguments).unwrap().flags).unwrap()
}

/// The options that the arguments alone make.
fn options(arguments: &[&str]) -> Options {
    Options::load(None, &line(arguments).unwrap().flags).unwrap().options
}

fn refused(arguments: &[&str], message: &str) {
    assert_eq!(line(arguments).unwrap_err().to_string(), message, "{arguments:?}");
}

fn action(arguments: &[&str], expected: Action) {
    assert_eq!(line(arguments).unwrap().action, expected, "{arguments:?}");
}

#[test]
fn one_dash_or_two_and_values_before_or_behind_the_sign() {
    for arguments in [
        &["-p", "4333"][..],
        &["--p", "4333"],
        &["-port", "4333"],
        &["--port", "4333"],
        &["-p=4333"],
        &["--port=4333"],
        &["-p", "1", "--port=4333"],
        &["-p=0x10ed"],
        &["-p=4_333"],
        &["-p=+4333"],
        &["-p=010355"],
    ] {
        assert_eq!(options(arguments).client.port, 4333, "{arguments:?}");
    }
}

#[test]
fn what_the_reference_says_of_bad_flags() {
    refused(&["-p"], "flag needs an argument: -p");
    refused(&["--port"], "flag needs an argument: -port");
    refused(&["-p", "abc"], r#"invalid value "abc" for flag -p: parse error"#);
    refused(&["-p="], r#"invalid value "" for flag -p: parse error"#);
    refused(&["-p", "1.5"], r#"invalid value "1.5" for flag -p: parse error"#);
    refused(&["-p", "_1"], r#"invalid value "_1" for flag -p: parse error"#);
    refused(&["-p", "1__0"], r#"invalid value "1__0" for flag -p: parse error"#);
    refused(&["-p", "-D"], r#"invalid value "-D" for flag -p: parse error"#);
    refused(
        &["-p", "99999999999999999999"],
        r#"invalid value "99999999999999999999" for flag -p: value out of range"#,
    );
    refused(&["-D=xx"], r#"invalid boolean value "xx" for -D: parse error"#);
    refused(&["-="], "bad flag syntax: -=");
    refused(&["--=5"], "bad flag syntax: --=5");
    refused(&["---p", "1"], "bad flag syntax: ---p");
    refused(&["-xyz123"], "flag provided but not defined: -xyz123");
    refused(&["--prot", "1"], "flag provided but not defined: -prot (did you mean --port?)");
    refused(&["x"], r#"unrecognized command: "x""#);
    refused(&["-"], r#"unrecognized command: "-""#);
    refused(&["--", "-p"], r#"unrecognized command: "-p""#);
    refused(&["-D", "false"], r#"unrecognized command: "false""#);
    refused(&["-t"], "must specify [-c, --config] option to check configuration file syntax");
    refused(&["-sl", "nope"], r#"unknown signal "nope""#);
    refused(&["-sl", "ldm=1=2=3"], "invalid signal parameters: [2 3]");
}

#[test]
fn usage_belongs_to_errors_of_syntax() {
    assert!(line(&["-p"]).unwrap_err().shows_usage());
    assert!(!line(&["word"]).unwrap_err().shows_usage());
    assert_eq!([&["-p"], &["word"]].map(|arguments| line(arguments).unwrap_err().exit_code()), [2, 1]);
}

#[test]
fn values_arrive_as_typed() {
    for value in
        ["1234567", "a b", "\t", "100%", r#""quoted""#, r"back\slash", "$2a$11$abc", "-x", "a=b", "--"]
    {
        let options = options(&["--user", value, "--pass", value, &format!("--auth={value}")]);
        let authorization = options.authorization;
        assert_eq!(authorization.user.as_deref(), Some(value));
        assert_eq!(authorization.password.as_deref(), Some(value));
        assert_eq!(authorization.token.as_deref(), Some(value));
    }
}

#[test]
fn actions() {
    action(&[], Action::Run);
    action(&["--"], Action::Run);
    action(&["-h"], Action::Help);
    action(&["--help"], Action::Help);
    action(&["HELP"], Action::Help);
    action(&["-v"], Action::Version);
    action(&["-p", "1", "version"], Action::Version);
    action(&["-h", "-v", "x"], Action::Version);
    action(&["--help_tls"], Action::HelpTls);
    action(&["-t", "-c", "f"], Action::TestConfig);
    action(&["-t=false"], Action::Run);
    action(&["-sl", ""], Action::Run);
    action(&["-sl", "reload"], Action::Signal { signal: Signal::Reload, target: None });
    action(&["--signal", "ldm=12*"], Action::Signal { signal: Signal::LameDuck, target: Some("12*".into()) });
    action(&["--signal=stop=/p d"], Action::Signal { signal: Signal::Stop, target: Some("/p d".into()) });
}

#[test]
fn flags_win_over_the_file() {
    let loaded = load("listen: '127.0.0.1:4444'\ndebug: true\nlogtime: false", &["-p", "-1", "-D=false"]);
    assert_eq!((loaded.options.client.host.as_str(), loaded.options.client.port), ("127.0.0.1", 0));
    assert!(!loaded.options.log.debug);
    assert!(loaded.options.log.no_time);
    assert!(!load("logtime: false", &["-T"]).options.log.no_time);
    assert_eq!(load("port: 5000", &["-p", "0"]).options.client.port, 4222);
    assert_eq!(load("host: h", &["-a", ""]).options.client.host, "0.0.0.0");
}

#[test]
fn monitoring_follows_the_host_of_clients() {
    let loaded = load("http_port: 8222\nhost: a", &["-a", "b"]);
    assert_eq!(loaded.options.http.unwrap().host, "b");
    let loaded = load("http: 'a:8222'", &["-a", "b", "-m", "-1"]);
    let http = loaded.options.http.unwrap();
    assert_eq!((http.host.as_str(), http.port), ("a", 0));
}

#[test]
fn combined_switches_win_over_single_ones() {
    let log = options(&["-DV", "-D=false"]).log;
    assert!(log.debug && log.trace && !log.trace_verbose);
    let log = options(&["-DVV"]).log;
    assert!(log.debug && log.trace && log.trace_verbose);
    let log = load("debug: true\ntrace: true", &["-DV=false"]).options.log;
    assert!(!log.debug && !log.trace);
    let log = options(&["-VV"]).log;
    assert!(!log.debug && log.trace && log.trace_verbose);
}

#[test]
fn tls_flags() {
    let file = "tls { cert_file: a, key_file: b, timeout: 5, handshake_first: true, verify: true }";
    assert_eq!(load(file, &["-tls=false", "-tlscert", "x"]).options.tls, None);
    let tls = load(file, &["--tlscert", "x", "--tlskey", "y"]).options.tls.unwrap();
    assert_eq!(tls.certificates[0].cert_file.to_str(), Some("x"));
    assert_eq!(tls.timeout, Some(std::time::Duration::from_secs(5)));
    assert_eq!((tls.handshake_first, tls.verify), (HandshakeFirst::Always, false));
    let loaded = load("", &["--tls"]);
    assert_eq!(
        loaded.contradictions[0].to_string(),
        "TLS Server certificate must be present and valid",
        "{:?}",
        loaded.contradictions
    );
}

#[test]
fn flags_of_later_parts_are_named() {
    let keys = |arguments: &[&str]| -> Vec<String> {
        let loaded = load("port: 1", arguments);
        loaded.unsupported.into_iter().map(|later| later.key).collect()
    };
    assert_eq!(keys(&["-js"]), ["--jetstream"]);
    assert_eq!(keys(&["-js=false", "-sd", "x", "-no_advertise", "-connect_retries", "3"]), [""; 0]);
    assert_eq!(keys(&["--cluster", "nats://h:1", "-routes=nats://a"]), ["--routes", "--cluster"]);
    assert_eq!(keys(&["-cluster_name", "\"local\"", "--profile", "1"]), ["--cluster_name", "--profile"]);
}

#[test]
fn ports_that_are_none() {
    let contradictions = |arguments: &[&str]| load("debug: false", arguments).contradictions.len();
    assert_eq!(contradictions(&["-p", "65535"]), 0);
    assert_eq!(contradictions(&["-p", "65536"]), 1);
    assert_eq!(contradictions(&["-p", "-2", "-m", "70000"]), 2);
}

#[test]
fn every_spelling_stands_once() {
    let mut names: Vec<_> = table::names().collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn help_shows_every_spelling_in_lines_of_bounded_length() {
    let text = usage("nats-server");
    for name in table::names() {
        assert!(text.contains(&format!("-{name}")), "{name}");
    }
    assert!(text.lines().all(|line| line.chars().count() <= 110), "{text}");
    assert!(tls_usage().contains("TLS_ECDHE_RSA_WITH_RC4_128_SHA  insecure"));
}
