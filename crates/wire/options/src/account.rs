//! Accounts, users and permissions as a configuration file states them, before anything is resolved.

use std::time::Duration;

/// One account of the `accounts` block.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AccountSpec {
    /// Name, unique in the server.
    pub name: String,
    /// The account's own public nkey (`nkey: A…`).
    pub nkey: Option<String>,
    /// Users that belong to the account.
    pub users: Vec<UserSpec>,
    /// What other accounts may import.
    pub exports: Vec<ExportSpec>,
    /// What is taken from other accounts.
    pub imports: Vec<ImportSpec>,
    /// Permissions of users without their own.
    pub default_permissions: Option<PermissionsSpec>,
    /// Rewrites of published subjects.
    pub mappings: Vec<MappingSpec>,
    /// Per-account limits.
    pub limits: AccountLimits,
    /// Default destination of sampled message traces.
    pub trace: Option<TraceSpec>,
    /// Where the account stands, as `file:line:column`, for messages.
    pub position: String,
}

/// `msg_trace { dest, sampling }`.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceSpec {
    /// Subject that receives the trace events.
    pub destination: String,
    /// Percent of messages with a sampled `traceparent` that are traced, 1 to 100.
    pub sampling: u8,
}

/// `limits { … }` of an account. `None` means unlimited.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AccountLimits {
    /// Client connections at once.
    pub max_connections: Option<u64>,
    /// Subscriptions of one connection at once.
    pub max_subscriptions: Option<u64>,
    /// Bytes of one message.
    pub max_payload: Option<u64>,
    /// Leaf node connections at once.
    pub max_leafnodes: Option<u64>,
}

/// How a user proves who it is.
#[derive(Debug, Clone, PartialEq)]
pub enum CredentialSpec {
    /// Name and password; the password may be a bcrypt hash or empty.
    Password {
        /// User name.
        user: String,
        /// Password in plain text or as a bcrypt hash.
        password: String,
    },
    /// Public user nkey, proved by signing the nonce.
    NKey(String),
}

/// One user.
#[derive(Debug, Clone, PartialEq)]
pub struct UserSpec {
    /// How the user proves who it is.
    pub credential: CredentialSpec,
    /// The user's own permissions; without them the account's defaults apply.
    pub permissions: Option<PermissionsSpec>,
    /// Transports the user may come by, upper case; empty means all.
    pub allowed_connection_types: Vec<String>,
    /// Whether the connection must come through a trusted proxy.
    pub proxy_required: bool,
    /// Where the user stands, as `file:line:column`.
    pub position: String,
}

/// Publish and subscribe permissions.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PermissionsSpec {
    /// Rules for publishing.
    pub publish: Option<RuleSpec>,
    /// Rules for subscribing; entries may carry a queue (`"subject queue"`).
    pub subscribe: Option<RuleSpec>,
    /// The right to answer requests that were received.
    pub responses: Option<ResponsesSpec>,
}

/// Allow and deny lists. `allow: None` means everything; deny wins. Entries are kept as written and are validated
/// when the options are read: a subject, for subscribe optionally followed by blanks and a queue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RuleSpec {
    /// What is allowed.
    pub allow: Option<Vec<String>>,
    /// What is denied.
    pub deny: Vec<String>,
}

/// `allow_responses`.
#[derive(Debug, Clone, PartialEq)]
pub struct ResponsesSpec {
    /// Messages per request; `None` means unlimited (-1).
    pub max: Option<u32>,
    /// How long the right lasts; `None` means for ever.
    pub expires: Option<Duration>,
}

/// One entry of `exports`.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportSpec {
    /// The exported subject as written.
    pub subject: String,
    /// Stream or service, with what belongs to it.
    pub kind: ExportKind,
    /// Accounts that may import; empty means public.
    pub accounts: Vec<String>,
    /// Position, counted from 1, of the token that must be the importer's name.
    pub account_token_position: Option<usize>,
    /// Where the export stands, as `file:line:column`.
    pub position: String,
}

/// What is exported.
#[derive(Debug, Clone, PartialEq)]
pub enum ExportKind {
    /// Messages that flow out.
    Stream,
    /// Requests that flow in.
    Service {
        /// How many answers a request has.
        response: ResponseKind,
        /// How long an answer may take (reference default: two minutes).
        threshold: Option<Duration>,
        /// Latency sampling.
        latency: Option<LatencySpec>,
    },
}

/// How many answers a request has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ResponseKind {
    /// One.
    #[default]
    Singleton,
    /// Any number, until a pause longer than the threshold.
    Stream,
    /// One answer cut into chunks, ended by an empty message.
    Chunked,
}

/// `latency { sampling, subject }`.
#[derive(Debug, Clone, PartialEq)]
pub struct LatencySpec {
    /// Percent of requests, 1 to 100; 0 stands for "by request headers".
    pub sampling: u8,
    /// Subject in the exporting account that receives the reports.
    pub subject: String,
}

/// One entry of `imports`.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSpec {
    /// Stream or service.
    pub kind: ImportKind,
    /// Name of the exporting account.
    pub account: String,
    /// The subject as the exporter names it.
    pub subject: String,
    /// Local subject (`to`).
    pub to: Option<String>,
    /// Local prefix (`prefix`, streams only).
    pub prefix: Option<String>,
    /// Whether the exporter may see who asks.
    pub share: bool,
    /// Whether sampled message traces cross this stream import.
    pub allow_trace: bool,
    /// Where the import stands, as `file:line:column`.
    pub position: String,
}

/// What is imported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// Messages that flow in.
    Stream,
    /// Requests that flow out.
    Service,
}

/// One source subject of `mappings`.
#[derive(Debug, Clone, PartialEq)]
pub struct MappingSpec {
    /// Published subject, may hold wildcards.
    pub source: String,
    /// Weighted destinations.
    pub destinations: Vec<DestinationSpec>,
    /// Where the mapping stands, as `file:line:column`.
    pub position: String,
}

/// One destination of a mapping.
#[derive(Debug, Clone, PartialEq)]
pub struct DestinationSpec {
    /// Destination subject with mapping functions, as written.
    pub subject: String,
    /// Percent, 0 to 100.
    pub weight: u8,
    /// Cluster the destination is limited to; empty means every cluster.
    pub cluster: String,
}
