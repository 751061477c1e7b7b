//! `gannet link`.

use std::fs;

use testkit::TempDir;

use crate::command::{Ran, gannet, run_in};

#[test]
fn links_become_the_tools() {
    let folder = TempDir::new("link");
    let made = Ran { out: "bin/nats-server\n".into(), err: String::new(), code: 0 };
    for _ in 0..2 {
        assert_eq!(run_in(&folder, "gannet", &["link", "bin"]), made);
    }
    assert_eq!(fs::read_link(folder.join("bin/nats-server")).unwrap(), gannet());
    let output = std::process::Command::new(folder.join("bin/nats-server")).arg("-v").output().unwrap();
    assert!(output.stdout.starts_with(b"nats-server: v2.15.1\n"));
}

#[test]
fn what_is_in_the_way_stays_unless_forced() {
    let folder = TempDir::new("link");
    folder.write("nats-server", "somebody's");
    let ran = run_in(&folder, "gannet", &["link", "."]);
    let expected = "gannet link: ./nats-server exists and is no link to this program; \
                    remove it, or add --force to put the link in its place\n";
    assert_eq!(ran, Ran { out: String::new(), err: expected.into(), code: 1 });
    assert_eq!(fs::read_to_string(folder.join("nats-server")).unwrap(), "somebody's");

    assert_eq!(run_in(&folder, "gannet", &["link", ".", "--force"]).code, 0);
    assert_eq!(fs::read_link(folder.join("nats-server")).unwrap(), gannet());
}
