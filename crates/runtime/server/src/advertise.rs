//! The addresses a server tells its clients.

use std::net::{IpAddr, SocketAddr, UdpSocket};

use options::Options;

/// Host and port of INFO: what is configured to be advertised, or where clients are listened for.
pub(crate) fn host_and_port(options: &Options, listening: SocketAddr) -> (String, u16) {
    let configured = options.client_advertise.as_deref().map(|text| split(text, listening.port()));
    configured.unwrap_or_else(|| (options.client.host.clone(), listening.port()))
}

/// `connect_urls` of INFO: addresses other than loopback, when the server listens on all of them.
pub(crate) fn connect_urls(options: &Options, listening: SocketAddr) -> Vec<String> {
    if options.client_advertise.is_some() {
        let (host, port) = host_and_port(options, listening);
        return vec![join(&host, port)];
    }
    if !listening.ip().is_unspecified() {
        return Vec::new();
    }
    outward_addresses().into_iter().map(|ip| SocketAddr::new(ip, listening.port()).to_string()).collect()
}

/// The addresses that packets to the outside would leave from. Nothing is sent: connecting a UDP socket only asks the
/// routing table.
fn outward_addresses() -> Vec<IpAddr> {
    [("0.0.0.0:0", "192.0.2.1:9"), ("[::]:0", "[2001:db8::1]:9")]
        .into_iter()
        .filter_map(|(from, to)| {
            let socket = UdpSocket::bind(from).ok()?;
            socket.connect(to).ok()?;
            socket.local_addr().ok()
        })
        .map(|address| address.ip())
        .filter(|ip| !ip.is_loopback() && !ip.is_unspecified())
        .collect()
}

fn split(text: &str, default_port: u16) -> (String, u16) {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => (host, port.parse().ok()),
        _ => (text, None),
    };
    (host.trim_matches(['[', ']']).to_owned(), port.unwrap_or(default_port))
}

fn join(host: &str, port: u16) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advertised_addresses() {
        for (text, host, port) in [
            ("nats.example", "nats.example", 4222),
            ("nats.example:5000", "nats.example", 5000),
            ("[::1]:5000", "::1", 5000),
            ("::1", "::1", 4222),
        ] {
            assert_eq!(split(text, 4222), (host.to_owned(), port), "{text}");
        }
    }
}
