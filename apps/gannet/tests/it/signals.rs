//! Signals, by hand and by `--signal`.

use std::fs;

use testkit::{Process, RawClient, Signal, TempDir};

use crate::command::{linked, run_in};

#[test]
fn interrupt_and_terminate_end_in_order() {
    let (_bin, server) = linked();
    for (signal, name) in [(Signal::Interrupt, "interrupt"), (Signal::Terminate, "terminated")] {
        let mut process = Process::start(&server, ["-a", "127.0.0.1", "-p", "-1"]).unwrap();
        let mut client = RawClient::logged_in(process.address(), "{\"verbose\":false}");
        process.signal(signal);
        assert_eq!(process.wait().and_then(|status| status.code()), Some(0));
        for line in [&format!("Trapped {name:?} signal"), "Initiating Shutdown...", "Server Exiting.."] {
            process.expect_log(line);
        }
        client.read_to_close();
    }
}

#[test]
fn the_log_file_is_opened_anew() {
    let folder = TempDir::new("signals");
    let (_bin, server) = linked();
    let process = Process::start(&server, ["-a", "127.0.0.1", "-p", "-1"]).unwrap();
    process.signal(Signal::ReopenLog);
    process.expect_log("[INF] File log re-open ignored, not a file logger");
    drop(process);

    let (log, moved) = (folder.join("server.log"), folder.join("moved.log"));
    let mut child = std::process::Command::new(&server)
        .args(["-a", "127.0.0.1", "-p", "-1", "-l", log.to_str().unwrap()])
        .spawn()
        .unwrap();
    wait_for(|| fs::read_to_string(&log).is_ok_and(|text| text.contains("Server is ready")));
    fs::rename(&log, &moved).unwrap();
    let target = format!("reopen={}", child.id());
    assert_eq!(run_in(&folder, "nats-server", &["--signal", &target]).code, 0);
    wait_for(|| fs::read_to_string(&log).is_ok_and(|text| text.contains("File log re-opened")));
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Looks again until `condition` holds, up to the deadline of the test kit.
#[track_caller]
fn wait_for(condition: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    while !condition() {
        assert!(start.elapsed() < testkit::DEADLINE, "it did not happen");
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

#[test]
fn signals_are_sent_to_the_process_of_a_pid_file() {
    let (_bin, server) = linked();
    let folder = TempDir::new("signals");
    let pid_file = folder.join("server.pid");
    let mut process =
        Process::start(&server, ["-a", "127.0.0.1", "-p", "-1", "-P", pid_file.to_str().unwrap()]).unwrap();
    let ran = run_in(&folder, "nats-server", &["--signal", "quit=server.pid"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert_eq!(process.wait().and_then(|status| status.code()), Some(0));
    process.expect_log("Trapped \"interrupt\" signal");

    let ran = run_in(&folder, "nats-server", &["-sl", "term=server.pid"]);
    let expected = format!("nats-server: \nsignal \"term\" {}: no such process\n", process.id());
    assert_eq!((ran.code, ran.err), (1, expected));
}

#[test]
fn stop_does_not_ask() {
    let (_bin, server) = linked();
    let mut process = Process::start(&server, ["-a", "127.0.0.1", "-p", "-1"]).unwrap();
    let target = format!("stop={}", process.id());
    assert_eq!(run_in(&TempDir::new("signals"), "nats-server", &["--signal", &target]).code, 0);
    assert_eq!(process.wait().map(|status| status.code()), Some(None));
}

#[test]
fn a_lame_duck_waits_for_its_clients() {
    let (_bin, server) = linked();
    let mut process = Process::start(&server, ["-a", "127.0.0.1", "-p", "-1"]).unwrap();
    let mut client = RawClient::logged_in(process.address(), "{\"verbose\":false,\"protocol\":1}");
    assert!(client.info().contains("\"connect_info\":true"));
    process.signal(Signal::LameDuck);
    process.expect_log("[INF] Entering lame duck mode, stop accepting new clients");
    let info = client.line();
    assert!(info.contains("\"ldm\":true"), "{info}");
    // Who terminates a server that is leaving wants it to leave.
    process.signal(Signal::Terminate);
    process.expect_log("Trapped \"terminated\" signal");
    client.send("PING\r\n");
    client.expect("PONG\r\n");
    drop(client);
    assert_eq!(process.wait().and_then(|status| status.code()), Some(0));
}
