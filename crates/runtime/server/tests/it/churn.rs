//! Isolation while everything changes: clients that move from account to account and subscribe and unsubscribe while all
//! accounts publish to the same subjects.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

use stdx::random::Random;

use crate::{
    host::{Host, RaiseAtEnd, credentials},
    wire::{Delivery, Wire},
};

const CONFIG: &str = "accounts {
    A { users [{user: A, password: A}], exports [{stream: shared.>, accounts: [B]}] }
    B { users [{user: B, password: B}], imports [{stream: {account: A, subject: shared.>}, prefix: from}] }
    C { users [{user: C, password: C}] }
}";
const ACCOUNTS: [&str; 3] = ["A", "B", "C"];
const SUBJECTS: [&str; 4] = ["x.1", "x.2", "shared.1", "from.shared.1"];
const MOVERS: u64 = 4;
const MOVES: usize = 150;

/// Payloads name the account they were published in.
fn volley(account: &str) -> String {
    SUBJECTS.map(|subject| format!("PUB {subject} {}\r\n{account}\r\n", account.len())).concat()
}

/// Whether a client of `account` may see this.
fn is_theirs(account: &str, delivery: &Delivery) -> bool {
    let imported = account == "B" && delivery.payload == "A" && delivery.subject == "from.shared.1";
    delivery.payload == account || imported
}

#[test]
fn movers_hear_only_the_account_they_are_in() {
    let host = Host::start(CONFIG);
    let (done, server) = (&AtomicBool::new(false), &host);
    thread::scope(|scope| {
        let _stop = RaiseAtEnd(done);
        for account in ACCOUNTS {
            scope.spawn(move || publish_until(server, account, done));
        }
        let movers: Vec<_> =
            (0..MOVERS).map(|seed| scope.spawn(move || move_about(server, seed, MOVES))).collect();
        let heard: usize = movers.into_iter().map(|mover| mover.join().unwrap()).sum();
        assert!(heard > MOVES, "there was traffic to hear: {heard}");
    });
    host.expect_empty();
}

fn publish_until(host: &Host, account: &str, done: &AtomicBool) {
    let mut wire = Wire::connect(host.address(), &credentials(account));
    while !done.load(Ordering::Relaxed) {
        wire.send(volley(account).repeat(20));
        assert!(wire.hear().is_empty());
    }
}

/// Changes account and subscriptions over and over; gives back how many messages came. Sids name move and account.
fn move_about(host: &Host, seed: u64, moves: usize) -> usize {
    let mut random = Random::new(seed);
    let mut wire = Wire::connect(host.address(), &credentials("A"));
    let mut heard = 0;
    for number in 0..moves {
        let account = ACCOUNTS[random.below(3) as usize];
        let queue = ["", "q"][random.below(2) as usize];
        wire.send(format!(
            "CONNECT {{{}}}\r\nSUB > {number}.{account}\r\nSUB x.* {queue} {number}.{account}.x\r\nSUB from.shared.* {number}.{account}.y\r\n",
            credentials(account)
        ));
        for _ in 0..random.below(3) {
            let deliveries = wire.hear();
            heard += deliveries.len();
            for delivery in &deliveries {
                let named = delivery.sid.split('.').nth(1).unwrap();
                assert!(is_theirs(named, delivery), "seed {seed}: {delivery:?}");
            }
        }
        wire.send(format!("UNSUB {number}.{account}.x\r\n"));
    }
    heard
}

/// Publishers remember where their subjects go; what they remember follows every change.
#[test]
fn the_last_change_counts() {
    let host = Host::start(CONFIG);
    let mut publishers = ACCOUNTS.map(|account| Wire::connect(host.address(), &credentials(account)));
    let mut mover = Wire::connect(host.address(), &credentials("A"));
    let mut speak = |mover: &mut Wire| {
        for (publisher, account) in publishers.iter_mut().zip(ACCOUNTS) {
            publisher.send(volley(account));
            assert!(publisher.hear().is_empty());
        }
        let mut heard: Vec<_> =
            mover.hear().into_iter().map(|it| format!("{} {} {}", it.sid, it.subject, it.payload)).collect();
        heard.sort();
        heard
    };
    for round in 0..20 {
        mover.send(format!("CONNECT {{{}}}\r\nSUB shared.* 1\r\n", credentials("A")));
        assert_eq!(mover.hear(), []);
        assert_eq!(speak(&mut mover), ["1 shared.1 A"], "round {round}");
        mover.send(format!("CONNECT {{{}}}\r\n", credentials("B")));
        assert_eq!(mover.hear(), []);
        assert_eq!(speak(&mut mover), Vec::<String>::new(), "round {round}: CONNECT drops subscriptions");
        mover.send("SUB from.*.1 1\r\nSUB x.1 2\r\n");
        assert_eq!(mover.hear(), []);
        assert_eq!(speak(&mut mover), ["1 from.shared.1 A", "1 from.shared.1 B", "2 x.1 B"], "round {round}");
        mover.send(format!("UNSUB 1\r\nCONNECT {{{}}}\r\nSUB x.1 q 1\r\n", credentials("C")));
        assert_eq!(mover.hear(), []);
        assert_eq!(speak(&mut mover), ["1 x.1 C"], "round {round}");
    }
}
