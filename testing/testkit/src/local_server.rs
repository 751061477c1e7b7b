//! A server inside the test's own process.

use std::{net::SocketAddr, path::Path, thread::JoinHandle};

use options::Options;
use tokio::sync::oneshot;

use crate::RawClient;

/// A running server on a thread of its own, on a free port of 127.0.0.1. Dropped, it is shut down.
#[derive(Debug)]
pub struct LocalServer {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl LocalServer {
    /// Starts a server with a configuration's text, whose `listen` is replaced. Panics when the text is refused.
    #[track_caller]
    pub fn start(config: &str) -> Self {
        let options = options(config);
        let (started, address) = std::sync::mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
            runtime.expect("the system has threads").block_on(async {
                let server = server::Server::start(options).await;
                let address =
                    server.as_ref().map(server::Server::client_address).map_err(ToString::to_string);
                let _ = started.send(address);
                if let Ok(server) = server {
                    let _ = stopped.await;
                    server.shutdown().await;
                }
            });
        });
        match address.recv() {
            Ok(Ok(address)) => Self { address, stop: Some(stop), thread: Some(thread) },
            Ok(Err(error)) => panic!("the server did not start: {error}"),
            Err(_) => panic!("the server did not start"),
        }
    }

    /// Where clients connect to.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// A socket that has not read INFO yet.
    #[track_caller]
    pub fn connect(&self) -> RawClient {
        RawClient::connect(self.address)
    }

    /// A client that has said CONNECT with `options` (a JSON object) and was let in.
    #[track_caller]
    pub fn log_in(&self, options: &str) -> RawClient {
        RawClient::logged_in(self.address, options)
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

#[track_caller]
fn options(config: &str) -> Options {
    let map = conf::parse(Path::new("test.conf"), config.as_bytes(), &conf::Nothing)
        .unwrap_or_else(|error| panic!("the configuration is no configuration: {error}"));
    let loaded = Options::from_config(&map).unwrap_or_else(|errors| panic!("{errors:?}"));
    assert!(loaded.contradictions.is_empty(), "{:?}", loaded.contradictions);
    let mut options = loaded.options;
    "127.0.0.1".clone_into(&mut options.client.host);
    options.client.port = 0;
    options
}
