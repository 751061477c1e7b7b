//! Random accounts whose subjects, queues and inboxes are the same: nobody hears what is not theirs, and everybody hears
//! what is, in a million deliveries.
//!
//! `GANNET_ISOLATION_DELIVERIES` asks for another number of deliveries, `GANNET_ISOLATION_SEED` for another first seed.

mod account_set;
mod crowd;
mod expectation;

use std::{collections::BTreeSet, env};

use options::{AccountSpec, Options};
use stdx::random::Random;

use self::{
    account_set::{account_set, described, literal},
    crowd::{Crowd, subscription},
    expectation::{Expectation, Round},
};
use crate::{host::Host, wire::Delivery};

const DELIVERIES: u64 = 1_000_000;
const TURNS: usize = 4;
const MESSAGES_PER_TURN: usize = 200;

/// Something that was published.
struct Message {
    publisher: usize,
    subject: String,
    reply: Option<String>,
}

/// The answer of somebody who was asked by message `of`.
struct Answer {
    publisher: usize,
    reply: String,
    of: usize,
}

#[test]
fn nobody_hears_what_is_not_theirs() {
    let number = |name: &str| env::var(name).ok().map(|value| value.parse().unwrap());
    let goal = number("GANNET_ISOLATION_DELIVERIES").unwrap_or(DELIVERIES);
    let mut seed = number("GANNET_ISOLATION_SEED").unwrap_or(1);
    let mut tally = Tally::default();
    while tally.deliveries < goal {
        Conversation::new(seed, &account_set(&mut Random::new(seed))).hold(&mut tally);
        seed += 1;
    }
    assert!(
        tally.answers > goal / 200 && tally.withheld > goal / 20_000,
        "the sets are too simple: {tally:?}"
    );
}

/// How much there was to go wrong.
#[derive(Debug, Default)]
struct Tally {
    deliveries: u64,
    answers: u64,
    withheld: u64,
}

/// One crowd on one server. Fails with the seed that shows it.
struct Conversation<'a> {
    seed: u64,
    random: Random,
    accounts: &'a [AccountSpec],
    crowd: Crowd,
    expectation: Expectation<'a>,
    host: Host,
}

impl<'a> Conversation<'a> {
    fn new(seed: u64, accounts: &'a [AccountSpec]) -> Conversation<'a> {
        let mut random = Random::new(!seed);
        let host = Host::start_with(Options { accounts: accounts.to_vec(), ..Options::default() });
        let crowd = Crowd::gather(&mut random, accounts, host.address());
        let expectation = Expectation::new(accounts, &crowd);
        Conversation { seed, random, accounts, crowd, expectation, host }
    }

    /// Everybody publishes, whoever is asked answers, and each delivery is accounted for.
    fn hold(mut self, tally: &mut Tally) {
        for _ in 0..TURNS {
            let messages = self.messages();
            let heard = self.speak(messages.iter().map(|message| {
                (message.publisher, message.subject.as_str(), message.reply.as_deref().unwrap_or_default())
            }));
            let answers = self.check_messages(&messages, &heard);
            let replies =
                self.speak(answers.iter().map(|answer| (answer.publisher, answer.reply.as_str(), "")));
            self.check_answers(&messages, &answers, &replies);
            tally.deliveries += (heard.len() + replies.len()) as u64;
            tally.answers += answers.len() as u64;
        }
        tally.withheld += self.expectation.withheld;
        drop(self.crowd);
        self.host.expect_empty();
    }

    fn messages(&mut self) -> Vec<Message> {
        let publishers = 0..self.crowd.clients.len();
        publishers
            .flat_map(|publisher| [publisher; MESSAGES_PER_TURN])
            .map(|publisher| self.message(publisher))
            .collect()
    }

    fn message(&mut self, publisher: usize) -> Message {
        let reply = (self.random.below(8) == 0).then(|| Crowd::inbox_of(publisher));
        Message { publisher, subject: literal(&mut self.random), reply }
    }

    /// Publishes; each payload names the account, the client and the message's place in the list.
    fn speak<'m>(&mut self, messages: impl Iterator<Item = (usize, &'m str, &'m str)>) -> Vec<Delivery> {
        let mut words = vec![String::new(); self.crowd.clients.len()];
        for (number, (publisher, subject, reply)) in messages.enumerate() {
            let payload = self.payload(publisher, number);
            words[publisher] += &format!("PUB {subject} {reply} {}\r\n{payload}\r\n", payload.len());
        }
        self.crowd.speak(&words)
    }

    fn payload(&self, publisher: usize, number: usize) -> String {
        format!("{} {publisher} {number}", self.accounts[self.crowd.clients[publisher].account].name)
    }

    /// Sorts deliveries by what they are deliveries of.
    fn sorted<'d>(&self, count: usize, heard: &'d [Delivery]) -> Vec<Vec<&'d Delivery>> {
        let mut sorted = vec![Vec::new(); count];
        for delivery in heard {
            let number: usize = delivery.payload.rsplit(' ').next().unwrap().parse().unwrap();
            sorted[number].push(delivery);
        }
        sorted
    }

    /// Holds what was heard against what had to be heard. Gives back who answers which request.
    fn check_messages(&mut self, messages: &[Message], heard: &[Delivery]) -> Vec<Answer> {
        let mut answers = Vec::new();
        for (number, heard) in self.sorted(messages.len(), heard).into_iter().enumerate() {
            let message = &messages[number];
            let account = self.crowd.clients[message.publisher].account;
            let asked = self.expectation.asked(account, &message.subject);
            let rounds = self.expectation.rounds(&self.crowd, account, &message.subject);
            let left = settle(&self.crowd, rounds, message.publisher, &heard)
                .and_then(|left| left.is_empty().then_some(()).ok_or_else(|| format!("not theirs: {left:?}")))
                .and_then(|()| check_replies(&self.crowd, &asked, message, &heard));
            left.unwrap_or_else(|wrong| self.fail(message.publisher, &message.subject, number, &wrong));
            answers.extend(self.answers(number, &heard));
        }
        answers
    }

    /// One answer to each reply subject that a request was given on its way.
    fn answers(&mut self, of: usize, heard: &[&Delivery]) -> Vec<Answer> {
        let mut replies = BTreeSet::new();
        for delivery in heard {
            let reply = delivery.reply.clone().filter(|reply| reply.starts_with("_R_."));
            replies
                .extend(reply.map(|reply| (self.crowd.subscriptions[subscription(delivery)].client, reply)));
        }
        let mut replies: Vec<(usize, String)> = replies.into_iter().collect();
        replies.sort_by(|one, other| one.1.cmp(&other.1));
        replies.dedup_by(|one, other| one.1 == other.1);
        replies.into_iter().map(|(publisher, reply)| Answer { publisher, reply, of }).collect()
    }

    /// An answer is heard where it was given, at the inbox it was asked for, and in the accounts that a chain of imports
    /// led the request through: there under a subject that only the server knows.
    fn check_answers(&mut self, messages: &[Message], answers: &[Answer], heard: &[Delivery]) {
        for (number, heard) in self.sorted(answers.len(), heard).into_iter().enumerate() {
            let answer = &answers[number];
            let question = &messages[answer.of];
            let asking = self.crowd.clients[question.publisher].account;
            let back = self.expectation.answer(&self.crowd, asking, question.reply.as_deref().unwrap());
            let account = self.crowd.clients[answer.publisher].account;
            let asked = self.expectation.asked(asking, &question.subject);
            let mut rounds = vec![back];
            rounds.extend(self.expectation.fresh_rounds(&self.crowd, account, &answer.reply));
            let on_the_way = |copy: &(usize, &str)| {
                let of = self.crowd.subscriptions[copy.0].account;
                copy.1.starts_with("_R_.") && copy.1 != answer.reply && asked.contains(&of)
            };
            let left = settle(&self.crowd, &rounds, answer.publisher, &heard).and_then(|left| {
                left.iter().all(on_the_way).then_some(()).ok_or_else(|| format!("not theirs: {left:?}"))
            });
            left.unwrap_or_else(|wrong| self.fail(answer.publisher, &answer.reply, number, &wrong));
        }
    }

    fn fail(&self, publisher: usize, subject: &str, number: usize, wrong: &str) -> ! {
        let payload = self.payload(publisher, number);
        panic!(
            "seed {}: \"{payload}\" published to {subject}: {wrong}\n{}",
            self.seed,
            described(self.accounts)
        )
    }
}

/// Takes out of what was heard what had to be heard; gives back the rest, or what is missing.
fn settle<'d>(
    crowd: &Crowd,
    rounds: &[Round],
    publisher: usize,
    heard: &[&'d Delivery],
) -> Result<Vec<(usize, &'d str)>, String> {
    let mut left: Vec<(usize, &str)> =
        heard.iter().map(|delivery| (subscription(delivery), delivery.subject.as_str())).collect();
    let mut take = |wanted: &dyn Fn(usize, &str) -> bool| {
        let at = left.iter().position(|copy| wanted(copy.0, copy.1));
        at.map(|at| left.swap_remove(at)).is_some()
    };
    for round in rounds {
        let counts = |subscription: usize| round.is_for(crowd, subscription, publisher);
        for (subscription, subject) in round.plain.iter().filter(|copy| counts(copy.0)) {
            if !take(&|number, name| number == *subscription && name == subject) {
                return Err(format!("{subscription} does not get {subject}"));
            }
        }
        for (queue, members) in &round.groups {
            let is_member =
                |number: usize, name: &str| members.iter().any(|it| it.0 == number && it.1 == name);
            if members.iter().any(|member| counts(member.0))
                && !take(&|number, name| counts(number) && is_member(number, name))
            {
                return Err(format!("none of {queue} gets it: {members:?}"));
            }
        }
    }
    Ok(left)
}

/// The asker's inbox is seen by its own account and by those who import its streams; who is asked through a service sees
/// a subject of the server's that leads there.
fn check_replies(
    crowd: &Crowd,
    asked: &[usize],
    message: &Message,
    heard: &[&Delivery],
) -> Result<(), String> {
    let fits = |delivery: &&&Delivery| match (&message.reply, &delivery.reply) {
        (None, None) => true,
        (Some(inbox), Some(reply)) if inbox == reply => true,
        (Some(_), Some(reply)) => {
            reply.starts_with("_R_.") && asked.contains(&crowd.subscriptions[subscription(delivery)].account)
        }
        _ => false,
    };
    match heard.iter().find(|delivery| !fits(delivery)) {
        None => Ok(()),
        Some(odd) => Err(format!("the reply is wrong: {odd:?}")),
    }
}
