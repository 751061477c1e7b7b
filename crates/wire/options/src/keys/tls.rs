//! The block `tls`, the same for every listener and for connections to other servers.

use std::path::{Path, PathBuf};

use conf::Kind;
use stdx::duration::GoDuration;

use crate::schema::Take::{Bool, With};
use crate::schema::{Key, Node, Report, Shape, Unknown, key, known, later, read_as, seconds, word};
use crate::tls::names::{self, CIPHER_SUITES, CURVES};
use crate::{CertificateSpec, HandshakeFirst, TlsSpec};

#[derive(Default)]
struct Tls {
    spec: TlsSpec,
    cert_file: PathBuf,
    key_file: PathBuf,
    allow_insecure: bool,
}

#[rustfmt::skip]
const KEYS: &[Key<Tls>] = &[
    key(&["cert_file"], With(|tls, node, report| tls.cert_file = file(node, report))),
    key(&["key_file"], With(|tls, node, report| tls.key_file = file(node, report))),
    key(&["ca_file"], With(|tls, node, report| tls.spec.ca_file = Some(file(node, report)).filter(|path| not_empty(path)))),
    key(&["certs", "certificates"], With(certificates)),
    key(&["insecure"], Bool(|tls, on| tls.spec.insecure = on)),
    key(&["verify"], Bool(|tls, on| tls.spec.verify |= on)),
    key(&["verify_and_map"], Bool(|tls, on| { tls.spec.verify_and_map = on; tls.spec.verify |= on; })),
    key(&["verify_cert_and_check_known_urls"], Bool(|tls, on| {
        tls.spec.verify_and_check_known_urls = on;
        tls.spec.verify |= on;
    })),
    key(&["allow_insecure_cipher_suites"], Bool(|tls, on| tls.allow_insecure = on)),
    key(&["cipher_suites"], With(cipher_suites)),
    key(&["curve_preferences"], With(curve_preferences)),
    key(&["min_version"], With(min_version)),
    key(&["timeout"], With(|tls, node, report| tls.spec.timeout = seconds(node, report))),
    key(&["connection_rate_limit"], With(connection_rate_limit)),
    key(&["pinned_certs"], With(pinned_certs)),
    key(&["handshake_first", "first", "immediate"], With(handshake_first)),
    later(&["ocsp_peer"], Shape::With(super::later::ocsp::check_peer), super::later::ocsp::asks),
    // Certificate stores belong to Windows; what chooses among their certificates chooses nothing without one.
    key(&["cert_store"], With(|_, node, report| {
        if node.text(report).is_some() {
            report.invalid(&node, "there are no certificate stores on this operating system");
        }
    })),
    known(&["cert_match_by"], Shape::With(|node, report| {
        drop(word(&["issuer", "subject", "thumbprint"], node, report));
    })),
    known(&["cert_match"], Shape::With(|node, report| {
        if node.text(report).is_some_and(str::is_empty) {
            report.invalid(&node, "must not be empty");
        }
    })),
    known(&["ca_certs_match"], Shape::With(|node, report| {
        if node.value.as_array().is_some() {
            Shape::TextList.check(node, report);
        }
    })),
    known(&["cert_match_skip_invalid"], Shape::Bool),
];

/// Whose certificates a block asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Peers {
    /// Clients, and servers that connect as clients do.
    Clients,
    /// Servers that are known by their address.
    Servers,
}

/// The block of a listener for clients.
pub(super) fn read(node: Node<'_>, report: &mut Report) -> Option<TlsSpec> {
    read_for(Peers::Clients, node, report)
}

pub(super) fn read_for(peers: Peers, node: Node<'_>, report: &mut Report) -> Option<TlsSpec> {
    node.map(report)?;
    let mut tls = Tls::default();
    read_as(&[KEYS], Unknown::RefuseAlways, node, &mut tls, report);
    if let Some(why) = contradiction(&tls, peers) {
        report.invalid(&node, why);
    }
    if not_empty(&tls.cert_file) {
        let (cert_file, key_file) = (tls.cert_file, tls.key_file);
        tls.spec.certificates = vec![CertificateSpec { cert_file, key_file }];
    }
    Some(tls.spec)
}

fn contradiction(tls: &Tls, peers: Peers) -> Option<String> {
    let suites = CIPHER_SUITES.iter().filter(|suite| suite.insecure).map(|suite| suite.name);
    let insecure: Vec<&str> =
        suites.filter(|name| tls.spec.cipher_suites.iter().any(|used| used == name)).collect();
    if not_empty(&tls.cert_file) && !tls.spec.certificates.is_empty() {
        Some("\"cert_file\" and \"certs\" cannot stand together".into())
    } else if not_empty(&tls.cert_file) && !not_empty(&tls.key_file) {
        Some("missing \"key_file\"".into())
    } else if not_empty(&tls.key_file) && !not_empty(&tls.cert_file) {
        Some("missing \"cert_file\"".into())
    } else if tls.spec.verify_and_check_known_urls && peers == Peers::Clients {
        Some("\"verify_cert_and_check_known_urls\" is for routes and gateways only".into())
    } else if !insecure.is_empty() && !tls.allow_insecure {
        Some(format!("insecure cipher suites need \"allow_insecure_cipher_suites\": {}", insecure.join(", ")))
    } else {
        None
    }
}

fn not_empty(path: &Path) -> bool {
    !path.as_os_str().is_empty()
}

fn file(node: Node<'_>, report: &mut Report) -> PathBuf {
    node.text(report).unwrap_or_default().into()
}

const CERTIFICATE_KEYS: &[Key<CertificateSpec>] = &[
    key(&["cert_file"], With(|pair, node, report| pair.cert_file = file(node, report))),
    key(&["key_file"], With(|pair, node, report| pair.key_file = file(node, report))),
];

fn certificates(tls: &mut Tls, node: Node<'_>, report: &mut Report) {
    for item in node.items(report) {
        let mut pair = CertificateSpec::default();
        read_as(&[CERTIFICATE_KEYS], Unknown::RefuseAlways, item, &mut pair, report);
        if !not_empty(&pair.cert_file) || !not_empty(&pair.key_file) {
            report.invalid(&item, "needs both \"cert_file\" and \"key_file\"");
        }
        tls.spec.certificates.push(pair);
    }
}

/// The texts of an array that must have some.
fn some_texts(node: Node<'_>, report: &mut Report) -> Vec<String> {
    let texts: Vec<&str> = node.items(report).filter_map(|item| item.text(report)).collect();
    if node.value.as_array().is_some_and(<[_]>::is_empty) {
        report.invalid(&node, "cannot be empty");
    }
    texts.into_iter().map(str::to_owned).collect()
}

fn cipher_suites(tls: &mut Tls, node: Node<'_>, report: &mut Report) {
    tls.spec.cipher_suites = some_texts(node, report);
    for name in &tls.spec.cipher_suites {
        match CIPHER_SUITES.iter().find(|suite| suite.name == name) {
            Some(names::CipherSuite { supported: true, .. }) => {}
            Some(_) => report.unsupported_as(&node, format!("{node}: {name}")),
            None => report.invalid(&node, format!("unrecognized cipher suite {name}")),
        }
    }
}

fn curve_preferences(tls: &mut Tls, node: Node<'_>, report: &mut Report) {
    tls.spec.curve_preferences = some_texts(node, report);
    for name in &tls.spec.curve_preferences {
        match CURVES.iter().find(|curve| curve.name == name) {
            Some(names::Curve { supported: true, .. }) => {}
            Some(_) => report.unsupported_as(&node, format!("{node}: {name}")),
            None => report.invalid(&node, format!("unrecognized curve {name}")),
        }
    }
}

fn min_version(tls: &mut Tls, node: Node<'_>, report: &mut Report) {
    match node.text(report) {
        Some(version @ ("1.2" | "1.3")) => tls.spec.min_version = Some(version.into()),
        Some(_) => report.invalid(&node, "must be \"1.2\" or \"1.3\""),
        None => {}
    }
}

fn connection_rate_limit(tls: &mut Tls, node: Node<'_>, report: &mut Report) {
    tls.spec.connection_rate_limit =
        node.int(report).and_then(|rate| u64::try_from(rate).ok()).unwrap_or_default();
}

fn pinned_certs(tls: &mut Tls, node: Node<'_>, report: &mut Report) {
    for item in node.items(report) {
        let Some(text) = item.text(report) else { continue };
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            report.invalid(&item, "is not the SHA-256 of a public key in hexadecimal");
        } else if !tls.spec.pinned_certs.contains(&text.to_ascii_lowercase()) {
            tls.spec.pinned_certs.push(text.to_ascii_lowercase());
        }
    }
}

/// How long `auto` waits for a client that begins with TLS.
const AUTO: std::time::Duration = std::time::Duration::from_millis(50);

fn handshake_first(tls: &mut Tls, node: Node<'_>, report: &mut Report) {
    let text = match &node.value.kind {
        Kind::Bool(on) => if *on { "on" } else { "off" }.to_owned(),
        Kind::String(text) => text.clone(),
        _ => return report.wrong_type(&node, "true, false, \"auto\" or a duration"),
    };
    tls.spec.handshake_first = match text.to_lowercase().as_str() {
        "true" | "on" => HandshakeFirst::Always,
        "false" | "off" => HandshakeFirst::No,
        "auto" | "auto_fallback" => HandshakeFirst::Fallback(AUTO),
        _ => match text.parse::<GoDuration>().map(GoDuration::to_std) {
            Ok(Some(wait)) if !wait.is_zero() => HandshakeFirst::Fallback(wait),
            // Who waits for nothing sends INFO to nobody who does not begin.
            Ok(_) => HandshakeFirst::Always,
            Err(_) => {
                return report
                    .invalid(&node, "must be true, false, \"auto\" or a duration such as \"300ms\"");
            }
        },
    };
}
