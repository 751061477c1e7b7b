//! TLS blocks.

use std::time::Duration;

use super::{later, options, refused};
use crate::*;

fn tls(text: &str) -> TlsSpec {
    options(&format!("tls {{ {text} }}")).tls.unwrap()
}

#[test]
fn tls_values() {
    let pair = CertificateSpec { cert_file: "c".into(), key_file: "k".into() };
    assert_eq!(tls("cert_file: c, key_file: k").certificates, std::slice::from_ref(&pair));
    assert_eq!(tls("certs: [ {cert_file: c, key_file: k} ]").certificates, [pair]);
    assert!(tls("verify_and_map: true").verify);
    assert_eq!(tls("timeout: 0.5").timeout, Some(Duration::from_millis(500)));
    assert_eq!(tls("min_version: '1.3'").min_version.as_deref(), Some("1.3"));
    assert_eq!(tls(&format!("pinned_certs: [{}]", "AB".repeat(32))).pinned_certs, ["ab".repeat(32)]);
    let first = |text: &str| tls(&format!("handshake_first: {text}")).handshake_first;
    assert_eq!(first("true"), HandshakeFirst::Always);
    assert_eq!(first("'off'"), HandshakeFirst::No);
    assert_eq!(first("Auto"), HandshakeFirst::Fallback(Duration::from_millis(50)));
    assert_eq!(first("300ms"), HandshakeFirst::Fallback(Duration::from_millis(300)));
    assert_eq!(first("'-1s'"), HandshakeFirst::Always);
}

#[test]
fn bad_tls() {
    let refused = |text: &str, part: &str| refused(&format!("tls {{ {text} }}"), part);
    refused("cert_file: c", "missing \"key_file\"");
    refused("cert_file: c, key_file: k, certs: [ {cert_file: c, key_file: k} ]", "cannot stand together");
    refused("certs: [ {cert_file: c} ]", "needs both");
    refused("cipher_suites: []", "cannot be empty");
    refused("cipher_suites: [NOPE]", "unrecognized cipher suite NOPE");
    refused("cipher_suites: [TLS_RSA_WITH_RC4_128_SHA]", "allow_insecure_cipher_suites");
    refused("curve_preferences: [P256]", "unrecognized curve");
    refused("verify_cert_and_check_known_urls: true", "routes and gateways");
    refused("min_version: 1.3", "expected text");
    refused("min_version: '1.1'", "must be");
    refused("pinned_certs: [ab]", "SHA-256");
    refused("cert_store: WindowsCurrentUser", "operating system");
    refused("cert_flie: c", "did you mean \"cert_file\"?");
    refused("handshake_first: 5", "expected true");
}

#[test]
fn tls_that_is_not_carried_out() {
    later(
        "tls { cipher_suites: [TLS_AES_128_GCM_SHA256, TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA] }",
        &["tls.cipher_suites: TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"],
    );
    later("tls { curve_preferences: [CurveP521, X25519] }", &["tls.curve_preferences: CurveP521"]);
    later("tls { connection_rate_limit: 5, ocsp_peer: true }", &["tls.ocsp_peer"]);
    later("tls { connection_rate_limit: 0, ocsp_peer: {verify: false} }", &[]);
}
