//! Who is behind a connection, as other accounts and reports may see it.

use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use crate::json;

/// A client as JSON shows it, in the reference's fields and order; what is empty or zero is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ClientInfo {
    /// When it connected; see [`ClientInfo::connected_at`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<String>,
    /// The address it comes from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub host: String,
    /// The number of its connection.
    #[serde(skip_serializing_if = "is_zero")]
    pub id: u64,
    /// Its account.
    #[serde(rename = "acc", skip_serializing_if = "String::is_empty")]
    pub account: String,
    /// The account whose import brought the request here, behind the first import.
    #[serde(rename = "svc", skip_serializing_if = "String::is_empty")]
    pub service: String,
    /// Its user.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub user: String,
    /// What it calls itself.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The language of its library.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub lang: String,
    /// The version of its library.
    #[serde(rename = "ver", skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// Round trip time in nanoseconds.
    #[serde(rename = "rtt", skip_serializing_if = "is_zero")]
    pub rtt_nanoseconds: u64,
    /// The server it is connected to.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub server: String,
    /// The cluster of that server.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub cluster: String,
    /// Other clusters, the nearest first.
    #[serde(rename = "alts", skip_serializing_if = "Vec::is_empty")]
    pub alternates: Vec<String>,
    /// When it went.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop: Option<String>,
    /// Its JWT.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub jwt: String,
    /// The key that signed its JWT.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub issuer_key: String,
    /// The name in its JWT.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name_tag: String,
    /// The tags in its JWT.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The kind of the connection, `Client`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub kind: String,
    /// The protocol it speaks, `nats`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub client_type: String,
    /// Its MQTT client id.
    #[serde(rename = "client_id", skip_serializing_if = "String::is_empty")]
    pub mqtt_client: String,
    /// The nonce it was given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub nonce: String,
    /// The reply as the client knows it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reply: String,
}

impl ClientInfo {
    /// What everybody may see.
    #[must_use]
    pub fn plain(account: &str, rtt: Duration) -> Self {
        let rtt_nanoseconds = u64::try_from(rtt.as_nanos()).unwrap_or(u64::MAX);
        ClientInfo { account: account.into(), rtt_nanoseconds, ..ClientInfo::default() }
    }

    /// The same client as far as everybody may see it.
    #[must_use]
    pub fn to_plain(&self) -> Self {
        ClientInfo::plain(&self.account, self.rtt())
    }

    /// Round trip time; zero if it isn't known.
    #[must_use]
    pub fn rtt(&self) -> Duration {
        Duration::from_nanos(self.rtt_nanoseconds)
    }

    /// Notes when it connected.
    #[must_use]
    pub fn connected_at(mut self, time: SystemTime) -> Self {
        self.start = Some(json::timestamp(time));
        self
    }

    /// The JSON text.
    #[must_use]
    pub fn to_json(&self) -> String {
        json::to_string(self)
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape that serde asks for")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}
