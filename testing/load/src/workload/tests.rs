//! Every kind of workload against a server that does its work, and against some that don't.

use std::time::Duration;

use super::churn::Churn;
use super::connects::Connects;
use super::idle::Idle;
use super::paced::Paced;
use super::requests::Requests;
use super::requests::requester::Inboxes;
use super::subscriptions::Subscriptions;
use super::throughput::{Throughput, Wildcards};
use super::*;
use crate::fake::{Manner, brief_plan, server};

fn check(workload: Workload, metrics: &[Metric]) {
    let sample = workload.run(server(Manner::Honest), &brief_plan()).unwrap();
    for metric in metrics.iter().chain(&[Metric::Peak, Metric::System]) {
        let value = sample.get(metric).unwrap_or_else(|| panic!("{metric:?} is missing from {sample:?}"));
        assert!(value.is_finite() && *value >= 0.0, "{metric:?} is {value}");
    }
    if let Some(rate) = sample.get(&Metric::Rate) {
        assert!(*rate > 0.0, "{sample:?}");
    }
}

const STREAM: &[Metric] = &[Metric::Rate, Metric::Bytes, Metric::Cpu, Metric::LoadCores];
const LATENCY: &[Metric] = &[Metric::Rate, Metric::Cpu, Metric::P50, Metric::P99, Metric::P999];
const MEMORY: &[Metric] = &[Metric::RssEach, Metric::PssEach, Metric::Rate, Metric::Cpu];

#[test]
fn traffic_of_every_shape_arrives() {
    check(Workload::Throughput(Throughput::plain(1, 0, 1024)), STREAM);
    check(Workload::Throughput(Throughput::plain(3, 0, 1024)), STREAM);
    check(Workload::Throughput(Throughput::plain(1, 1, 16)), STREAM);
    check(Workload::Throughput(Throughput::plain(1, 1, 65536)), STREAM);
    check(Workload::Throughput(Throughput::plain(1, 5, 2048)), STREAM);
    check(Workload::Throughput(Throughput::plain(20, 1, 2048)), STREAM);
    check(Workload::Throughput(Throughput::plain(3, 3, 4096)), STREAM);
}

#[test]
fn queue_groups_share() {
    let sample = Throughput::queue(3, 4, 1024).run(server(Manner::Honest), &brief_plan()).unwrap();
    assert!(sample.get(&Metric::Spread).is_some_and(|spread| *spread < 2.0), "{sample:?}");
}

#[test]
fn wildcards_and_churn() {
    check(Workload::Wildcards(Wildcards { subscriptions: 4, subjects: 8 }), &[Metric::Rate, Metric::Cpu]);
    let churn = Churn { traffic: Throughput::plain(1, 1, 1024), pairs: 1000 };
    check(Workload::Churn(churn), &[Metric::Rate, Metric::Cpu, Metric::Kept]);
}

#[test]
fn requests_are_answered() {
    for (requesters, inboxes, payload) in [
        (1, Inboxes::Shared, 16),
        (4, Inboxes::Shared, 1024),
        (1, Inboxes::Fresh, 16),
        (4, Inboxes::Fresh, 16),
    ] {
        check(Workload::Requests(Requests { requesters, inboxes, payload }), LATENCY);
    }
}

#[test]
fn paced_messages_come_in_time() {
    check(Workload::Paced(Paced { rate: 20_000 }), &[Metric::Cpu, Metric::P50, Metric::P99, Metric::P999]);
}

#[test]
fn connections_and_subscriptions_are_weighed() {
    check(Workload::Idle(Idle { connections: 30 }), MEMORY);
    check(Workload::Subscriptions(Subscriptions { count: 1000, connections: 3, subjects: 10 }), MEMORY);
    check(Workload::Connects(Connects { parallel: 2 }), LATENCY);
}

fn failure(manner: Manner, shape: Throughput) -> String {
    let target = server(manner);
    let mut traffic = shape.connect(target).unwrap();
    traffic.grace = Duration::from_millis(100);
    let watched = traffic.run(|flow| {
        // Until the hundredth message has been published, however busy the machine is.
        while flow.published() < 200 && !flow.has_failed() {
            std::thread::sleep(Duration::from_millis(1));
        }
        Ok(())
    });
    watched.unwrap_err().to_string()
}

#[test]
fn a_lost_message_fails_the_run() {
    for shape in [Throughput::plain(1, 1, 4096), Throughput::plain(2, 3, 4096), Throughput::queue(1, 3, 4096)]
    {
        let said = failure(Manner::Forgetful, shape);
        assert!(said.starts_with("1 of ") && said.ends_with("never arrived"), "{said}");
    }
}

#[test]
fn a_doubled_message_fails_the_run() {
    for shape in [Throughput::plain(1, 1, 4096), Throughput::plain(2, 3, 4096), Throughput::queue(1, 3, 4096)]
    {
        let said = failure(Manner::Doubling, shape);
        assert!(said.contains("arrived where"), "{said}");
    }
}

#[test]
fn what_the_server_says_at_the_end_is_told() {
    let said = failure(Manner::Hostile, Throughput::plain(1, 1, 65536));
    assert!(said.contains("Go Away"), "{said}");
    let said = failure(Manner::Hostile, Throughput::plain(2, 2, 65536));
    assert!(said.contains("Go Away"), "{said}");
}
