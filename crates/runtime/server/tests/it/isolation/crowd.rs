//! Many clients of many accounts: what they subscribe to, and what they get to hear.

use std::net::SocketAddr;

use options::AccountSpec;
use stdx::random::Random;

use super::account_set::{filter, pick};
use crate::{
    host::credentials,
    wire::{Delivery, Wire},
};

const CLIENTS_PER_ACCOUNT: usize = 4;
const SUBSCRIPTIONS_PER_CLIENT: u64 = 5;

/// A subscription of somebody. Its place in the crowd's list is its sid.
pub(crate) struct Subscription {
    pub(crate) client: usize,
    pub(crate) account: usize,
    pub(crate) filter: String,
    pub(crate) queue: Option<&'static str>,
}

pub(crate) struct Client {
    pub(crate) account: usize,
    /// Whether it hears itself.
    pub(crate) echo: bool,
    wire: Wire,
}

/// All clients and their subscriptions.
pub(crate) struct Crowd {
    pub(crate) clients: Vec<Client>,
    pub(crate) subscriptions: Vec<Subscription>,
}

impl Crowd {
    /// Some clients for each account, all subscribed. Every inbox has the same name in every account.
    pub(crate) fn gather(random: &mut Random, accounts: &[AccountSpec], address: SocketAddr) -> Crowd {
        let mut crowd = Crowd { clients: Vec::new(), subscriptions: Vec::new() };
        for (account, spec) in accounts.iter().enumerate() {
            for number in 0..CLIENTS_PER_ACCOUNT {
                let client = Client::connect(address, account, &spec.name, random);
                crowd.clients.push(client);
                crowd.subscribe(account, inbox(number), None);
                for _ in 0..random.below(SUBSCRIPTIONS_PER_CLIENT + 1) {
                    let queue = *pick(random, &[None, None, Some("q"), Some("r")]);
                    crowd.subscribe(account, filter(random), queue);
                }
            }
        }
        crowd
            .clients
            .iter_mut()
            .for_each(|client| assert!(client.wire.hear().is_empty(), "nobody has spoken yet"));
        crowd
    }

    /// A subscription of the client that came last.
    fn subscribe(&mut self, account: usize, filter: String, queue: Option<&'static str>) {
        let client = self.clients.len() - 1;
        let sid = self.subscriptions.len();
        self.clients[client].wire.send(format!("SUB {filter} {} {sid}\r\n", queue.unwrap_or_default()));
        self.subscriptions.push(Subscription { client, account, filter, queue });
    }

    /// Whom the `number`-th client of an account asks to be answered at.
    pub(crate) fn inbox_of(client: usize) -> String {
        inbox(client % CLIENTS_PER_ACCOUNT)
    }

    /// Everything that anybody got, once all have said their words: one text for each client.
    pub(crate) fn speak(&mut self, words: &[String]) -> Vec<Delivery> {
        let mut heard = Vec::new();
        for (client, words) in self.clients.iter_mut().zip(words) {
            client.wire.send(words);
        }
        // What was said has been carried out once its speaker hears PONG, and has arrived with the PONG after that.
        for _ in 0..2 {
            self.clients.iter_mut().for_each(|client| client.wire.send("PING\r\n"));
            for (number, client) in self.clients.iter_mut().enumerate() {
                let deliveries = client.wire.hear_to_pong();
                let own = |delivery: &Delivery| self.subscriptions[subscription(delivery)].client == number;
                assert!(deliveries.iter().all(own), "{deliveries:?}");
                heard.extend(deliveries);
            }
        }
        heard
    }
}

fn inbox(number: usize) -> String {
    format!("_INBOX.{number}")
}

impl Client {
    fn connect(address: SocketAddr, account: usize, name: &str, random: &mut Random) -> Client {
        let (echo, headers) = (random.below(4) > 0, random.below(2) == 0);
        let fields = format!("{},\"echo\":{echo},\"headers\":{headers}", credentials(name));
        Client { account, echo, wire: Wire::connect(address, &fields) }
    }
}

/// The place of the subscription in the crowd's list.
pub(crate) fn subscription(delivery: &Delivery) -> usize {
    delivery.sid.parse().unwrap()
}
