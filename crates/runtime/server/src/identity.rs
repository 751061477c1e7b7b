//! Who the server is: its key, its name, its version.

use nkey::{CurveKeyPair, KeyError, KeyPair, Kind};

/// The level of the reference that clients may count on; they read it from INFO and switch features by it.
pub const COMPATIBLE_VERSION: &str = "2.15.1";
/// Version of the client protocol that belongs to it.
const SERVER_PROTOCOL: u32 = 1;
/// Level of the JetStream API that belongs to it.
const API_LEVEL: u32 = 5;

/// The commit this was built from, if whoever built it said so.
const COMMIT: &str = match option_env!("GANNET_COMMIT") {
    Some(commit) => commit,
    None => "unknown",
};

/// A server's identity for the life of the process.
pub struct Identity {
    /// Public server nkey.
    pub id: String,
    /// Configured name, or the id.
    pub name: String,
    /// Public curve key, for sealing messages to this server.
    pub xkey: String,
}

impl Identity {
    pub(crate) fn new(name: Option<&str>) -> Result<Identity, KeyError> {
        let id = KeyPair::generate(Kind::Server)?.public_key().to_string();
        let name = name.map_or_else(|| id.clone(), str::to_owned);
        let xkey = CurveKeyPair::generate()?.public_key().to_string();
        Ok(Identity { id, name, xkey })
    }

    /// What every INFO of this server says.
    pub(crate) fn info(&self) -> proto::Info<'_> {
        proto::Info {
            server_id: &self.id,
            server_name: &self.name,
            version: COMPATIBLE_VERSION,
            proto: SERVER_PROTOCOL,
            git_commit: COMMIT,
            go: concat!("gannet ", env!("CARGO_PKG_VERSION")),
            api_lvl: API_LEVEL,
            xkey: &self.xkey,
            ..proto::Info::default()
        }
    }
}
