//! Who has to get a message, by the slow model of the accounts.

use std::collections::{BTreeMap, HashMap};

use accounts::model::{By, Model, Sight};
use options::AccountSpec;
use subject::Subject;

use super::crowd::{Crowd, Subscription};

/// Receivers of one message in one account, with the subscriptions of those who import it as a stream.
pub(crate) struct Round {
    /// Subscriptions without a queue, and the subject each sees: every one gets a copy.
    pub(crate) plain: Vec<(usize, String)>,
    /// Members of each queue group: one of them gets a copy.
    pub(crate) groups: BTreeMap<&'static str, Vec<(usize, String)>>,
    /// Whether it is the publisher's own account, where its wish not to hear itself counts.
    is_own: bool,
}

impl Round {
    fn new(is_own: bool) -> Round {
        Round { plain: Vec::new(), groups: BTreeMap::new(), is_own }
    }

    fn add(&mut self, subscriptions: &[Subscription], number: usize, subject: &str) {
        let copy = (number, subject.to_owned());
        match subscriptions[number].queue {
            None => self.plain.push(copy),
            Some(queue) => self.groups.entry(queue).or_default().push(copy),
        }
    }

    /// Whether this subscription counts when `publisher` speaks.
    pub(crate) fn is_for(&self, crowd: &Crowd, subscription: usize, publisher: usize) -> bool {
        let is_echo = self.is_own && crowd.subscriptions[subscription].client == publisher;
        !is_echo || crowd.clients[publisher].echo
    }
}

/// The rounds of every subject in every account, worked out once.
pub(crate) struct Expectation<'a> {
    accounts: &'a [AccountSpec],
    filters: Vec<Subject>,
    known: HashMap<(usize, String), Vec<Round>>,
    /// Listeners of streams who don't see what came to the exporter through a service.
    pub(crate) withheld: u64,
}

impl<'a> Expectation<'a> {
    pub(crate) fn new(accounts: &'a [AccountSpec], crowd: &Crowd) -> Expectation<'a> {
        let filters = crowd.subscriptions.iter().map(|known| known.filter.parse().unwrap()).collect();
        Expectation { accounts, filters, known: HashMap::new(), withheld: 0 }
    }

    /// What becomes of a message that a client of `account` publishes to `subject`.
    pub(crate) fn rounds(&mut self, crowd: &Crowd, account: usize, subject: &str) -> &[Round] {
        let key = (account, subject.to_owned());
        if !self.known.contains_key(&key) {
            self.withheld += self.count_withheld(crowd, account, subject);
            self.known.insert(key.clone(), self.fresh_rounds(crowd, account, subject));
        }
        &self.known[&key]
    }

    /// The same, for a subject that is used once.
    pub(crate) fn fresh_rounds(&self, crowd: &Crowd, account: usize, subject: &str) -> Vec<Round> {
        let sights = Model::new(self.accounts).sights(&self.accounts[account].name, subject);
        self.rounds_of(crowd, &sights)
    }

    fn count_withheld(&self, crowd: &Crowd, account: usize, subject: &str) -> u64 {
        let model = Model::new(self.accounts);
        let by = |wanted| move |sight: &Sight| sight.by == wanted;
        let requests =
            model.sights(&self.accounts[account].name, subject).into_iter().filter(by(By::Service));
        let importers = requests.flat_map(|sight| model.sights(&sight.account, &sight.subject));
        let listeners =
            |sight: Sight| self.listeners(crowd, self.number_of(&sight.account), &sight.subject).count();
        importers.filter(by(By::Stream)).map(listeners).sum::<usize>() as u64
    }

    /// Streams flow to importers in the same round as to the account itself, so that a queue's name is one group; each
    /// way of a request is a round of its own.
    fn rounds_of(&self, crowd: &Crowd, sights: &[Sight]) -> Vec<Round> {
        let mut own = Round::new(true);
        let mut rounds = Vec::new();
        for sight in sights {
            match sight.by {
                By::Publish | By::Stream => self.add_listeners(crowd, &mut own, sight),
                By::Service => {
                    let mut round = Round::new(false);
                    self.add_listeners(crowd, &mut round, sight);
                    rounds.push(round);
                }
            }
        }
        rounds.push(own);
        rounds
    }

    fn add_listeners(&self, crowd: &Crowd, round: &mut Round, sight: &Sight) {
        for number in self.listeners(crowd, self.number_of(&sight.account), &sight.subject) {
            round.add(&crowd.subscriptions, number, &sight.subject);
        }
    }

    /// What becomes of an answer that comes back to `account` under `subject`: importers of streams don't see it.
    pub(crate) fn answer(&self, crowd: &Crowd, account: usize, subject: &str) -> Round {
        let mut round = Round::new(false);
        for number in self.listeners(crowd, account, subject) {
            round.add(&crowd.subscriptions, number, subject);
        }
        round
    }

    /// The accounts that a request reaches through services.
    pub(crate) fn asked(&self, account: usize, subject: &str) -> Vec<usize> {
        let sights = Model::new(self.accounts).sights(&self.accounts[account].name, subject);
        let services = sights.iter().filter(|sight| sight.by == By::Service);
        services.map(|sight| self.number_of(&sight.account)).collect()
    }

    fn listeners(&self, crowd: &Crowd, account: usize, subject: &str) -> impl Iterator<Item = usize> {
        let own = move |number: &usize| crowd.subscriptions[*number].account == account;
        let matches = |number: &usize| self.filters[*number].matches(subject.as_bytes());
        (0..self.filters.len()).filter(own).filter(matches)
    }

    fn number_of(&self, account: &str) -> usize {
        self.accounts.iter().position(|spec| spec.name == account).unwrap()
    }
}
