//! A server with its monitoring port, both on free ports.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use monitor::Monitor;
use options::{
    AccountSpec, CredentialSpec, ExportKind, ExportSpec, ImportKind, ImportSpec, ListenSpec, Options,
    ResponseKind, UserSpec,
};
use serde_json::Value;
use server::Server;
use testkit::RawClient;
use tokio::runtime::Runtime;

use crate::http::{self, Response};

pub(crate) struct Running {
    runtime: Runtime,
    server: Option<Server>,
    pub(crate) monitor: Monitor,
    pub(crate) clients: SocketAddr,
}

impl Running {
    pub(crate) fn start(options: Options) -> Running {
        let runtime = Runtime::new().unwrap();
        let (server, monitor) = runtime.block_on(async {
            let server = Server::start(options).await.unwrap();
            let monitor = Monitor::start(server.inspect()).await.unwrap().expect("a monitoring port");
            (server, monitor)
        });
        let clients = server.client_address();
        Running { runtime, server: Some(server), monitor, clients }
    }

    pub(crate) fn get(&self, path: &str) -> Response {
        http::get(self.monitor.address(), path)
    }

    /// The JSON at `path`, which must be there.
    #[track_caller]
    pub(crate) fn json(&self, path: &str) -> Value {
        let response = self.get(path);
        assert_eq!(response.status, 200, "{path}: {}", response.body);
        assert_eq!(response.header("Content-Type"), Some("application/json"), "{path}");
        assert_eq!(response.header("Access-Control-Allow-Origin"), Some("*"), "{path}");
        serde_json::from_str(&response.body)
            .unwrap_or_else(|error| panic!("{path}: {error}: {}", response.body))
    }

    /// Asks for `path` until `is_so`, since the end of a connection is noticed a moment later.
    #[track_caller]
    pub(crate) fn json_once(&self, path: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let deadline = Instant::now() + testkit::DEADLINE;
        loop {
            let json = self.json(path);
            if is_so(&json) {
                return json;
            }
            assert!(Instant::now() < deadline, "{path}: {json:#}");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn client(&self, user: &str) -> RawClient {
        let options = format!(
            r#"{{"user":"{user}","pass":"{user}","name":"{user}'s","lang":"go","version":"1.2","verbose":false}}"#
        );
        RawClient::logged_in(self.clients, &options)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(server) = self.server.take() {
            self.runtime.block_on(server.shutdown());
        }
    }
}

pub(crate) fn local() -> ListenSpec {
    ListenSpec { host: "127.0.0.1".into(), port: 0 }
}

pub(crate) fn plain() -> Options {
    Options { client: local(), http: Some(local()), ..Options::default() }
}

/// Account `A` exports a stream and a service, and `B` imports both; `S` is the system account.
pub(crate) fn with_accounts() -> Options {
    let account = |name: &str| AccountSpec {
        name: name.into(),
        users: vec![user(&name.to_lowercase())],
        ..AccountSpec::default()
    };
    let service = ExportKind::Service { response: ResponseKind::Singleton, threshold: None, latency: None };
    let exports = vec![export("s.>", ExportKind::Stream, &["B"]), export("q.*", service, &[])];
    let imports =
        vec![import(ImportKind::Stream, "s.>", Some("x")), import(ImportKind::Service, "q.1", None)];
    Options {
        accounts: vec![
            AccountSpec { exports, ..account("A") },
            AccountSpec { imports, ..account("B") },
            account("S"),
        ],
        system_account: Some("S".into()),
        server_name: Some("tester".into()),
        server_tags: vec!["az:1".into()],
        ..plain()
    }
}

fn user(name: &str) -> UserSpec {
    UserSpec {
        credential: CredentialSpec::Password { user: name.into(), password: name.into() },
        permissions: None,
        allowed_connection_types: Vec::new(),
        proxy_required: false,
        position: String::new(),
    }
}

fn export(subject: &str, kind: ExportKind, accounts: &[&str]) -> ExportSpec {
    ExportSpec {
        subject: subject.into(),
        kind,
        accounts: accounts.iter().map(ToString::to_string).collect(),
        account_token_position: None,
        position: String::new(),
    }
}

fn import(kind: ImportKind, subject: &str, prefix: Option<&str>) -> ImportSpec {
    ImportSpec {
        kind,
        account: "A".into(),
        subject: subject.into(),
        to: None,
        prefix: prefix.map(ToString::to_string),
        share: false,
        allow_trace: false,
        position: String::new(),
    }
}
