//! PING and PONG, and the deadlines of a connection.

use std::{
    hash::BuildHasher,
    sync::atomic::Ordering,
    time::{Duration, Instant},
};

use foldhash::fast::RandomState;
use proto::{CloseReason, ErrorReply};
use stdx::random::Random;

use super::{SecondInfo, Session};
use crate::{core::Core, delivery::Batch};

/// The first PING goes out this soon after CONNECT, to learn the round trip.
const FIRST_PING: Duration = Duration::from_secs(2);

/// A round trip is measured anew after this time, however busy the client is.
const MEASURE_EVERY: Duration = Duration::from_secs(3600);

/// Liveness of a connection.
pub(crate) struct Pings {
    /// When the next PING is due.
    next: Instant,
    /// Sent and not answered.
    unanswered: u32,
    sent: Option<Instant>,
    /// When a PONG last told the round trip.
    measured: Option<Instant>,
    /// By when the client must have logged in.
    login_by: Option<Instant>,
}

impl Pings {
    pub(super) fn new(core: &Core, now: Instant, logged_in: bool) -> Pings {
        let interval = core.options.ping_interval;
        Pings {
            next: now + interval + jitter(interval),
            unanswered: 0,
            sent: None,
            measured: None,
            login_by: (!logged_in).then(|| now + core.login_timeout),
        }
    }
}

impl Session {
    /// Answers a PING; the first after a CONNECT of protocol 1 also with a second INFO.
    pub(super) fn ping(&mut self, core: &Core, batch: &mut Batch) {
        self.client.answer(batch, |out| out.extend_from_slice(proto::write::PONG));
        if self.second_info == SecondInfo::NextPing {
            self.second_info = SecondInfo::Past;
            if !self.client.connection.takes_news() {
                return;
            }
            self.client.answer(batch, |out| core.write_second_info(&self.client, out));
        }
    }

    /// Takes note of an answered PING.
    pub(super) fn pong(&mut self) {
        self.pings.unanswered = 0;
        if let Some(sent) = self.pings.sent.take() {
            self.pings.measured = Some(Instant::now());
            self.client.connection.measured_rtt(sent.elapsed());
        }
    }

    /// The login went well: its deadline is gone.
    pub(super) fn logged_in(&mut self) {
        self.pings.login_by = None;
    }

    /// The first CONNECT: the round trip is wanted soon.
    pub(super) fn ping_soon(&mut self, core: &Core) {
        let first = FIRST_PING.min(core.options.ping_interval);
        self.pings.next = Instant::now() + first + jitter(first);
    }

    /// When [`Session::on_deadline`] wants to be called next.
    pub(crate) fn next_deadline(&self, core: &Core) -> Instant {
        let mut next = self.pings.next;
        if let Some(login_by) = self.pings.login_by {
            next = next.min(login_by);
        }
        if let Some(since) = self.client.connection.outbound().blocked_since() {
            next = next.min(since + core.options.write_deadline);
        }
        next
    }

    /// Acts on the deadlines that have passed.
    pub(crate) fn on_deadline(&mut self, core: &Core, now: Instant) {
        if self.pings.login_by.is_some_and(|by| by <= now) {
            return self.dismiss(&ErrorReply::AuthenticationTimeout, CloseReason::AuthenticationTimeout);
        }
        let blocked = self.client.connection.outbound().blocked_since();
        if blocked.is_some_and(|since| since + core.options.write_deadline <= now) {
            return core.write_deadline_passed(&self.client.connection);
        }
        if self.pings.next <= now {
            self.ping_is_due(core, now);
        }
    }

    fn ping_is_due(&mut self, core: &Core, now: Instant) {
        let interval = core.options.ping_interval;
        self.pings.next = now + interval + jitter(interval);
        let is_measured = self.pings.measured.is_some_and(|at| now < at + MEASURE_EVERY);
        if is_measured && self.was_active_within(core, interval) {
            return;
        }
        if self.pings.unanswered >= core.options.ping_max {
            tracing::debug!("{} - Stale Client Connection - Closing", self.client.connection.label());
            return self.dismiss(&ErrorReply::StaleConnection, CloseReason::StaleConnection);
        }
        self.pings.unanswered += 1;
        self.pings.sent = Some(now);
        self.client.connection.send_now(proto::write::PING);
    }

    fn was_active_within(&self, core: &Core, interval: Duration) -> bool {
        let last = self.client.connection.received.last_activity.load(Ordering::Relaxed);
        u128::from(core.milliseconds().saturating_sub(last)) < interval.as_millis()
    }

    /// Tells the client why, outside of a read, and ends the connection.
    fn dismiss(&self, reply: &ErrorReply<'_>, reason: CloseReason) {
        let mut text = Vec::new();
        reply.write(&mut text);
        self.client.connection.send_now(&text);
        self.client.connection.close(reason);
    }
}

/// Up to a fifth of `interval`, so that connections made together don't ping together.
fn jitter(interval: Duration) -> Duration {
    let fifth = (interval.as_micros() / 5).min(u128::from(u64::MAX)) as u64;
    let mut random = Random::new(RandomState::default().hash_one(interval));
    Duration::from_micros(random.below(fifth.max(1)))
}
