//! The end of a server: at once, or as a lame duck.

use std::{
    net::TcpStream,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use proto::CloseReason;

use crate::{
    host::{Host, RaiseAtEnd, options, wait_until},
    wire::Wire,
};

#[test]
fn shutdown_ends_every_connection() {
    let mut host = Host::start(
        "accounts {
            A { users [{user: A, password: A}], exports [{stream: a.>}, {service: s}] }
            B { users [{user: B, password: B}], imports [{stream: {account: A, subject: a.>}}, {service: {account: A, subject: s}}] }
        }",
    );
    let mut clients: Vec<Wire> = (0..300)
        .map(|number| {
            let name = ["A", "B"][number % 2];
            let mut wire = Wire::connect(host.address(), &crate::host::credentials(name));
            wire.send("SUB a.> 1\r\nSUB x q 2\r\nSUB s 3\r\n");
            wire
        })
        .collect();
    clients.iter_mut().for_each(|client| assert_eq!(client.hear(), []));
    for client in &mut clients {
        client.send("PUB a.b 2\r\nhi\r\nPUB s x 2\r\nhi\r\n");
    }
    host.shut_down();
    assert!(TcpStream::connect(host.address()).is_err(), "nobody listens any more");
    let closed = host.inspect().closed_connections();
    assert_eq!(closed.len(), 300);
    assert!(closed.iter().all(|view| view.end.unwrap().reason == CloseReason::ServerShutdown));
    host.expect_empty();
}

/// Connections that come in while the server shuts down don't keep it from doing so.
#[test]
fn shutdown_while_clients_connect() {
    for round in 0..10 {
        let mut host = Host::start("port: 4222");
        let (address, done) = (host.address(), AtomicBool::new(false));
        thread::scope(|scope| {
            let _stop = RaiseAtEnd(&done);
            for _ in 0..3 {
                scope.spawn(|| {
                    let mut kept = Vec::new();
                    while !done.load(Ordering::Relaxed) {
                        kept.extend(TcpStream::connect(address));
                        kept.truncate(500);
                    }
                });
            }
            wait_until("clients are coming", || host.inspect().counts().connections > round * 5);
            host.shut_down();
        });
        host.expect_empty();
    }
}

/// A receiver that takes nothing doesn't keep the server from shutting down.
#[test]
fn shutdown_with_a_stuck_receiver() {
    let mut host = Host::start("port: 4222");
    let mut stuck = host.client();
    stuck.send("SUB x 1\r\n");
    stuck.expect_nothing();
    let mut publisher = Wire::connect(host.address(), "");
    let message = format!("PUB x 65536\r\n{}\r\n", "x".repeat(65536));
    while host.view(stuck.local_address()).pending_bytes == 0 {
        publisher.send(&message);
        assert_eq!(publisher.hear(), []);
    }
    host.shut_down();
    host.expect_empty();
}

#[test]
fn a_lame_duck_lets_its_clients_go() {
    let mut options = options("port: 4222");
    options.lame_duck_grace_period = Duration::from_millis(200);
    options.lame_duck_duration = Duration::from_millis(600);
    let mut host = Host::start_with(options);
    let mut news: Vec<_> = (0..5).map(|_| host.log_in("\"protocol\":1")).collect();
    let mut old = host.log_in("\"protocol\":0");
    for client in &mut news {
        // The first PING of such a client was answered by a second INFO.
        assert!(client.info().contains("\"connect_info\":true"));
        client.send("SUB x 1\r\n");
        client.expect_nothing();
    }
    old.expect_nothing();
    thread::scope(|scope| {
        let leaving = scope.spawn(|| host.block_on(host.server().lame_duck()));
        for client in &mut news {
            let info = client.info();
            assert!(info.contains("\"ldm\":true") && !info.contains("connect_info"), "{info}");
        }
        wait_until("the port is closed", || TcpStream::connect(host.address()).is_err());
        for mut client in news.drain(1..) {
            client.expect_closed();
        }
        leaving.join().unwrap();
    });
    news[0].expect_closed();
    old.expect_closed();
    host.shut_down();
    let closed = host.inspect().closed_connections();
    assert!(closed.iter().all(|view| view.end.unwrap().reason == CloseReason::ServerShutdown));
    host.expect_empty();
}

/// A lame duck still serves those who stay, and doesn't wait when nobody does.
#[test]
fn a_lame_duck_still_serves() {
    let mut options = options("port: 4222");
    options.lame_duck_grace_period = Duration::from_secs(60);
    options.lame_duck_duration = Duration::from_secs(120);
    let host = Host::start_with(options);
    let mut client = host.client();
    thread::scope(|scope| {
        let leaving = scope.spawn(|| host.block_on(host.server().lame_duck()));
        wait_until("the port is closed", || TcpStream::connect(host.address()).is_err());
        client.send("SUB x 1\r\nPUB x 2\r\nhi\r\n");
        client.expect("MSG x 1 2\r\nhi\r\n");
        drop(client);
        leaving.join().unwrap();
    });
}
