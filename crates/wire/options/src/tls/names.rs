//! The names of cipher suites and key exchange groups, as the reference spells them.
//!
//! `supported` says whether our TLS can do it: suites in CBC mode, RC4, 3DES and those without forward secrecy are
//! left out there for good.

/// A cipher suite.
pub(crate) struct CipherSuite {
    pub(crate) name: &'static str,
    /// Needs `allow_insecure_cipher_suites`.
    pub(crate) insecure: bool,
    pub(crate) supported: bool,
}

/// A group for key exchange.
pub(crate) struct Curve {
    pub(crate) name: &'static str,
    pub(crate) supported: bool,
}

const fn good(name: &'static str) -> CipherSuite {
    CipherSuite { name, insecure: false, supported: true }
}

const fn old(name: &'static str) -> CipherSuite {
    CipherSuite { name, insecure: false, supported: false }
}

const fn insecure(name: &'static str) -> CipherSuite {
    CipherSuite { name, insecure: true, supported: false }
}

const fn curve(name: &'static str, supported: bool) -> Curve {
    Curve { name, supported }
}

pub(crate) const CIPHER_SUITES: [CipherSuite; 25] = [
    good("TLS_AES_128_GCM_SHA256"),
    good("TLS_AES_256_GCM_SHA384"),
    good("TLS_CHACHA20_POLY1305_SHA256"),
    good("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"),
    good("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
    good("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"),
    good("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"),
    good("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
    good("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"),
    old("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"),
    old("TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"),
    old("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"),
    old("TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"),
    insecure("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"),
    insecure("TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"),
    insecure("TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"),
    insecure("TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"),
    insecure("TLS_ECDHE_RSA_WITH_RC4_128_SHA"),
    insecure("TLS_RSA_WITH_3DES_EDE_CBC_SHA"),
    insecure("TLS_RSA_WITH_AES_128_CBC_SHA"),
    insecure("TLS_RSA_WITH_AES_128_CBC_SHA256"),
    insecure("TLS_RSA_WITH_AES_128_GCM_SHA256"),
    insecure("TLS_RSA_WITH_AES_256_CBC_SHA"),
    insecure("TLS_RSA_WITH_AES_256_GCM_SHA384"),
    insecure("TLS_RSA_WITH_RC4_128_SHA"),
];

pub(crate) const CURVES: [Curve; 7] = [
    curve("X25519MLKEM768", true),
    curve("SecP256r1MLKEM768", true),
    curve("SecP384r1MLKEM1024", false),
    curve("X25519", true),
    curve("CurveP256", true),
    curve("CurveP384", true),
    curve("CurveP521", false),
];
