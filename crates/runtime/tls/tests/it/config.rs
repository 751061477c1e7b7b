//! `tls` blocks that can and cannot be loaded.

use std::{fs, path::PathBuf, time::SystemTime};

use options::{CertificateSpec, HandshakeFirst, TlsSpec};
use rcgen::{
    CertificateParams, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_ECDSA_P384_SHA384, PKCS_ED25519, PKCS_RSA_SHA256,
};
use tls::ServerTls;
use tokio::time::Duration;
use x509_cert::{
    der::{Decode, asn1::OctetStringRef},
    spki::AlgorithmIdentifierRef,
};

use crate::pki::{Pki, authority, leaf, pem};

/// Checks what is said of a block with these certificates and changes.
#[track_caller]
fn check(certificates: Vec<CertificateSpec>, change: impl FnOnce(&mut TlsSpec), expected: &str) {
    let mut spec = TlsSpec { certificates, ..TlsSpec::default() };
    change(&mut spec);
    assert_eq!(ServerTls::load(&spec).unwrap_err().to_string(), expected);
}

#[test]
fn what_is_wrong_is_said() {
    let pki = Pki::new();
    let root = pki.self_signed(authority("root", None));
    let good = pki.signed_by(&root, leaf("server.test")).files;
    let other = pki.signed_by(&root, leaf("other.test")).files;
    let missing = pki.folder().join("missing.pem");
    let empty = pki.write("empty.pem", "nothing here\n");
    let broken = pki.write("broken.pem", &pem("CERTIFICATE", b"not a certificate"));
    let odd_key = pki.write("odd.pem", &pem("PRIVATE KEY", b"not a key"));
    let pair = |cert_file: &PathBuf, key_file: &PathBuf| {
        vec![CertificateSpec { cert_file: cert_file.clone(), key_file: key_file.clone() }]
    };
    let unchanged = |_: &mut TlsSpec| {};
    let prefix = "error parsing X509 certificate/key pair";
    let (cert, key) = (&good.cert_file, &good.key_file);

    check(Vec::new(), unchanged, "missing 'cert_file' in TLS configuration");
    let no_file = format!("open {}: no such file or directory", missing.display());
    check(pair(&missing, key), unchanged, &format!("{prefix}: {no_file}"));
    check(pair(cert, &missing), unchanged, &format!("{prefix}: {no_file}"));
    let none = format!("failed to find any certificate in {}", empty.display());
    check(pair(&empty, key), unchanged, &format!("{prefix}: {none}"));
    let none = format!("failed to find a private key (PKCS#1, PKCS#8 or SEC1) in {}", empty.display());
    check(pair(cert, &empty), unchanged, &format!("{prefix}: {none}"));
    check(
        pair(cert, &other.key_file),
        unchanged,
        &format!("{prefix}: private key does not match public key"),
    );
    let two = vec![good.clone(), CertificateSpec { key_file: key.clone(), ..other }];
    check(two, unchanged, &format!("{prefix} 2/2: private key does not match public key"));

    let starts_with = |spec: TlsSpec, expected: &str| {
        let error = ServerTls::load(&spec).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    };
    let malformed = format!("{prefix}: malformed certificate in {}: ", broken.display());
    starts_with(TlsSpec { certificates: pair(&broken, key), ..TlsSpec::default() }, &malformed);
    let unusable = format!("{prefix}: failed to parse private key in {}: ", odd_key.display());
    starts_with(TlsSpec { certificates: pair(cert, &odd_key), ..TlsSpec::default() }, &unusable);

    let with = |change: fn(&mut TlsSpec), expected: &str| check(vec![good.clone()], change, expected);
    with(|spec| spec.min_version = Some("1.1".into()), "unsupported TLS version: TLS 1.1");
    with(|spec| spec.cipher_suites = vec!["NONE".into()], "unrecognized cipher NONE");
    with(|spec| spec.curve_preferences = vec!["NONE".into()], "unrecognized curve preference NONE");
    check(vec![good.clone()], |spec| spec.ca_file = Some(missing), &no_file);
    for ca_file in [empty, broken] {
        let expected = "failed to parse root ca certificate";
        check(vec![good.clone()], |spec| spec.ca_file = Some(ca_file), expected);
    }
}

#[test]
fn what_a_block_says() {
    let pki = Pki::new();
    let root = pki.self_signed(authority("root", None));
    let spec = TlsSpec {
        certificates: vec![pki.signed_by(&root, leaf("server.test")).files],
        ca_file: Some(root.files.cert_file.clone()),
        ..TlsSpec::default()
    };
    let tls = ServerTls::load(&spec).unwrap();
    assert_eq!((tls.timeout(), tls.handshake_first()), (Duration::from_secs(2), HandshakeFirst::No));
    assert!(!tls.verifies_clients() && !tls.maps_clients() && tls.handshake_rate().is_none());
    assert!(tls.certificate_not_after() > SystemTime::now());

    let asking = TlsSpec {
        verify_and_map: true,
        timeout: Some(Duration::from_millis(500)),
        handshake_first: HandshakeFirst::Always,
        connection_rate_limit: 1,
        ..spec
    };
    let tls = ServerTls::load(&asking).unwrap();
    assert_eq!((tls.timeout(), tls.handshake_first()), (Duration::from_millis(500), HandshakeFirst::Always));
    assert!(tls.verifies_clients() && tls.maps_clients() && tls.handshake_rate().is_some());

    let monitoring = ServerTls::load_for_monitoring(&asking).unwrap();
    assert!(!monitoring.verifies_clients() && !monitoring.maps_clients());
}

#[test]
fn keys_of_every_kind_and_form() {
    let pki = Pki::new();
    for algorithm in [&PKCS_ECDSA_P256_SHA256, &PKCS_ECDSA_P384_SHA384, &PKCS_ED25519, &PKCS_RSA_SHA256] {
        let key = KeyPair::generate_for(algorithm).unwrap();
        let certificate =
            CertificateParams::new(vec!["server.test".into()]).unwrap().self_signed(&key).unwrap();
        let cert_file = pki.write("cert.pem", &certificate.pem());
        let mut forms = vec![key.serialize_pem()];
        // PKCS#8 is a wrapping around the older form of its kind.
        let inner = unwrap_pkcs8(key.serialized_der());
        if algorithm == &PKCS_RSA_SHA256 {
            forms.push(pem("RSA PRIVATE KEY", inner));
        } else if algorithm != &PKCS_ED25519 {
            forms.push(format!("{}{}", pem("EC PARAMETERS", b"any"), pem("EC PRIVATE KEY", inner)));
        }
        for form in forms {
            let key_file = pki.write("key.pem", &form);
            let pair = CertificateSpec { cert_file: cert_file.clone(), key_file };
            let spec = TlsSpec { certificates: vec![pair], ..TlsSpec::default() };
            assert!(ServerTls::load(&spec).is_ok(), "{form}");
        }
    }
}

fn unwrap_pkcs8(der: &[u8]) -> &[u8] {
    use x509_cert::der::{Reader, SliceReader};
    let mut reader = SliceReader::new(der).unwrap();
    reader
        .sequence(|inner| {
            u8::decode(inner)?;
            AlgorithmIdentifierRef::decode(inner)?;
            let key = OctetStringRef::decode(inner)?.as_bytes();
            inner.read_slice(inner.remaining_len())?;
            Ok(key)
        })
        .unwrap()
}

#[test]
fn text_around_the_certificates_does_not_matter() {
    let pki = Pki::new();
    let root = pki.self_signed(authority("root", None));
    let files = pki.signed_by(&root, leaf("server.test")).files;
    let text = format!("Certificate:\n  Data:\n{}trailing\n", fs::read_to_string(&files.cert_file).unwrap());
    let cert_file = pki.write("cert.pem", &text.replace('\n', "\r\n"));
    let certificates = vec![CertificateSpec { cert_file, ..files }];
    assert!(ServerTls::load(&TlsSpec { certificates, ..TlsSpec::default() }).is_ok());
}
