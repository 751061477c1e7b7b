//! A server in the test's own process, and clients that speak to it by hand.

use std::{
    net::SocketAddr,
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::{Duration, Instant},
};

use options::Options;
use proto::CloseReason;
use server::{ConnectionView, Inspector, Server};
use testkit::{DEADLINE, RawClient};
use tokio::runtime::{Builder, Runtime};

/// A running server on two threads of its own, on a free port of 127.0.0.1.
pub(crate) struct Host {
    runtime: Option<Runtime>,
    server: Option<Server>,
    address: SocketAddr,
    inspector: Inspector,
}

impl Host {
    /// Starts a server with a configuration's text, whose `listen` is replaced.
    #[track_caller]
    pub(crate) fn start(config: &str) -> Host {
        Host::start_with(options(config))
    }

    /// Starts a server with these options, whose `listen` is replaced.
    #[track_caller]
    pub(crate) fn start_with(mut options: Options) -> Host {
        "127.0.0.1".clone_into(&mut options.client.host);
        options.client.port = 0;
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let server = runtime.block_on(Server::start(options)).unwrap_or_else(|error| panic!("{error}"));
        let (address, inspector) = (server.client_address(), server.inspect());
        Host { runtime: Some(runtime), server: Some(server), address, inspector }
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn inspect(&self) -> &Inspector {
        &self.inspector
    }

    /// A socket that has not read INFO yet.
    #[track_caller]
    pub(crate) fn connect(&self) -> RawClient {
        RawClient::connect(self.address)
    }

    /// A client without credentials that is neither verbose nor pedantic.
    #[track_caller]
    pub(crate) fn client(&self) -> RawClient {
        self.log_in("")
    }

    /// A client whose user name is also its password.
    #[track_caller]
    pub(crate) fn user(&self, name: &str) -> RawClient {
        self.log_in(&credentials(name))
    }

    /// A client that says `fields` in its CONNECT (members of a JSON object), besides being quiet.
    #[track_caller]
    pub(crate) fn log_in(&self, fields: &str) -> RawClient {
        RawClient::logged_in(self.address, &quiet(fields)).answering_pings()
    }

    /// Runs something in the server's runtime.
    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.as_ref().unwrap().block_on(work)
    }

    pub(crate) fn server(&self) -> &Server {
        self.server.as_ref().unwrap()
    }

    /// Shuts the server down; what it was can still be looked at.
    pub(crate) fn shut_down(&mut self) {
        let server = self.server.take().unwrap();
        self.block_on(server.shutdown());
    }

    /// What the server says about the open connection from `address`.
    #[track_caller]
    pub(crate) fn view(&self, address: SocketAddr) -> ConnectionView {
        let mut open = self.inspector.open_connections().into_iter();
        open.find(|view| view.peer() == address).unwrap_or_else(|| panic!("{address} is not connected"))
    }

    /// Waits until the connection from `address` has ended and gives back why it did.
    #[track_caller]
    pub(crate) fn end_of(&self, address: SocketAddr) -> CloseReason {
        let mut reason = None;
        wait_until("the connection has ended", || {
            let closed = self.inspector.closed_connections();
            let view = closed.iter().rev().find(|view| view.peer() == address);
            reason = view.and_then(|view| view.end).map(|end| end.reason);
            reason.is_some()
        });
        reason.unwrap()
    }

    /// Subscriptions of clients in the tables of all accounts, shadows included.
    pub(crate) fn table_sizes(&self) -> Vec<(String, u64)> {
        let of = |account: server::AccountView<'_>| {
            let links = account.definition().service_imports().len() as u64;
            (account.name().to_owned(), account.routing().subscriptions - links)
        };
        self.inspector.accounts().map(of).collect()
    }

    /// Waits until no account has a subscription or a connection any more.
    #[track_caller]
    pub(crate) fn expect_empty(&self) {
        wait_until("all connections have ended", || self.inspector.counts().connections == 0);
        for (account, subscriptions) in self.table_sizes() {
            assert_eq!(subscriptions, 0, "subscriptions left in {account}");
            let clients = self.inspector.account(&account).map(|account| account.connections());
            assert_eq!(clients, Some(0), "connections left in {account}");
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        if let (Some(server), false) = (self.server.take(), thread::panicking()) {
            self.block_on(server.shutdown());
        }
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// The options that a configuration's text states.
#[track_caller]
pub(crate) fn options(config: &str) -> Options {
    let map = conf::parse(Path::new("test.conf"), config.as_bytes(), &conf::Nothing)
        .unwrap_or_else(|error| panic!("the configuration is no configuration: {error}"));
    let loaded = Options::from_config(&map).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert!(loaded.contradictions.is_empty() && loaded.unsupported.is_empty(), "{loaded:?}");
    loaded.options
}

/// Members of a CONNECT for a user whose name is also its password.
pub(crate) fn credentials(name: &str) -> String {
    format!("\"user\":\"{name}\",\"pass\":\"{name}\"")
}

/// The JSON object of a quiet CONNECT with more members.
pub(crate) fn quiet(fields: &str) -> String {
    let comma = if fields.is_empty() { "" } else { "," };
    format!("{{\"verbose\":false,\"pedantic\":false{comma}{fields}}}")
}

/// Waits until `holds`, and fails when it doesn't within a generous time.
#[track_caller]
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + DEADLINE;
    while !holds() {
        assert!(Instant::now() < deadline, "waited in vain until {what}");
        thread::sleep(Duration::from_millis(1));
    }
}

/// Raises a flag when it is dropped: whoever waits for the flag stops even if the test fails.
pub(crate) struct RaiseAtEnd<'a>(pub(crate) &'a AtomicBool);

impl Drop for RaiseAtEnd<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
