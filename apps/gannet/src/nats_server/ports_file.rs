//! The file that tells test suites which ports were free.

use std::{
    fs, io,
    net::{IpAddr, SocketAddr},
    path::{Path, PathBuf},
};

use nix::ifaddrs::getifaddrs;
use serde_json::json;

/// A listener as it stands in the file.
pub(super) struct Listener {
    /// The file's key.
    pub(super) key: &'static str,
    /// Scheme of the URLs.
    pub(super) scheme: &'static str,
    /// Where it listens.
    pub(super) address: SocketAddr,
}

/// A ports file that was written. It is removed at a clean exit, so that its presence means a running server.
pub(super) struct PortsFile {
    path: PathBuf,
}

impl PortsFile {
    /// Writes the file of this process into `folder`.
    pub(super) fn write(folder: &Path, listeners: &[Listener]) -> Result<Self, (PathBuf, io::Error)> {
        let path = folder.join(format!("{}_{}.ports", program(), std::process::id()));
        let entry = |listener: &Listener| format!("{:?}:{}", listener.key, json!(listener.urls()));
        let entries: Vec<String> = listeners.iter().map(entry).collect();
        let text = format!("{{{}}}", entries.join(","));
        match fs::write(&path, text) {
            Ok(()) => Ok(PortsFile { path }),
            Err(error) => Err((path, error)),
        }
    }

    /// Removes the file.
    pub(super) fn remove(self) -> Result<(), (PathBuf, io::Error)> {
        fs::remove_file(&self.path).map_err(|error| (self.path, error))
    }
}

impl Listener {
    fn urls(&self) -> Vec<String> {
        let addresses = match self.address.ip() {
            ip if ip.is_unspecified() => local_addresses(ip),
            ip => vec![ip],
        };
        let url = |ip: IpAddr| format!("{}://{}", self.scheme, SocketAddr::new(ip, self.address.port()));
        addresses.into_iter().map(url).collect()
    }
}

/// The name that the process was started by.
fn program() -> String {
    let program = PathBuf::from(std::env::args_os().next().unwrap_or_default());
    program.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// Every address of this machine that a socket on `wildcard` can be reached by.
fn local_addresses(wildcard: IpAddr) -> Vec<IpAddr> {
    let interfaces = getifaddrs().into_iter().flatten();
    let addresses = interfaces.filter_map(|interface| interface.address).filter_map(|address| {
        let four = address.as_sockaddr_in().map(|four| IpAddr::V4(four.ip()));
        four.or_else(|| address.as_sockaddr_in6().map(|six| IpAddr::V6(six.ip())))
    });
    addresses.filter(|ip| wildcard.is_ipv6() || ip.is_ipv4()).collect()
}

#[cfg(test)]
mod tests {
    use testkit::TempDir;

    use super::*;

    #[test]
    fn holds_lists_of_urls_and_goes_away() {
        let folder = TempDir::new("ports");
        let listener =
            |key, scheme, address: &str| Listener { key, scheme, address: address.parse().unwrap() };
        let listeners =
            [listener("nats", "tls", "127.0.0.1:4222"), listener("monitoring", "http", "[::1]:8222")];
        let file = PortsFile::write(folder.path(), &listeners).unwrap();

        let path = folder.path().join(format!("{}_{}.ports", program(), std::process::id()));
        let text: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        assert_eq!(text, json!({"nats": ["tls://127.0.0.1:4222"], "monitoring": ["http://[::1]:8222"]}));
        file.remove().unwrap();
        assert!(!path.exists());
    }

    #[test]
    fn a_wildcard_stands_for_every_address() {
        let listener = Listener { key: "nats", scheme: "nats", address: "0.0.0.0:4222".parse().unwrap() };
        assert!(listener.urls().contains(&"nats://127.0.0.1:4222".to_owned()), "{:?}", listener.urls());
    }
}
