//! Publishers and subscribers that run as fast as the server lets them, and then prove that nothing was lost.

pub(crate) mod flow;
pub(crate) mod publisher;
pub(crate) mod script;
pub(crate) mod subscriber;

use std::thread;
use std::time::Duration;

use crate::error::{Result, joined};
use crate::wire::connection::Connection;
use flow::Flow;
use script::Script;

/// Who gets a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    /// Nobody: there is no subscriber.
    Nobody,
    /// Every subscriber gets every message.
    Everyone,
    /// Exactly one subscriber gets a message: queue groups.
    Someone,
}

/// Connections that are ready to go.
#[derive(Debug)]
pub(crate) struct Traffic {
    /// Those who publish.
    pub(crate) publishers: Vec<Connection>,
    /// Those who have subscribed and know the length of what they will get.
    pub(crate) subscribers: Vec<Connection>,
    /// What is published, over and over.
    pub(crate) script: Script,
    /// Who gets it.
    pub(crate) audience: Audience,
    /// How long nothing may arrive after the last publish before messages count as lost.
    pub(crate) grace: Duration,
}

/// The usual grace.
pub(crate) const GRACE: Duration = Duration::from_secs(10);

impl Traffic {
    /// Runs until `watch` returns, then lets everything arrive. Gives back what `watch` found, and how many messages each
    /// subscriber got.
    pub(crate) fn run<T>(self, watch: impl FnOnce(&Flow) -> Result<T>) -> Result<(T, Vec<u64>)> {
        let Traffic { publishers, subscribers, script, audience, grace } = self;
        let window = script.window(subscribers.len(), audience);
        let script = script.in_chunks_of_messages(window / 4);
        let flow = Flow::new(window);
        thread::scope(|scope| {
            let receiving = match audience {
                Audience::Nobody => None,
                _ => {
                    Some(scope.spawn(|| flow.guard(|| subscriber::run(subscribers, audience, grace, &flow))))
                }
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
