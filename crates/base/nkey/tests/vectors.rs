//! Keys, seeds and signatures against vectors made with the reference implementation of the format.

use std::collections::HashSet;

use nkey::{CurveKeyPair, DecodeError, KeyError, KeyPair, Kind, PublicKey, Seed};
use proptest::prelude::*;

/// The same 32 secret bytes as each kind: kind, seed, public key.
const SIGNING: [(Kind, &str, &str); 5] = [
    (
        Kind::Operator,
        "SOAAGCQRDAPSMLJUHNBESUCXLZSWY432QGEI7FU5USV3FOOAY7HNLXGV5Y",
        "OB2VYTFZEVWKPTOEVT64NT7O3KCJAF7FXH4VCTUZDEN5M7QLBVBHNSEP",
    ),
    (
        Kind::Account,
        "SAAAGCQRDAPSMLJUHNBESUCXLZSWY432QGEI7FU5USV3FOOAY7HNLXEZTQ",
        "AB2VYTFZEVWKPTOEVT64NT7O3KCJAF7FXH4VCTUZDEN5M7QLBVBHNEIJ",
    ),
    (
        Kind::User,
        "SUAAGCQRDAPSMLJUHNBESUCXLZSWY432QGEI7FU5USV3FOOAY7HNLXDKKA",
        "UB2VYTFZEVWKPTOEVT64NT7O3KCJAF7FXH4VCTUZDEN5M7QLBVBHMA3W",
    ),
    (
        Kind::Server,
        "SNAAGCQRDAPSMLJUHNBESUCXLZSWY432QGEI7FU5USV3FOOAY7HNLXGWJM",
        "NB2VYTFZEVWKPTOEVT64NT7O3KCJAF7FXH4VCTUZDEN5M7QLBVBHMZH5",
    ),
    (
        Kind::Cluster,
        "SCAAGCQRDAPSMLJUHNBESUCXLZSWY432QGEI7FU5USV3FOOAY7HNLXE3LI",
        "CB2VYTFZEVWKPTOEVT64NT7O3KCJAF7FXH4VCTUZDEN5M7QLBVBHMWKV",
    ),
];

const CURVE: (&str, &str) = (
    "SXAAGCQRDAPSMLJUHNBESUCXLZSWY432QGEI7FU5USV3FOOAY7HNLXDJ6U",
    "XC5VB746QKSXJT57QIHJP5QPXHAUH3DUCXHVCT4M7WMO75M6AWLBJPLU",
);

const MESSAGE: &[u8] = b"a nonce";

const SIGNATURE: &str = "8b24e73334b9e4907b7b942f3b9b75120baaff2b4c1b3b2c0ca92ee1d57529fb\
                         8dcec5966a3165c2f0dc10c8e03a684cfdf0d20d4d1740012b35a5bdf7805405";

fn user() -> (&'static str, &'static str) {
    (SIGNING[2].1, SIGNING[2].2)
}

#[test]
fn pairs_match_the_reference() {
    let expected = data_encoding::HEXLOWER.decode(SIGNATURE.as_bytes()).unwrap();
    for (kind, seed, public) in SIGNING {
        let pair = KeyPair::from_seed(Seed::parse(seed).unwrap()).unwrap();
        assert_eq!(pair.public_key().kind(), kind);
        assert_eq!(pair.public_key().to_string(), public);
        assert_eq!(pair.seed().encode().as_str(), seed);
        assert_eq!(pair.sign(MESSAGE).unwrap().as_slice(), expected);

        let parsed = PublicKey::parse(public).unwrap();
        assert_eq!(parsed, pair.public_key());
        assert_eq!(parsed.verify(MESSAGE, &expected), Ok(()));
    }
}

#[test]
fn curve_pairs_match_the_reference() {
    let (seed, public) = CURVE;
    let pair = CurveKeyPair::from_seed(Seed::parse(seed).unwrap()).unwrap();
    assert_eq!(pair.public_key().to_string(), public);
    assert_eq!(pair.seed().encode().as_str(), seed);
    assert_eq!(PublicKey::parse(public), Ok(pair.public_key()));
}

#[test]
fn kinds_keep_to_their_trade() {
    let curve = || Seed::parse(CURVE.0).unwrap();
    let cannot_sign = Some(KeyError::CannotSign(Kind::Curve));
    assert_eq!(KeyPair::from_seed(curve()).err(), cannot_sign);
    assert_eq!(KeyPair::generate(Kind::Curve).err(), cannot_sign);
    assert_eq!(PublicKey::parse(CURVE.1).unwrap().verify(MESSAGE, &[0; 64]).err(), cannot_sign);

    let user = Seed::parse(user().0).unwrap();
    assert_eq!(CurveKeyPair::from_seed(user).err(), Some(KeyError::CannotSeal(Kind::User)));
}

#[test]
fn foreign_signatures_are_refused() {
    let public = PublicKey::parse(user().1).unwrap();
    let good = data_encoding::HEXLOWER.decode(SIGNATURE.as_bytes()).unwrap();
    assert_eq!(public.verify(b"another nonce", &good), Err(KeyError::InvalidSignature));
    assert_eq!(public.verify(MESSAGE, &good[..63]), Err(KeyError::InvalidSignature));
    assert_eq!(public.verify(MESSAGE, &[]), Err(KeyError::InvalidSignature));
    for bit in 0..good.len() * 8 {
        let mut bad = good.clone();
        bad[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(public.verify(MESSAGE, &bad), Err(KeyError::InvalidSignature), "bit {bit}");
    }
}

/// A signature whose scalar has the group's order added to it is the same point equation, and must not pass.
#[test]
fn malleable_signatures_are_refused() {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let public = PublicKey::parse(user().1).unwrap();
    let mut signature = data_encoding::HEXLOWER.decode(SIGNATURE.as_bytes()).unwrap();
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        let sum = u16::from(*byte) + u16::from(order) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    assert_eq!(public.verify(MESSAGE, &signature), Err(KeyError::InvalidSignature));
}

#[test]
fn bad_public_keys_are_refused() {
    let check = |text: &str, error| assert_eq!(PublicKey::parse(text), Err(error), "{text}");
    let (seed, public) = user();
    check("", DecodeError::Length);
    check(seed, DecodeError::Length);
    check(&public[..55], DecodeError::Length);
    check(&format!("{public}A"), DecodeError::Length);
    check(&public.to_lowercase(), DecodeError::Encoding);
    check(&public.replace('7', "="), DecodeError::Encoding);
    check(&public.replace("UB", "U\u{e4}")[..56], DecodeError::Encoding);
    check(&public.replace("UB", "UC"), DecodeError::Checksum);
    // The right checksum over a letter that is no kind (Z), and over a kind with one of its low bits set.
    check(&decorated(0xC8), DecodeError::Prefix);
    check(&decorated(0xA1), DecodeError::Prefix);
}

/// A public key with any prefix byte and a right checksum, made the slow way.
fn decorated(prefix: u8) -> String {
    let mut raw = vec![prefix];
    raw.extend([7; 32]);
    let mut crc = 0u16;
    for byte in &raw {
        crc ^= u16::from(*byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 == 0 { crc << 1 } else { crc << 1 ^ 0x1021 };
        }
    }
    raw.extend(crc.to_le_bytes());
    data_encoding::BASE32_NOPAD.encode(&raw)
}

#[test]
fn bad_seeds_are_refused() {
    let check = |text: &str, error| assert_eq!(Seed::parse(text).err(), Some(error), "{text}");
    let (seed, public) = user();
    check(public, DecodeError::Length);
    check(&seed.to_lowercase(), DecodeError::Encoding);
    // The last character holds two unused bits; setting one must not give a second text for one seed.
    check(&format!("{}B", &seed[..57]), DecodeError::Encoding);
    check(&seed.replace("SUAA", "SAAA"), DecodeError::Checksum);
}

#[test]
fn kind_is_checked_on_request() {
    let (_, public) = user();
    assert!(PublicKey::parse_kind(Kind::User, public).is_ok());
    let error = PublicKey::parse_kind(Kind::Account, public).unwrap_err();
    assert_eq!(error.to_string(), "expected account key, got user key");
}

#[test]
fn secrets_are_not_shown() {
    let (seed, _) = user();
    let pair = KeyPair::from_seed(Seed::parse(seed).unwrap()).unwrap();
    let shown = format!("{:?} {pair:?}", pair.seed());
    assert!(!shown.contains(seed) && !shown.contains("SUAA"), "{shown}");
}

#[test]
fn generated_pairs_differ_and_work() {
    let mut seen = HashSet::new();
    for (kind, _, _) in SIGNING {
        let pair = KeyPair::generate(kind).unwrap();
        let public = pair.public_key();
        assert!(seen.insert(*public.as_bytes()));
        assert!(public.to_string().starts_with(kind.letter()));
        assert!(pair.seed().encode().starts_with(&format!("S{}", kind.letter())));
        assert_eq!(public.verify(MESSAGE, &pair.sign(MESSAGE).unwrap()), Ok(()));
    }
    let curve = CurveKeyPair::generate().unwrap();
    assert!(curve.public_key().to_string().starts_with('X'));
}

proptest! {
    #[test]
    fn public_keys_round_trip(kind in 0usize..5, bytes: [u8; 32]) {
        let key = PublicKey::new(SIGNING[kind].0, bytes);
        prop_assert_eq!(PublicKey::parse(&key.to_string()), Ok(key));
    }

    #[test]
    fn what_parses_is_what_prints(text in "[A-Z2-7]{56}|[A-Z2-7]{58}|.{0,60}") {
        if let Ok(key) = PublicKey::parse(&text) {
            prop_assert_eq!(key.to_string(), text.clone());
        }
        if let Ok(seed) = Seed::parse(&text) {
            prop_assert_eq!(seed.encode().to_string(), text);
        }
    }

    #[test]
    fn one_changed_character_is_noticed(at in 0usize..56, with in "[A-Z2-7]") {
        let (_, public) = user();
        let changed = format!("{}{with}{}", &public[..at], &public[at + 1..]);
        prop_assert_eq!(PublicKey::parse(&changed).is_ok(), changed == public);
    }
}
