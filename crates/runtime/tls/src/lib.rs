//! TLS for every listener: configuration, handshakes and certificate identities.
