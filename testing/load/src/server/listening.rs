//! Where a server listens, read from its log.

use std::net::SocketAddr;

const LISTENING: &str = "Listening for client connections on ";

/// The client address, once the log says both that and that the server is ready.
pub(crate) fn address(log: &str) -> Option<SocketAddr> {
    let address = log.lines().find_map(|line| line.split_once(LISTENING)?.1.trim().parse().ok())?;
    log.contains("Server is ready").then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(log: &str, expected: Option<&str>) {
        assert_eq!(address(log).map(|address| address.to_string()).as_deref(), expected, "{log}");
    }

    #[test]
    fn the_address_is_taken_when_the_server_is_ready() {
        let listening =
            "[7] 2026/11/24 14:00:00.000001 [INF] Listening for client connections on 127.0.0.1:40123\n";
        check("", None);
        check(listening, None);
        check(
            &format!("[7] [INF] Starting\n{listening}[7] [INF] Server is ready\n"),
            Some("127.0.0.1:40123"),
        );
        check("Listening for client connections on nowhere\nServer is ready\n", None);
    }
}
