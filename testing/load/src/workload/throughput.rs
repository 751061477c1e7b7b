//! Publishers and subscribers at full speed, in every shape.

use stdx::random::Random;

use super::sample_of;
use crate::error::Result;
use crate::measure::{self, Plan};
use crate::sample::{Metric, Sample};
use crate::server::Target;
use crate::traffic::script::Script;
use crate::traffic::{Audience, GRACE, Traffic};
use crate::wire::connection::Connection;
use crate::wire::encode;

const SUBJECT: &str = "load.data";

/// A shape of traffic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Throughput {
    /// Publishing connections.
    pub(crate) publishers: usize,
    /// Subscribing connections.
    pub(crate) subscribers: usize,
    /// Queue groups, each on a subject of its own with every subscriber in it; 0 means plain subscriptions.
    pub(crate) groups: usize,
    /// Bytes of payload.
    pub(crate) payload: usize,
}

impl Throughput {
    /// `publishers` to `subscribers`, who all get everything.
    pub(crate) const fn plain(publishers: usize, subscribers: usize, payload: usize) -> Self {
        Self { publishers, subscribers, groups: 0, payload }
    }

    /// One publisher to `groups` queue groups of `members`.
    pub(crate) const fn queue(groups: usize, members: usize, payload: usize) -> Self {
        Self { publishers: 1, subscribers: members, groups, payload }
    }

    /// Runs it once.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let traffic = self.connect(target)?;
        let audience = traffic.audience;
        let (interval, shares) = traffic.run(|flow| {
            let count = || match audience {
                Audience::Nobody => flow.published(),
                _ => flow.deliveries(),
            };
            measure::steady(target, plan, &count)
        })?;
        let mut sample = sample_of(&interval);
        sample.insert(Metric::Bytes, interval.rate() * self.payload as f64);
        if let (Audience::Someone, Some(spread)) = (audience, spread(&shares)) {
            sample.insert(Metric::Spread, spread);
        }
        Ok(sample)
    }

    /// Makes the connections and subscriptions.
    pub(crate) fn connect(&self, target: Target) -> Result<Traffic> {
        let subjects = self.subjects();
        let mut subscribers = Connection::open_many(target.address, self.subscribers)?;
        for subscriber in &mut subscribers {
            self.subscribe(subscriber, &subjects)?;
        }
        let publishers = Connection::open_many(target.address, self.publishers)?;
        let mut script = Script::cycle(subjects.iter().map(String::as_str), self.payload);
        if self.publishers > 1 {
            script = script.in_chunks_of(32 * 1024);
        }
        Ok(Traffic { publishers, subscribers, script, audience: self.audience(), grace: GRACE })
    }

    fn audience(&self) -> Audience {
        match (self.subscribers, self.groups) {
            (0, _) => Audience::Nobody,
            (_, 0) => Audience::Everyone,
            _ => Audience::Someone,
        }
    }

    fn subjects(&self) -> Vec<String> {
        match self.groups {
            0 | 1 => vec![SUBJECT.into()],
            many => (0..many).map(|group| format!("{SUBJECT}.{group:03}")).collect(),
        }
    }

    fn subscribe(&self, subscriber: &mut Connection, subjects: &[String]) -> Result<()> {
        let queue = (self.groups > 0).then_some("workers");
        let mut lines = Vec::new();
        // Ids of one width, because all messages must be equally long.
        for (subject, sid) in subjects.iter().zip(100..) {
            encode::subscribe(&mut lines, subject, queue, sid);
        }
        let subject = subjects.first().map_or(SUBJECT, String::as_str);
        subscriber.send(&lines)?;
        subscriber.confirm()?;
        subscriber.scanner.expect(encode::message_length(subject, 100, None, self.payload));
        Ok(())
    }
}

fn spread(shares: &[u64]) -> Option<f64> {
    let (most, least) = (*shares.iter().max()?, *shares.iter().min()?);
    Some(most as f64 / least.max(1) as f64)
}

/// One publisher, and one subscriber with very many wildcard subscriptions of which one matches each message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wildcards {
    /// Subscriptions, half of them `dev.N.*.temp`, half `site.N.>`.
    pub(crate) subscriptions: usize,
    /// Different subjects that are published.
    pub(crate) subjects: usize,
}

impl Wildcards {
    /// Runs it once.
    pub(crate) fn run(&self, target: Target, plan: &Plan) -> Result<Sample> {
        let traffic = self.connect(target)?;
        let (interval, _) = traffic.run(|flow| measure::steady(target, plan, &|| flow.deliveries()))?;
        Ok(sample_of(&interval))
    }

    fn connect(&self, target: Target) -> Result<Traffic> {
        let mut subscriber = Connection::open(target.address)?;
        let mut lines = Vec::new();
        for number in 0..self.subscriptions {
            encode::subscribe(&mut lines, &pattern(number), None, (1_000_000 + number) as u64);
        }
        subscriber.send(&lines)?;
        subscriber.confirm()?;
        let subjects = self.published();
        let first = subjects.first().map_or("", String::as_str);
        subscriber.scanner.expect(encode::message_length(first, 1_000_000, None, 16));
        let script = Script::cycle(subjects.iter().map(String::as_str), 16);
        let publishers = vec![Connection::open(target.address)?];
        Ok(Traffic {
            publishers,
            subscribers: vec![subscriber],
            script,
            audience: Audience::Everyone,
            grace: GRACE,
        })
    }

    /// Subjects in random order, spread evenly over the subscriptions.
    fn published(&self) -> Vec<String> {
        // Odd, so that both kinds of pattern have their turn.
        let step = (self.subscriptions / self.subjects) | 1;
        let nth = |index: usize| subject(index * step % self.subscriptions, index / self.subscriptions);
        let mut subjects: Vec<String> = (0..self.subjects).map(nth).collect();
        shuffle(&mut subjects);
        subjects
    }
}

/// Into an order that is random and always the same.
fn shuffle<T>(items: &mut [T]) {
    let mut random = Random::new(7);
    for last in (1..items.len()).rev() {
        let other = random.below(last as u64 + 1) as usize;
        items.swap(last, other);
    }
}

fn pattern(number: usize) -> String {
    if number.is_multiple_of(2) { format!("dev.{number:06}.*.temp") } else { format!("site.{number:06}.>") }
}

/// A subject that the pattern of that number matches, always of the same length.
fn subject(number: usize, room: usize) -> String {
    if number.is_multiple_of(2) {
        format!("dev.{number:06}.r{room:03}.temp")
    } else {
        format!("site.{number:06}.{room:03}.temp")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_audience_follows_from_the_shape() {
        assert_eq!(Throughput::plain(1, 0, 16).audience(), Audience::Nobody);
        assert_eq!(Throughput::plain(4, 4, 16).audience(), Audience::Everyone);
        assert_eq!(Throughput::queue(1, 8, 16).audience(), Audience::Someone);
        assert_eq!(Throughput::queue(100, 8, 16).subjects().len(), 100);
    }

    #[test]
    fn spread_is_most_over_least() {
        assert_eq!(spread(&[10, 20, 15]), Some(2.0));
        assert_eq!(spread(&[3, 0]), Some(3.0));
        assert_eq!(spread(&[]), None);
    }

    #[test]
    fn wildcard_subjects_are_distinct_equally_long_and_of_both_kinds() {
        for (subscriptions, count) in [(100_000, 1_000), (1_000, 1_000), (1_000, 3_000)] {
            let mut subjects = Wildcards { subscriptions, subjects: count }.published();
            let length = subjects.first().unwrap().len();
            assert!(subjects.iter().all(|subject| subject.len() == length));
            let sites = subjects.iter().filter(|subject| subject.starts_with("site.")).count();
            assert_eq!(sites, count / 2);
            subjects.sort();
            subjects.dedup();
            assert_eq!(subjects.len(), count);
        }
    }
}
