//! Whoever leaves takes everything along: sockets, subscriptions, memory.

use crate::{
    host::{Host, credentials, wait_until},
    process::{alone, open_files, resident_memory},
    wire::Wire,
};

const CONFIG: &str = "accounts {
    A { users [{user: A, password: A}], exports [{stream: a.>}, {service: s.*, response_type: stream}] }
    B { users [{user: B, password: B}]
        imports [{stream: {account: A, subject: a.>}, prefix: from}, {service: {account: A, subject: s.*}, to: ask.$1}] }
}";

/// Publishers remember where their subjects go; that keeps no socket open.
#[test]
fn remembered_receivers_are_let_go() {
    alone("leaks::remembered_receivers_are_let_go", || {
        let host = Host::start(CONFIG);
        let mut publisher = Wire::connect(host.address(), &credentials("A"));
        assert_eq!(publisher.hear(), []);
        let before = open_files();
        for round in 0..3 {
            let mut receivers: Vec<Wire> = (0..100).map(|number| receiver(&host, number)).collect();
            receivers.iter_mut().for_each(|receiver| assert_eq!(receiver.hear(), []));
            publisher.send("PUB a.b 2\r\nhi\r\n".repeat(3));
            assert_eq!(publisher.hear(), []);
            receivers.iter_mut().for_each(|receiver| assert_eq!(receiver.hear().len(), 3));
            assert_eq!(open_files(), before + 200, "round {round}: both ends are in this process");
            drop(receivers);
            wait_until("all sockets are closed", || open_files() == before);
        }
        drop(publisher);
        host.expect_empty();
    });
}

fn receiver(host: &Host, number: usize) -> Wire {
    let (user, filter) = [("A", "a.>"), ("B", "from.a.*")][number % 2];
    let mut wire = Wire::connect(host.address(), &credentials(user));
    wire.send(format!("SUB {filter} 1\r\n"));
    wire
}

/// Every kind of subscription, ended in every way there is.
#[test]
fn tables_are_empty_in_the_end() {
    let host = Host::start(CONFIG);
    for round in 0..30 {
        let (mut a, mut b) = (host.user("A"), host.user("B"));
        a.send("SUB a.b 1\r\nSUB a.* 2\r\nSUB > q 3\r\nSUB s.* 4\r\nSUB s.> q 5\r\n");
        b.send("SUB from.a.b 1\r\nSUB from.> q 2\r\nSUB > 3\r\nSUB * 4\r\nSUB inbox 5\r\nUNSUB 1 2\r\nUNSUB 3\r\n");
        a.expect_nothing();
        b.expect_nothing();
        b.send("PUB ask.x inbox 2\r\nhi\r\nPUB inbox 0\r\n\r\n");
        b.read_until("PUB inbox".replace("PUB ", "MSG "));
        a.send("PUB a.b 0\r\n\r\n");
        a.read_until("hi\r\n");
        match round % 3 {
            0 => {}
            1 => a.send(format!("CONNECT {{{}}}\r\nPING\r\n", credentials("B"))),
            _ => a.send("UNSUB 1\r\nUNSUB 2 1\r\nUNSUB 3\r\nbad\r\n"),
        }
        let ends = [a.local_address(), b.local_address()];
        drop((a, b));
        for peer in ends {
            host.end_of(peer);
        }
    }
    host.expect_empty();
}

/// Thousands of clients that come, subscribe, publish and go leave nothing behind that grows.
#[test]
fn memory_does_not_grow_with_those_who_left() {
    alone("leaks::memory_does_not_grow_with_those_who_left", || {
        let host = Host::start(&format!("max_closed_clients: 100\n{CONFIG}"));
        let mut requests = 0;
        let mut visit = |count| {
            for _ in 0..count {
                requests += 1;
                let mut client = Wire::connect(host.address(), &credentials("B"));
                client.send(format!(
                    "SUB inbox.{requests} 1\r\nSUB from.a.{requests} 2\r\nSUB x.{requests}.> q 3\r\nPUB ask.{requests} inbox.{requests} 0\r\n\r\nPUB x.{requests}.y 0\r\n\r\n"
                ));
                assert_eq!(client.hear().len(), 1);
            }
            wait_until("they are gone", || host.inspect().counts().connections == 0);
            resident_memory()
        };
        let before = visit(1_000);
        let grown = visit(4_000).saturating_sub(before);
        assert!(grown < 6 << 20, "{grown} bytes for 4,000 clients that are gone");
        host.expect_empty();
    });
}
