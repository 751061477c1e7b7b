//! Options while they are being put together from a file and flags, and how they become final.

use crate::{ConfigError, ListenSpec, Options};

/// How a file or a flag asks for any port that is free.
const ANY_FREE_PORT: i64 = -1;

/// What file and flags have said so far. Addresses stay apart because a flag may replace a part of one.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) options: Options,
    pub(crate) client_host: String,
    pub(crate) client_port: i64,
    /// Of both monitoring listeners; empty means the host of the clients' listener.
    pub(crate) http_host: String,
    pub(crate) http_port: i64,
    pub(crate) https_port: i64,
    /// Where the block `authorization` stands, and where its list of users.
    pub(crate) authorization: Option<String>,
    pub(crate) user_list: Option<String>,
    /// Accounts that a callout names, with where it does.
    pub(crate) callout_accounts: Vec<(String, String)>,
    /// What is known to contradict already.
    pub(crate) contradictions: Vec<ConfigError>,
}

impl Draft {
    /// The options with the defaults filled in, and what in them contradicts.
    pub(crate) fn finish(mut self) -> (Options, Vec<ConfigError>) {
        let mut options = self.options;
        let host = if self.client_host.is_empty() { "0.0.0.0".to_owned() } else { self.client_host };
        let http_host = if self.http_host.is_empty() { host.clone() } else { self.http_host };
        let mut port = |key: &str, port: i64| to_port(key, port, &mut self.contradictions);
        options.client.port = match self.client_port {
            0 => 4222,
            other => port("port", other),
        };
        options.client.host = host;
        let mut monitoring = |key: &str, number: i64| {
            (number != 0).then(|| ListenSpec { host: http_host.clone(), port: port(key, number) })
        };
        options.http = monitoring("http_port", self.http_port);
        options.https = monitoring("https_port", self.https_port);
        (options, self.contradictions)
    }
}

fn to_port(key: &str, port: i64, contradictions: &mut Vec<ConfigError>) -> u16 {
    if port == ANY_FREE_PORT {
        return 0;
    }
    u16::try_from(port).ok().filter(|&port| port != 0).unwrap_or_else(|| {
        contradictions.push(ConfigError::contradiction(format!("{key}: {port} is not a port number")));
        0
    })
}
