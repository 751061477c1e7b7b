//! What `gannet` says as itself.

use testkit::TempDir;

use crate::command::{Ran, run_in};

fn gannet(arguments: &[&str]) -> Ran {
    run_in(&TempDir::new("run"), "gannet", arguments)
}

#[test]
fn help() {
    let ran = gannet(&["--help"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert_eq!(
        ran.out,
        "NATS server and tools in one binary, built around the account

Usage: gannet <COMMAND>

Commands:
  up          Run a server for several tenants, set up on the first call
  server      Run a server: takes the flags and the configuration of nats-server
  link        Make links by which this program becomes the tools it replaces
  completion  Print completions for a shell
  help        Print this message or the help of the given subcommand(s)

Options:
  -h, --help     Print help
  -V, --version  Print version
"
    );
}

#[test]
fn version_names_both() {
    let version = env!("CARGO_PKG_VERSION");
    let expected = format!("gannet {version} (compatible with nats-server {})\n", server::COMPATIBLE_VERSION);
    assert_eq!(gannet(&["--version"]), Ran { out: expected, err: String::new(), code: 0 });
}

#[test]
fn without_a_verb_the_help_is_shown() {
    let ran = gannet(&[]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("Usage: gannet <COMMAND>"), "{}", ran.err);
}

#[test]
fn an_unknown_verb_is_refused() {
    let ran = gannet(&["fly"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.starts_with("error: unrecognized subcommand 'fly'\n"), "{}", ran.err);
}

#[test]
fn the_server_gets_its_arguments_untouched() {
    for (arguments, expected) in [
        (["server", "-v"], "nats-server: v2.15.1\n"),
        (["server", "--version"], "nats-server: v2.15.1\n"),
        (["server", "-h"], "Usage: gannet server [options]\n"),
        (["server", "-help"], "Usage: gannet server [options]\n"),
    ] {
        let ran = gannet(&arguments);
        assert!(ran.code == 0 && ran.out.starts_with(expected), "{arguments:?}: {ran:?}");
    }
    let ran = gannet(&["server", "stray"]);
    assert_eq!((ran.code, ran.err.as_str()), (1, "gannet server: unrecognized command: \"stray\"\n"));
}

#[test]
fn completions() {
    for (shell, sign) in
        [("bash", "complete -F _gannet"), ("zsh", "#compdef gannet"), ("fish", "complete -c gannet")]
    {
        let ran = gannet(&["completion", shell]);
        assert!(ran.code == 0 && ran.out.contains(sign), "{shell}: {ran:?}");
    }
}
