//! Cipher suites, key exchange groups and versions by the reference's names.

use rustls::{
    CipherSuite, NamedGroup, SupportedCipherSuite, SupportedProtocolVersion,
    crypto::{
        CryptoProvider, SupportedKxGroup,
        aws_lc_rs::{self, ALL_CIPHER_SUITES, ALL_KX_GROUPS},
    },
    version::{TLS12, TLS13},
};

use crate::ConfigError;

/// The provider with the named suites and groups; an empty list stands for the defaults.
///
/// As in the reference, a list of suites speaks of TLS 1.2 only: those of TLS 1.3 are always there.
pub(crate) fn provider(suites: &[String], groups: &[String]) -> Result<CryptoProvider, ConfigError> {
    let mut provider = aws_lc_rs::default_provider();
    warm_up(&provider);
    if !suites.is_empty() {
        let named = suites.iter().map(|name| suite(name)).collect::<Result<Vec<_>, _>>()?;
        provider.cipher_suites.retain(|suite| suite.tls13().is_some() || named.contains(suite));
    }
    if !groups.is_empty() {
        provider.kx_groups = groups.iter().map(|name| group(name)).collect::<Result<_, _>>()?;
    }
    Ok(provider)
}

/// Makes the first random number now: it takes a tenth of a second, for which no client should wait.
fn warm_up(provider: &CryptoProvider) {
    // Should it fail, so does the first handshake, which says so.
    let _ = provider.secure_random.fill(&mut [0]);
}

/// The versions from `min` up.
pub(crate) fn versions(min: Option<&str>) -> Result<Vec<&'static SupportedProtocolVersion>, ConfigError> {
    match min {
        None | Some("1.2") => Ok(vec![&TLS13, &TLS12]),
        Some("1.3") => Ok(vec![&TLS13]),
        Some(old @ ("1.0" | "1.1")) => Err(ConfigError::OldVersion(old.into())),
        Some(other) => Err(ConfigError::UnknownVersion(other.into())),
    }
}

fn suite(name: &str) -> Result<SupportedCipherSuite, ConfigError> {
    let offered = ALL_CIPHER_SUITES.iter().find(|suite| suite_name(suite.suite()) == name);
    offered.copied().ok_or_else(|| {
        let error =
            if UNOFFERED.contains(&name) { ConfigError::UnofferedCipher } else { ConfigError::UnknownCipher };
        error(name.into())
    })
}

fn group(name: &str) -> Result<&'static dyn SupportedKxGroup, ConfigError> {
    let wanted = match name {
        "X25519" => NamedGroup::X25519,
        "CurveP256" => NamedGroup::secp256r1,
        "CurveP384" => NamedGroup::secp384r1,
        "CurveP521" => NamedGroup::secp521r1,
        "X25519MLKEM768" => NamedGroup::X25519MLKEM768,
        "SecP256r1MLKEM768" => NamedGroup::secp256r1MLKEM768,
        "SecP384r1MLKEM1024" => return Err(ConfigError::UnofferedCurve(name.into())),
        _ => return Err(ConfigError::UnknownCurve(name.into())),
    };
    let offered = ALL_KX_GROUPS.iter().find(|group| group.name() == wanted);
    offered.copied().ok_or_else(|| ConfigError::UnofferedCurve(name.into()))
}

/// The registered name of a suite.
pub(crate) fn suite_name(suite: CipherSuite) -> &'static str {
    match suite {
        CipherSuite::TLS13_AES_128_GCM_SHA256 => "TLS_AES_128_GCM_SHA256",
        CipherSuite::TLS13_AES_256_GCM_SHA384 => "TLS_AES_256_GCM_SHA384",
        CipherSuite::TLS13_CHACHA20_POLY1305_SHA256 => "TLS_CHACHA20_POLY1305_SHA256",
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 => "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 => "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 => {
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"
        }
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 => "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 => "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 => {
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"
        }
        other => other.as_str().unwrap_or("unknown"),
    }
}

/// Suites that the reference knows, some of them only as insecure ones, and that are not offered here.
const UNOFFERED: [&str; 16] = [
    "TLS_RSA_WITH_RC4_128_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_AES_256_CBC_SHA",
    "TLS_RSA_WITH_AES_128_CBC_SHA256",
    "TLS_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_RC4_128_SHA",
    "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn names(list: &[&str]) -> Vec<String> {
        list.iter().map(|&name| name.into()).collect()
    }

    fn suites_of(list: &[&str]) -> Vec<&'static str> {
        let provider = provider(&names(list), &[]).unwrap();
        provider.cipher_suites.iter().map(|suite| suite_name(suite.suite())).collect()
    }

    #[test]
    fn every_offered_suite_has_the_reference_name() {
        for suite in ALL_CIPHER_SUITES {
            let name = suite_name(suite.suite());
            assert!(name.starts_with("TLS_"), "{name}");
            assert!(!UNOFFERED.contains(&name), "{name}");
            assert_eq!(super::suite(name).unwrap(), *suite);
        }
    }

    #[test]
    fn a_list_of_suites_leaves_those_of_tls13() {
        let check = |list: &[&str], expected: &[&str]| assert_eq!(suites_of(list)[3..], *expected);
        assert_eq!(suites_of(&[]).len(), ALL_CIPHER_SUITES.len());
        check(&["TLS_AES_256_GCM_SHA384"], &[]);
        check(&["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"], &["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]);
    }

    #[test]
    fn what_is_not_offered_is_named() {
        let check = |suites: &[&str], groups: &[&str], expected: &str| {
            let error = provider(&names(suites), &names(groups)).unwrap_err().to_string();
            assert!(error.starts_with(expected), "{error}");
        };
        check(&["TLS_RSA_WITH_RC4_128_SHA"], &[], "cipher suite TLS_RSA_WITH_RC4_128_SHA is not offered");
        check(&["TLS_MADE_UP"], &[], "unrecognized cipher TLS_MADE_UP");
        check(&[], &["CurveP521"], "curve preference CurveP521 is not offered");
        check(&[], &["X25519", "SecP384r1MLKEM1024"], "curve preference SecP384r1MLKEM1024 is not offered");
        check(&[], &["P256"], "unrecognized curve preference P256");
    }

    #[test]
    fn groups_are_those_asked_for_in_that_order() {
        let provider = provider(&[], &names(&["CurveP384", "X25519"])).unwrap();
        let groups: Vec<NamedGroup> = provider.kx_groups.iter().map(|group| group.name()).collect();
        assert_eq!(groups, [NamedGroup::secp384r1, NamedGroup::X25519]);
    }

    #[test]
    fn minimum_versions() {
        let check = |min: Option<&str>, expected: Result<usize, &str>| {
            let found = versions(min).map(|found| found.len()).map_err(|error| error.to_string());
            assert_eq!(found, expected.map_err(str::to_owned));
        };
        check(None, Ok(2));
        check(Some("1.2"), Ok(2));
        check(Some("1.3"), Ok(1));
        check(Some("1.1"), Err("unsupported TLS version: TLS 1.1"));
        check(Some("tls1.2"), Err("unknown version: tls1.2"));
    }
}
