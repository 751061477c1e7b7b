//! One receiver that has stopped reading, among a hundred: publishers pause for it, but not for long and not for ever.

use crate::{
    host::{Host, wait_until},
    wire::Wire,
};

const RECEIVERS: usize = 99;
const BLOCKS: usize = 40;
const BLOCK: usize = 100;

/// From here on publishers pause: less than what may wait for a receiver.
const CONGESTED: usize = 4 << 20;

/// Fills what may wait for the receiver up to where publishers pause, and some more.
fn fill(host: &Host, stalled: &mut Wire) {
    stalled.send("SUB fill 1\r\nSUB hot 2\r\n");
    assert_eq!(stalled.hear(), []);
    let mut filler = Wire::connect(host.address(), "");
    let message = format!("PUB fill 65536\r\n{}\r\n", "f".repeat(65536));
    wait_until("the receiver lags behind", || {
        filler.send(message.repeat(4));
        assert_eq!(filler.hear(), []);
        host.view(stalled.local_address()).pending_bytes > CONGESTED + (1 << 20)
    });
}

/// A publisher's messages to all receivers; gives back its own count of pauses.
fn publish_to_all(host: &Host, receivers: &mut [Wire]) -> u64 {
    let mut publisher = host.client();
    let before = host.inspect().counts().stalls;
    for block in 0..BLOCKS {
        let message = |number| format!("PUB hot 6\r\n{:06}\r\n", block * BLOCK + number);
        publisher.send((0..BLOCK).map(message).collect::<String>());
        publisher.expect_nothing();
        for receiver in &mut *receivers {
            let heard = receiver.hear();
            let numbers: Vec<usize> = heard.iter().map(|it| it.payload.parse().unwrap()).collect();
            assert_eq!(numbers, (block * BLOCK..(block + 1) * BLOCK).collect::<Vec<_>>());
        }
    }
    let stalls = host.view(publisher.local_address()).stalls;
    assert_eq!(host.inspect().counts().stalls - before, stalls, "all pauses were this publisher's");
    stalls
}

fn receivers(host: &Host) -> Vec<Wire> {
    let receiver = |_| {
        let mut wire = Wire::connect(host.address(), "");
        wire.send("SUB hot 1\r\n");
        assert_eq!(wire.hear(), []);
        wire
    };
    (0..RECEIVERS).map(receiver).collect()
}

#[test]
fn the_others_go_on() {
    let host = Host::start("write_deadline: \"1m\"");
    let mut receivers = receivers(&host);
    let mut stalled = Wire::connect(host.address(), "");
    fill(&host, &mut stalled);
    assert!(host.inspect().counts().stalls > 0, "the filler had to pause");
    let stalls = publish_to_all(&host, &mut receivers);
    assert!(stalls < BLOCKS as u64 / 2, "{stalls} pauses for a receiver that takes nothing");
    assert!(host.view(stalled.local_address()).pending_bytes > CONGESTED, "it still doesn't read");
    assert_eq!(host.inspect().counts().slow_consumers, 0);
    drop((receivers, stalled));
    host.expect_empty();
}

#[test]
fn nobody_pauses_if_nobody_wants_it() {
    let host = Host::start("write_deadline: \"1m\"\nno_fast_producer_stall: true");
    let mut receivers = receivers(&host);
    let mut stalled = Wire::connect(host.address(), "");
    fill(&host, &mut stalled);
    assert_eq!(publish_to_all(&host, &mut receivers), 0);
    assert_eq!(host.inspect().counts().stalls, 0);
}

/// A receiver that was behind and reads again gets everything.
#[test]
fn catching_up() {
    let host = Host::start("write_deadline: \"1m\"");
    let mut stalled = Wire::connect(host.address(), "");
    fill(&host, &mut stalled);
    let mut publisher = host.client();
    for number in 0..1000 {
        publisher.send(format!("PUB hot 6\r\n{number:06}\r\n"));
    }
    publisher.expect_nothing();
    let heard = stalled.hear();
    let (fill, hot): (Vec<_>, Vec<_>) = heard.iter().partition(|it| it.subject == "fill");
    assert!(fill.len() * 65536 > CONGESTED && fill.iter().all(|it| it.payload.len() == 65536));
    let numbers: Vec<usize> = hot.iter().map(|it| it.payload.parse().unwrap()).collect();
    assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
    assert_eq!(host.view(stalled.local_address()).pending_bytes, 0);
}
