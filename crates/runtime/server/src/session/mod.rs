//! The task-private side of a connection: what was agreed on, what is subscribed, and one file per verb.
//!
//! A session is owned by its connection's task, so nothing here is locked. It never waits: whatever takes time
//! (checking a password hash) is handed to the driver as a [`Login`](connect::Login).

mod connect;
mod input;
mod ping;
mod publish;
mod routes;
mod subscribe;
mod subscriptions;
mod trace;
mod unsubscribe;

use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use proto::{CloseReason, ErrorReply, Fault, Limits, Op};

use input::Input;
use routes::RouteCache;
use subscriptions::Subscriptions;

use crate::{
    account::Account,
    connection::{Connection, Permits, Received},
    core::Core,
    delivery::Batch,
    login::{Login, Papers},
};

/// One client's session.
pub(crate) struct Session {
    pub(crate) client: Client,
    input: Input,
    limits: Limits,
    /// Subscriptions the client may have; `None` means any number.
    max_subscriptions: Option<u64>,
    subscriptions: Subscriptions,
    routes: RouteCache,
    /// Messages and bytes of the current read, added to the shared counters at its end.
    read_messages: u64,
    read_bytes: u64,
    /// Mean size of the messages of the last read that had some.
    mean_message: u64,
    /// Whether the account rewrites subjects. Looked up once per read, as clients know it from the reference: what
    /// comes with the CONNECT into such an account is not rewritten yet.
    maps_this_read: bool,
    /// The account that counts this client.
    joined: Option<Arc<Account>>,
    /// Whether the next PING is answered with a second INFO.
    second_info: SecondInfo,
    pub(crate) pings: ping::Pings,
}

/// Who the client is, as far as delivery and imports need to know.
pub(crate) struct Client {
    pub(crate) connection: Arc<Connection>,
    pub(crate) account: Arc<Account>,
    pub(crate) options: Box<proto::ConnectOptions>,
    pub(crate) permissions: Option<Arc<accounts::Permissions>>,
    pub(crate) permits: Option<Arc<Permits>>,
    /// User name, nkey or token label; empty without authentication.
    pub(crate) user: Box<str>,
    pub(crate) papers: Papers,
}

/// Whether a PING is answered with a second INFO. Only the first behind the first CONNECT is, and only if the client
/// takes news by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SecondInfo {
    /// There was no CONNECT yet.
    TooEarly,
    /// The next PING is the first.
    NextPing,
    /// It has come.
    Past,
}

/// How to go on after some input.
pub(crate) enum Flow {
    /// With the next bytes.
    Continue,
    /// Not at all: the connection is closing.
    Stop,
    /// After this has finished.
    Login(Login),
}

impl Session {
    pub(crate) fn new(core: &Core, connection: Arc<Connection>, papers: Papers) -> Session {
        let open = !core.gate.is_guarded();
        Session {
            client: Client {
                connection,
                account: Arc::clone(core.accounts.global()),
                options: Box::default(),
                permissions: None,
                permits: None,
                user: Box::default(),
                papers,
            },
            input: Input::default(),
            limits: Limits {
                max_control_line: core.options.limits.max_control_line,
                max_payload: Some(core.options.limits.max_payload),
                headers: false,
                pedantic: true,
                authenticated: open,
            },
            max_subscriptions: core.options.limits.max_subscriptions,
            subscriptions: Subscriptions::default(),
            routes: RouteCache::default(),
            read_messages: 0,
            read_bytes: 0,
            mean_message: 0,
            maps_this_read: false,
            joined: None,
            second_info: SecondInfo::TooEarly,
            pings: ping::Pings::new(core, Instant::now(), !core.gate.asks()),
        }
    }

    /// Mean size of the client's last messages.
    pub(crate) fn mean_message(&self) -> u64 {
        self.mean_message
    }

    /// Carries out one operation.
    #[inline]
    fn handle(&mut self, core: &Core, batch: &mut Batch, op: Op<'_>) -> Flow {
        if core.traces {
            trace::incoming(&self.client.connection, &op, core.options.log.max_traced_message);
        }
        match op {
            Op::Pub(publish) | Op::HPub(publish) => self.publish(core, batch, &publish),
            Op::Sub(subscribe) => self.subscribe(core, batch, &subscribe),
            Op::Unsub(unsubscribe) => self.unsubscribe(core, batch, &unsubscribe),
            Op::Ping => self.ping(core, batch),
            Op::Pong => self.pong(),
            Op::Connect(text) => return self.connect(core, batch, text),
            Op::Info(text) => return self.info(text),
            Op::Err(_) => {
                self.client.connection.close(CloseReason::ParseError);
            }
            Op::HMsg(_) => self.foreign_message(batch),
            Op::Ok => {}
        }
        Flow::Continue
    }

    /// INFO means nothing from a client, but it has to be JSON.
    fn info(&mut self, text: &[u8]) -> Flow {
        if proto::info::is_acceptable(text) {
            return Flow::Continue;
        }
        self.stop(CloseReason::ProtocolViolation)
    }

    /// Bytes that end the connection.
    fn fault(&mut self, batch: &mut Batch, fault: &Fault) -> Flow {
        tracing::debug!("{} - {fault}", self.client.connection.label());
        match fault.reply() {
            Some(reply) => self.refuse(batch, &reply, fault.reason()),
            None => self.stop(fault.reason()),
        }
    }

    /// Tells the client why and ends the connection.
    fn refuse(&mut self, batch: &mut Batch, reply: &ErrorReply<'_>, reason: CloseReason) -> Flow {
        self.client.error(batch, reply);
        self.stop(reason)
    }

    fn stop(&mut self, reason: CloseReason) -> Flow {
        self.client.connection.close(reason);
        Flow::Stop
    }

    /// Adds what came in with this read to the shared counters.
    pub(crate) fn settle(&mut self, core: &Core) {
        let Received { messages, bytes, last_activity, .. } = &self.client.connection.received;
        last_activity.store(core.milliseconds(), Ordering::Relaxed);
        if self.read_messages > 0 {
            messages.store(messages.load(Ordering::Relaxed) + self.read_messages, Ordering::Relaxed);
            bytes.store(bytes.load(Ordering::Relaxed) + self.read_bytes, Ordering::Relaxed);
            self.client.account.traffic.received(self.read_messages, self.read_bytes);
            self.mean_message = self.read_bytes / self.read_messages;
            (self.read_messages, self.read_bytes) = (0, 0);
        }
    }

    /// Takes back everything the session has put into shared tables.
    pub(crate) fn end(&mut self, core: &Core) {
        self.subscriptions.remove_exhausted(self.served_out());
        self.count_subscriptions();
        self.drop_subscriptions();
        if let Some(account) = self.joined.take() {
            account.leave();
            if !account.engine.service_imports().is_empty() {
                core.forget_requests(self.client.connection.id);
            }
        }
    }
}

impl Client {
    /// Everything about the client that an importing account may choose to share.
    pub(crate) fn info(&self, core: &Core) -> accounts::ClientInfo {
        accounts::ClientInfo {
            host: self.connection.peer.ip().to_string(),
            id: self.connection.id,
            account: self.account.name().into(),
            user: self.user.to_string(),
            name: self.options.name.clone(),
            lang: self.options.lang.clone(),
            version: self.options.version.clone(),
            rtt_nanoseconds: self.connection.received.rtt.load(Ordering::Relaxed),
            server: core.identity.name.clone(),
            kind: "Client".into(),
            client_type: "nats".into(),
            ..accounts::ClientInfo::default()
        }
        .connected_at(self.connection.started)
    }

    /// Sends an error; the connection goes on.
    fn error(&self, batch: &mut Batch, reply: &ErrorReply<'_>) {
        self.answer(batch, |out| reply.write(out));
    }

    /// Acknowledges an operation to a verbose client.
    #[inline]
    fn acknowledge(&self, batch: &mut Batch) {
        if self.options.verbose {
            self.answer(batch, |out| out.extend_from_slice(proto::write::OK));
        }
    }

    /// Logs that something was not allowed.
    fn log_violation(&self, what: &str, subject: &[u8]) {
        let subject = stdx::quote::GoQuoted(subject);
        tracing::error!(
            "{} - {what} Violation - User \"{}\", Subject {subject}",
            self.connection.label(),
            self.user
        );
    }

    /// Appends to the client's own outgoing bytes.
    fn answer(&self, batch: &mut Batch, write: impl FnOnce(&mut Vec<u8>)) {
        let appended = self.connection.append_with(write);
        batch.touched(&self.connection, appended, 0);
    }
}
