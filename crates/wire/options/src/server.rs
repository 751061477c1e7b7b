//! The options of one server with the reference's defaults.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use crate::{AccountSpec, MappingSpec, PermissionsSpec, TlsSpec, UserSpec};

/// Everything one server is told, after file, flags and environment are merged.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Client listener.
    pub client: ListenSpec,
    /// Name shown in INFO; `None` means the server's id.
    pub server_name: Option<String>,
    /// `host:port` told to clients instead of the listener's address.
    pub client_advertise: Option<String>,
    /// Labels shown in monitoring.
    pub server_tags: Vec<String>,
    /// Labels with values shown in monitoring.
    pub server_metadata: BTreeMap<String, String>,
    /// Monitoring listener, plain.
    pub http: Option<ListenSpec>,
    /// Monitoring listener, TLS.
    pub https: Option<ListenSpec>,
    /// Prefix of every monitoring path.
    pub http_base_path: String,
    /// TLS of the client listener.
    pub tls: Option<TlsSpec>,
    /// Accept clients without TLS on a TLS listener.
    pub allow_non_tls: bool,
    /// Who may connect, apart from the accounts' own users.
    pub authorization: AuthorizationSpec,
    /// User that clients without credentials become.
    pub no_auth_user: Option<String>,
    /// The accounts besides `$G` and `$SYS`.
    pub accounts: Vec<AccountSpec>,
    /// Mappings of the global account (top-level `mappings`).
    pub mappings: Vec<MappingSpec>,
    /// Name of the system account; `None` means `$SYS`.
    pub system_account: Option<String>,
    /// Run without a system account.
    pub no_system_account: bool,
    /// Limits of a connection.
    pub limits: Limits,
    /// Liveness checks of a connection.
    pub ping_interval: Duration,
    /// Unanswered pings before a connection is stale.
    pub ping_max: u32,
    /// How long one write to a socket may take.
    pub write_deadline: Duration,
    /// What happens to a client whose write takes too long.
    pub write_timeout: WriteTimeoutPolicy,
    /// Do not hold back publishers behind slow receivers; drop instead.
    pub no_fast_producer_stall: bool,
    /// Refuse message headers.
    pub no_header_support: bool,
    /// Do not cache results of subject matching.
    pub disable_sublist_cache: bool,
    /// Closed connections that monitoring remembers.
    pub max_closed_clients: usize,
    /// Time over which a lame duck server lets its clients go.
    pub lame_duck_duration: Duration,
    /// Time before the first client is let go.
    pub lame_duck_grace_period: Duration,
    /// Logging.
    pub log: LogSpec,
    /// File that receives the process id.
    pub pid_file: Option<PathBuf>,
    /// Folder that receives the ports file.
    pub ports_file_dir: Option<PathBuf>,
    /// The configuration file itself, as given.
    pub config_file: Option<PathBuf>,
    /// `sha256:` digest of the parsed configuration.
    pub config_digest: Option<String>,
}

/// A host and a port to listen on.
#[derive(Debug, Clone, PartialEq)]
pub struct ListenSpec {
    /// Host name or address.
    pub host: String,
    /// Port; 0 here means "any free port" (written as -1).
    pub port: u16,
}

/// Limits of one connection and of the server.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Connections at once, where none at all is possible; `None` means unlimited, which no configuration can say.
    pub max_connections: Option<u64>,
    /// Subscriptions per connection; `None` means unlimited.
    pub max_subscriptions: Option<u64>,
    /// Tokens per subscribed subject; `None` means unlimited.
    pub max_subscription_tokens: Option<u8>,
    /// Bytes of arguments in one protocol line.
    pub max_control_line: usize,
    /// Bytes of one message, headers included; `usize::MAX` means unlimited, which INFO and monitoring show as -1.
    pub max_payload: usize,
    /// Bytes waiting for one receiver.
    pub max_pending: usize,
}

/// What happens to a client whose write takes too long.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WriteTimeoutPolicy {
    /// Close the connection.
    #[default]
    Close,
    /// Keep it and try again.
    Retry,
}

/// The `authorization` block and the flags that stand for it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AuthorizationSpec {
    /// Single user (`user`, `password`).
    pub user: Option<String>,
    /// Password of the single user.
    pub password: Option<String>,
    /// Shared token.
    pub token: Option<String>,
    /// Users of the global account.
    pub users: Vec<UserSpec>,
    /// Permissions of users without their own.
    pub default_permissions: Option<PermissionsSpec>,
    /// How long a client may take to authenticate; `None` means two seconds, or one more than the TLS timeout.
    pub timeout: Option<Duration>,
}

/// Logging.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LogSpec {
    /// Debug lines.
    pub debug: bool,
    /// Trace lines of the protocol.
    pub trace: bool,
    /// Trace the system account as well.
    pub trace_verbose: bool,
    /// Show headers in trace lines.
    pub trace_headers: bool,
    /// Bytes of a payload shown in trace lines; 0 means all.
    pub max_traced_message: usize,
    /// Prefix each line with the time.
    pub no_time: bool,
    /// Times in UTC.
    pub utc: bool,
    /// Log file instead of stderr.
    pub file: Option<PathBuf>,
    /// Rotate above this many bytes; 0 means never.
    pub size_limit: u64,
    /// Files kept, the live one included; 0 means all.
    pub max_files: u64,
    /// Log to the local syslog.
    pub syslog: bool,
    /// Address of a remote syslog.
    pub remote_syslog: Option<String>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            client: ListenSpec { host: "0.0.0.0".into(), port: 4222 },
            server_name: None,
            client_advertise: None,
            server_tags: Vec::new(),
            server_metadata: BTreeMap::new(),
            http: None,
            https: None,
            http_base_path: "/".into(),
            tls: None,
            allow_non_tls: false,
            authorization: AuthorizationSpec::default(),
            no_auth_user: None,
            accounts: Vec::new(),
            mappings: Vec::new(),
            system_account: None,
            no_system_account: false,
            limits: Limits::default(),
            ping_interval: Duration::from_secs(120),
            ping_max: 2,
            write_deadline: Duration::from_secs(10),
            write_timeout: WriteTimeoutPolicy::default(),
            no_fast_producer_stall: false,
            no_header_support: false,
            disable_sublist_cache: false,
            max_closed_clients: 10_000,
            lame_duck_duration: Duration::from_secs(120),
            lame_duck_grace_period: Duration::from_secs(10),
            log: LogSpec::default(),
            pid_file: None,
            ports_file_dir: None,
            config_file: None,
            config_digest: None,
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            max_connections: Some(65_536),
            max_subscriptions: None,
            max_subscription_tokens: None,
            max_control_line: 4096,
            max_payload: 1 << 20,
            max_pending: 64 << 20,
        }
    }
}

/// A key that Gannet knows and does not carry out yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// The key with its path, such as `jetstream.store_dir`.
    pub key: String,
    /// Where it stands, as `file:line:column`, or the flag.
    pub position: String,
}
