//! A server from its start to its end.

use std::{
    fs,
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
};

use testkit::{Authority, Process, RawClient, TempDir};

use crate::command::{linked, run_in};

fn read(folder: &TempDir, name: impl AsRef<std::path::Path>) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn files_tell_who_and_where() {
    let (_bin, server) = linked();
    let folder = TempDir::new("life");
    let path = |name: &str| folder.join(name).display().to_string();
    let arguments = ["-a", "127.0.0.1", "-p", "-1", "-P", &path("server.pid"), "--ports_file_dir", &path("")];
    let process = Process::start(&server, arguments).unwrap();

    assert_eq!(read(&folder, "server.pid"), process.id().to_string());
    let ports = format!("nats-server_{}.ports", process.id());
    assert_eq!(read(&folder, &ports), format!("{{\"nats\":[\"nats://{}\"]}}", process.address()));
    RawClient::logged_in(process.address(), "{}");

    assert_eq!(process.stop().code(), Some(0));
    assert!(!folder.join(&ports).exists());
    assert!(folder.join("server.pid").exists());
}

#[test]
fn the_log_says_what_suites_look_for() {
    let (_bin, server) = linked();
    let folder = TempDir::new("life");
    let config = folder.write("nats.conf", "listen: 127.0.0.1:4222\nserver_name: told\n");
    let process = Process::start(&server, ["-c", config.to_str().unwrap(), "-p", "-1"]).unwrap();
    let (id, address) = (process.id(), process.address());
    let log: Vec<String> = process.log().iter().map(|line| without_time(line)).collect();
    let digest = log.iter().find_map(|line| line.split_once("(sha256:")).unwrap().1;
    let expected = [
        "[INF] Starting nats-server".to_owned(),
        "[INF]   Version:  2.15.1".into(),
        format!("[INF]   Gannet:   {}", env!("CARGO_PKG_VERSION")),
        "[INF]   Name:     told".into(),
        log.iter().find(|line| line.contains("ID:")).unwrap().split_once("] ").unwrap().1.into(),
        format!("[INF] Using configuration file: {} (sha256:{digest}", config.display()),
        format!("[INF] Listening for client connections on {address}"),
        "[INF] Server is ready".into(),
    ];
    assert_eq!(log, expected.map(|line| format!("[{id}] {line}")));
}

/// `[pid] 2006/01/02 15:04:05.000000 [INF] text` as `[pid] [INF] text`.
fn without_time(line: &str) -> String {
    let (pid, rest) = line.split_once(' ').unwrap();
    format!("{pid} {}", rest.splitn(3, ' ').nth(2).unwrap())
}

#[test]
fn the_log_goes_where_it_is_sent() {
    let folder = TempDir::new("life");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let ran = run_in(&folder, "nats-server", &["-a", "127.0.0.1", "-p", &port, "-l", "server.log"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (1, "", ""));
    let log = read(&folder, "server.log");
    let last = format!(
        "[FTL] Error listening on port: 127.0.0.1:{port}, \
         \"listen tcp 127.0.0.1:{port}: bind: address already in use\"\n"
    );
    assert!(log.contains("[INF] Starting nats-server\n") && log.ends_with(&last), "{log}");
}

#[test]
fn monitoring_is_announced_and_answers() {
    let (_bin, server) = linked();
    let folder = TempDir::new("life");
    let arguments =
        ["-a", "127.0.0.1", "-p", "-1", "-m", "-1", "--ports_file_dir", folder.path().to_str().unwrap()];
    let process = Process::start(&server, arguments).unwrap();
    let log = process.log();
    let address = log.iter().find_map(|line| line.split_once("[INF] Starting http monitor on ")).unwrap().1;
    let ports = read(&folder, format!("nats-server_{}.ports", process.id()));
    let expected =
        format!("{{\"nats\":[\"nats://{}\"],\"monitoring\":[\"http://{address}\"]}}", process.address());
    assert_eq!(ports, expected);
    let answer = get(address.parse().unwrap(), "/varz");
    assert!(
        answer.starts_with("HTTP/1.1 200 OK\r\n") && answer.contains("\"version\": \"2.15.1\""),
        "{answer}"
    );
    assert_eq!(process.stop().code(), Some(0));
}

/// The whole answer to a request without any more to come.
fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn a_taken_monitoring_port_is_fatal() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = TempDir::new("life");
    folder.write("nats.conf", format!("listen: 127.0.0.1:-1\nhttp: 127.0.0.1:{port}\n"));
    let ran = run_in(&folder, "nats-server", &["-c", "nats.conf"]);
    let last = format!(
        "[FTL] Can't start monitoring: can't listen to the monitor port: \
         listen tcp 127.0.0.1:{port}: bind: address already in use\n"
    );
    assert!(ran.code == 1 && ran.err.ends_with(&last), "{ran:?}");
}

#[test]
fn what_cannot_be_written_is_fatal_only_if_it_must_be() {
    let folder = TempDir::new("life");
    let ran = run_in(&folder, "nats-server", &["-p", "-1", "-P", "no/server.pid"]);
    assert_eq!(ran.code, 1);
    let last = "[FTL] Could not write pidfile: open no/server.pid: no such file or directory\n";
    assert!(ran.err.ends_with(last), "{}", ran.err);

    let ran = run_in(&folder, "nats-server", &["-p", "-1", "-l", "no/server.log"]);
    assert_eq!(ran.code, 1);
    assert!(ran.err.starts_with("nats-server: error opening log file \"no/server.log\": "), "{}", ran.err);

    let (_bin, server) = linked();
    let process =
        Process::start(&server, ["-a", "127.0.0.1", "-p", "-1", "--ports_file_dir", "/no/where"]).unwrap();
    process.expect_log("[ERR] Error writing ports file (/no/where/nats-server_");
}

#[test]
fn tls_is_announced() {
    let (_bin, server) = linked();
    let folder = TempDir::new("life");
    let issued = Authority::new(folder.path(), "tests").issue_server();
    let tls = |more: &str| {
        let (cert, key) = (issued.cert_file.display(), issued.key_file.display());
        format!("listen: 127.0.0.1:-1\ntls {{ cert_file: \"{cert}\", key_file: \"{key}\"\n {more} }}\n")
    };
    let check = |config: String, expected: &str, scheme: &str| {
        let config = folder.write("nats.conf", config);
        let arguments = ["-c", config.to_str().unwrap(), "--ports_file_dir", folder.path().to_str().unwrap()];
        let process = Process::start(&server, arguments).unwrap();
        process.expect_log(expected);
        let ports = read(&folder, format!("nats-server_{}.ports", process.id()));
        assert_eq!(ports, format!("{{\"nats\":[\"{scheme}://{}\"]}}", process.address()));
        assert_eq!(process.stop().code(), Some(0));
    };
    check(tls(""), "[INF] TLS required for client connections", "tls");
    check(tls("") + "allow_non_tls: true\n", "[INF] TLS available for client connections", "nats");
    let always = "[WRN] Clients that are not using \"TLS Handshake First\" option will fail to connect";
    check(tls("handshake_first: true"), always, "tls");
}
