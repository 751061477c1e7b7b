//! All scenarios: in which group they are, with which configuration, and which clients can play them.

use std::fmt;

/// The client libraries that play scenarios.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// async-nats.
    Rust,
    /// nats-py.
    Python,
    /// @nats-io/transport-node.
    Node,
}

impl Client {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Rust, Self::Python, Self::Node];

    /// The name of its tier.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Python => "python",
            Self::Node => "node",
        }
    }
}

/// One scenario.
#[derive(Debug, Clone, Copy)]
pub struct Scenario {
    /// The file it is written in, one per language.
    pub group: &'static str,
    /// The function in that file.
    pub name: &'static str,
    /// The server's configuration, a file of `scenarios/conf` without its extension.
    pub config: &'static str,
    /// Clients whose library has no way to do it.
    unable: &'static [Client],
}

impl Scenario {
    const fn new(group: &'static str, name: &'static str, config: &'static str) -> Self {
        Self { group, name, config, unable: &[] }
    }

    const fn not(mut self, unable: &'static [Client]) -> Self {
        self.unable = unable;
        self
    }

    /// Whether this client plays it.
    pub fn is_for(&self, client: Client) -> bool {
        !self.unable.contains(&client)
    }
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.group, self.name)
    }
}

use Client::Rust;

/// Every scenario, in the order in which a reader of NATS meets the features.
pub const SCENARIOS: &[Scenario] = &[
    Scenario::new("basics", "connect_info", "plain"),
    Scenario::new("basics", "publish_subscribe", "plain"),
    Scenario::new("basics", "wildcards", "plain"),
    Scenario::new("basics", "queue_groups", "plain"),
    Scenario::new("basics", "request_reply", "plain"),
    Scenario::new("basics", "no_responders", "plain"),
    Scenario::new("basics", "headers", "plain"),
    Scenario::new("basics", "unsubscribe_after_max", "plain"),
    Scenario::new("basics", "drain_subscription", "plain"),
    Scenario::new("basics", "drain_connection", "plain"),
    Scenario::new("basics", "echo_off", "plain"),
    // async-nats has no switch for either.
    Scenario::new("basics", "verbose_and_pedantic", "plain").not(&[Rust]),
    Scenario::new("volume", "payloads_up_to_the_limit", "plain"),
    Scenario::new("volume", "many_subscriptions", "plain"),
    Scenario::new("volume", "in_order", "plain"),
    Scenario::new("limits", "max_payload", "limits"),
    Scenario::new("limits", "max_subscriptions", "limits"),
    Scenario::new("auth", "user_and_password", "auth_user"),
    Scenario::new("auth", "bcrypt", "auth_bcrypt"),
    Scenario::new("auth", "token", "auth_token"),
    Scenario::new("auth", "nkey", "auth_nkey"),
    Scenario::new("auth", "several_users", "auth_users"),
    Scenario::new("auth", "no_auth_user", "auth_no_auth_user"),
    Scenario::new("tls", "server_certificate", "tls"),
    Scenario::new("tls", "client_certificate", "tls_verify"),
    Scenario::new("tls", "certificate_is_user", "tls_map"),
    Scenario::new("tls", "handshake_first", "tls_first"),
    Scenario::new("tls", "optional", "tls_optional"),
    Scenario::new("permissions", "publish", "permissions"),
    Scenario::new("permissions", "subscribe", "permissions"),
    Scenario::new("permissions", "deny_inside_wildcard", "permissions"),
    Scenario::new("permissions", "queues", "permissions"),
    Scenario::new("permissions", "responses", "permissions"),
    Scenario::new("permissions", "defaults", "permissions"),
    Scenario::new("accounts", "page_isolation", "page_isolation"),
    Scenario::new("accounts", "page_exports", "page_exports"),
    Scenario::new("accounts", "page_streams", "page_imports"),
    Scenario::new("accounts", "page_services", "page_imports"),
    Scenario::new("accounts", "stream_remapping", "accounts"),
    Scenario::new("accounts", "service_remapping", "accounts"),
    Scenario::new("accounts", "response_types", "accounts"),
    Scenario::new("accounts", "account_token_position", "accounts"),
    Scenario::new("accounts", "no_responders_across", "accounts"),
    Scenario::new("accounts", "queue_across", "accounts"),
    Scenario::new("accounts", "latency", "accounts"),
    Scenario::new("accounts", "mappings", "mappings"),
    Scenario::new("accounts", "limits", "account_limits"),
    Scenario::new("lifecycle", "reconnect", "plain"),
    Scenario::new("lifecycle", "lame_duck", "lame_duck"),
    // async-nats reads its socket whatever happens to the messages.
    Scenario::new("lifecycle", "slow_consumer", "slow_consumer").not(&[Rust]),
];

#[cfg(test)]
mod tests {
    use std::{collections::HashSet, path::Path};

    use super::*;

    #[test]
    fn names_are_unique_and_files_exist() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let mut seen = HashSet::new();
        for scenario in SCENARIOS {
            assert!(seen.insert(scenario.to_string()), "{scenario} twice");
            let Scenario { group, config, .. } = scenario;
            for file in
                [format!("conf/{config}.conf"), format!("python/{group}.py"), format!("node/{group}.mjs")]
            {
                assert!(folder.join(&file).exists(), "{scenario} lacks {file}");
            }
        }
    }
}
