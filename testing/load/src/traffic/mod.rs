//! Publishers and subscribers that run as fast as the server lets them, and then prove that nothing was lost.

pub mod flow;
pub mod publisher;
pub mod script;
pub mod subscriber;

use std::thread;

use crate::error::{Error, Result};
use crate::wire::connection::Connection;
use flow::Flow;
use script::Script;

/// Who gets a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Audience {
    /// Nobody: there is no subscriber.
    Nobody,
    /// Every subscriber gets every message.
    Everyone,
    /// Exactly one subscriber gets a message: queue groups.
    Someone,
}

/// Connections that are ready to go.
#[derive(Debug)]
pub struct Traffic {
    /// Those who publish.
    pub publishers: Vec<Connection>,
    /// Those who have subscribed and know the length of what they will get.
    pub subscribers: Vec<Connection>,
    /// What is published, over and over.
    pub script: Script,
    /// Who gets it.
    pub audience: Audience,
}

impl Traffic {
    /// Runs until `watch` returns, then lets everything arrive. Gives back what `watch` found, and how many messages each
    /// subscriber got.
    pub fn run<T>(self, watch: impl FnOnce(&Flow) -> Result<T>) -> Result<(T, Vec<u64>)> {
        let Traffic { publishers, subscribers, script, audience } = self;
        let flow = Flow::new(script.window(subscribers.len(), audience));
        thread::scope(|scope| {
            let receiving = match audience {
                Audience::Nobody => None,
                _ => Some(scope.spawn(|| flow.guard(|| subscriber::run(subscribers, audience, &flow)))),
            };
            let publishing = scope.spawn(|| flow.guard(|| publisher::run(publishers, &script, &flow)));
            let watched = watch(&flow);
            flow.stop();
            let published = joined(publishing.join());
            flow.publishing_has_ended();
            let received = receiving.map(|thread| joined(thread.join())).transpose();
            published?;
            Ok((watched?, received?.unwrap_or_default()))
        })
    }
}

fn joined<T>(result: thread::Result<Result<T>>) -> Result<T> {
    result.unwrap_or_else(|_| Err(Error::other("a load thread panicked")))
}
