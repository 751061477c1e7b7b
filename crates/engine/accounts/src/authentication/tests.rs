//! Who gets in, by every method, and what the log says about the others.

use nkey::{KeyPair, Kind};
use options::{AuthorizationSpec, CredentialSpec, Options, PermissionsSpec, RuleSpec, TlsSpec, UserSpec};

use super::{
    Authenticator, CertificateIdentity, ConnectionType, DistinguishedName, Identity, Offered, Refusal,
};
use crate::{AccountId, Directory, fixture};

const NONCE: &[u8] = b"nonce";

struct Server {
    directory: Directory,
    authenticator: Authenticator,
}

fn server(options: &Options) -> Server {
    let directory = Directory::build(options).unwrap();
    let authenticator = Authenticator::build(options, &directory).unwrap();
    Server { directory, authenticator }
}

fn user(name: &str, password: &str) -> UserSpec {
    let credential = CredentialSpec::Password { user: name.into(), password: password.into() };
    UserSpec { credential, ..fixture::user(name, "user") }
}

fn key_user(key: &KeyPair) -> UserSpec {
    UserSpec { credential: CredentialSpec::NKey(key.public_key().to_string()), ..fixture::user("", "key") }
}

fn with_users(users: Vec<UserSpec>) -> Options {
    Options { authorization: AuthorizationSpec { users, ..Default::default() }, ..Options::default() }
}

fn by_name<'a>(user: &'a str, password: &'a str) -> Offered<'a> {
    Offered { user, password, nonce: NONCE, ..Offered::default() }
}

fn nothing() -> Offered<'static> {
    by_name("", "")
}

impl Server {
    /// The account and user, or what the log says.
    fn login(&self, offered: &Offered<'_>) -> Result<String, String> {
        let name = |identity: Identity| {
            let account = self.directory.account(identity.account).unwrap().name();
            format!("{account} {} by {:?}", identity.user, identity.method)
        };
        self.authenticator.authenticate(offered).map(name).map_err(|refusal| refusal.to_string())
    }

    #[track_caller]
    fn admits(&self, offered: &Offered<'_>, expected: &str) {
        assert_eq!(self.login(offered).as_deref(), Ok(expected));
    }

    #[track_caller]
    fn refuses(&self, offered: &Offered<'_>, expected: &str) {
        assert_eq!(self.login(offered).as_deref().map_err(String::as_str), Err(expected));
    }
}

#[test]
fn an_open_server_takes_everyone_at_their_word() {
    let server = server(&Options::default());
    assert!(!server.authenticator.auth_required() && server.authenticator.admits_anyone());
    server.admits(&nothing(), "$G User \"N/A\" by Open");
    server.admits(&by_name("x", "y"), "$G User \"x\" by Open");
    server.admits(&Offered { token: "t", ..nothing() }, "$G Token \"[REDACTED]\" by Open");
    server.admits(&Offered { nkey: "U", ..by_name("x", "") }, "$G Nkey \"U\" by Open");
    // Accounts without users change nothing.
    let closed = self::server(&fixture::options("A\nB"));
    closed.admits(&nothing(), "$G User \"N/A\" by Open");
}

#[test]
fn users_of_accounts() {
    let mut options = fixture::options("A user a\nB user b");
    options.authorization.users = vec![user("g", "secret")];
    let server = server(&options);
    assert!(server.authenticator.auth_required() && !server.authenticator.admits_anyone());
    assert!(!server.authenticator.nonce_required());
    server.admits(&by_name("a", "a"), "A User \"a\" by Password");
    server.admits(&by_name("b", "b"), "B User \"b\" by Password");
    server.admits(&by_name("g", "secret"), "$G User \"g\" by Password");
    server.admits(&Offered { nkey: "UFOREIGN", ..by_name("a", "a") }, "A User \"a\" by Password");
    server.refuses(&by_name("a", "b"), "wrong password for user \"a\"");
    server.refuses(&by_name("a", ""), "wrong password for user \"a\"");
    server.refuses(&by_name("z", "b"), "user \"z\" is not known");
    server.refuses(&by_name("", "a"), "user \"\" is not known");
    server.refuses(&nothing(), "no credentials offered");
    server.refuses(&Offered { token: "a", ..nothing() }, "user \"\" is not known");
}

#[test]
fn a_user_without_a_password() {
    let server = server(&with_users(vec![user("x", "")]));
    server.admits(&by_name("x", ""), "$G User \"x\" by Password");
    server.refuses(&by_name("x", "y"), "wrong password for user \"x\"");
}

#[test]
fn hashed_passwords() {
    let hash =
        bcrypt::hash_with_salt("s3cr3t", 4, [1; 16]).unwrap().format_for_version(bcrypt::Version::TwoA);
    let server = server(&with_users(vec![user("h", &hash), user("p", "plain")]));
    server.admits(&by_name("h", "s3cr3t"), "$G User \"h\" by Password");
    server.refuses(&by_name("h", &hash), "wrong password for user \"h\"");
    server.refuses(&by_name("h", ""), "wrong password for user \"h\"");
    for (offered, costly) in [
        (by_name("h", "x"), true),
        (by_name("p", "x"), false),
        // Otherwise the time would tell who exists.
        (by_name("z", "x"), true),
    ] {
        assert_eq!(server.authenticator.is_costly(&offered), costly, "{offered:?}");
    }
}

#[test]
fn tokens_and_the_single_user() {
    let mut options = Options::default();
    options.authorization.token = Some("t".into());
    let by_token = server(&options);
    by_token.admits(&Offered { token: "t", ..nothing() }, "$G Token \"[REDACTED]\" by Token");
    by_token.refuses(&Offered { token: "x", ..nothing() }, "wrong token");
    by_token.refuses(&by_name("t", "t"), "wrong token");
    let hash = bcrypt::hash_with_salt("t", 4, [1; 16]).unwrap().to_string();
    options.authorization.token = Some(hash.clone());
    let by_hash = server(&options);
    by_hash.admits(&Offered { token: "t", ..nothing() }, "$G Token \"[REDACTED]\" by Token");
    by_hash.refuses(&Offered { token: &hash, ..nothing() }, "wrong token");
    assert!(by_hash.authenticator.is_costly(&nothing()));

    let mut options = Options::default();
    options.authorization.user = Some("u".into());
    options.authorization.password = Some("p".into());
    let single = server(&options);
    single.admits(&by_name("u", "p"), "$G User \"u\" by Password");
    single.refuses(&by_name("u", "x"), "wrong password for user \"u\"");
    single.refuses(&by_name("x", "p"), "user \"x\" is not known");
    single.refuses(&nothing(), "no credentials offered");
}

#[test]
fn nkeys() {
    let (ours, theirs) = (KeyPair::generate(Kind::User).unwrap(), KeyPair::generate(Kind::User).unwrap());
    let server = server(&with_users(vec![key_user(&ours), user("x", "y")]));
    assert!(server.authenticator.nonce_required());
    let signature = ours.sign(NONCE).unwrap();
    let (url, standard) =
        (data_encoding::BASE64URL_NOPAD.encode(&signature), data_encoding::BASE64.encode(&signature));
    let (key, foreign) = (ours.public_key().to_string(), theirs.public_key().to_string());
    let offer = |signature| Offered { nkey: &key, signature, ..nothing() };
    let admitted = format!("$G Nkey \"{key}\" by NKey");
    server.admits(&offer(&url), &admitted);
    server.admits(&offer(&standard), &admitted);
    server.refuses(&offer(""), "signature missing");
    server.refuses(&offer("%"), "signature is not valid base64");
    server.refuses(&Offered { nonce: b"other", ..offer(&url) }, "signature not verified");
    server
        .refuses(&Offered { nkey: &foreign, ..by_name("x", "y") }, &format!("nkey {foreign:?} is not known"));
    server.admits(&by_name("x", "y"), "$G User \"x\" by Password");
    let foreign_signature = data_encoding::BASE64URL_NOPAD.encode(&theirs.sign(NONCE).unwrap());
    server.refuses(&offer(&foreign_signature), "signature not verified");
}

#[test]
fn no_auth_user() {
    let mut options = fixture::options("A user a\nB user b");
    options.no_auth_user = Some("a".into());
    let named = server(&options);
    assert!(named.authenticator.auth_required() && named.authenticator.admits_anyone());
    named.admits(&nothing(), "A User \"a\" by NoAuthUser");
    named.admits(&Offered { nkey: "U", ..nothing() }, "A User \"a\" by NoAuthUser");
    named.admits(&by_name("b", "b"), "B User \"b\" by Password");
    named.refuses(&by_name("a", ""), "wrong password for user \"a\"");
    named.refuses(&by_name("", "a"), "user \"\" is not known");
    named.refuses(&Offered { token: "a", ..nothing() }, "user \"\" is not known");

    let key = KeyPair::generate(Kind::User).unwrap();
    let mut options = with_users(vec![key_user(&key), user("x", "y")]);
    options.no_auth_user = Some(key.public_key().to_string());
    let keyed = server(&options);
    keyed.admits(&nothing(), &format!("$G Nkey \"{}\" by NoAuthUser", key.public_key()));
    keyed.admits(&by_name("x", "y"), "$G User \"x\" by Password");
    keyed.refuses(&Offered { nkey: &key.public_key().to_string(), ..nothing() }, "signature missing");
}

#[test]
fn only_the_system_account_is_configured() {
    for text in ["$SYS user s", "$SYS"] {
        let server = server(&fixture::options(text));
        assert!(server.authenticator.auth_required());
        server.admits(&nothing(), "$G User \"N/A\" by Anonymous");
        server.refuses(&by_name("x", "y"), "user \"x\" is not known");
    }
    let mut named = fixture::options("S user s");
    named.system_account = Some("S".into());
    server(&named).admits(&nothing(), "$G User \"N/A\" by Anonymous");
    server(&named).admits(&by_name("s", "s"), "S User \"s\" by Password");
    named.authorization.timeout = Some(std::time::Duration::from_secs(3));
    server(&named).refuses(&nothing(), "no credentials offered");
    server(&fixture::options("$SYS user s\nA user a")).refuses(&nothing(), "no credentials offered");
}

#[test]
fn connection_types_and_proxies() {
    let mut only_web = user("w", "w");
    only_web.allowed_connection_types = vec!["WEBSOCKET".into(), "mqtt".into()];
    let mut proxied = user("p", "p");
    proxied.proxy_required = true;
    let server = server(&with_users(vec![only_web, proxied]));
    server.refuses(&by_name("w", "w"), "user \"w\" is not allowed on a STANDARD connection");
    let web = Offered { connection_type: ConnectionType::Websocket, ..by_name("w", "w") };
    server.admits(&web, "$G User \"w\" by Password");
    let mqtt = Offered { connection_type: ConnectionType::Mqtt, ..by_name("w", "w") };
    server.admits(&mqtt, "$G User \"w\" by Password");
    server.refuses(&by_name("p", "p"), "user \"p\" is required to connect through a trusted proxy");
    server.refuses(&by_name("p", "x"), "wrong password for user \"p\"");
}

fn certificate(alternative: &[&str], subject: &str, texts: &[&str]) -> CertificateIdentity {
    CertificateIdentity {
        alternative_names: alternative.iter().map(ToString::to_string).collect(),
        subject: DistinguishedName::parse(subject).ok().filter(|_| !subject.is_empty()),
        subject_texts: texts.iter().map(ToString::to_string).collect(),
    }
}

#[test]
fn users_from_certificates() {
    let names = [
        "a@b.c",
        "host.b.c",
        "spiffe://x",
        "CN=one,OU=two",
        "OU=five+O=four,CN=three",
        "CN=raw,DC=x",
        "CN=last",
    ];
    let mut options = with_users(names.map(|name| user(name, "")).to_vec());
    options.authorization.users.push(user("with.password", "p"));
    options.tls = Some(TlsSpec { verify_and_map: true, ..TlsSpec::default() });
    let server = server(&options);
    let check = |certificate: &CertificateIdentity, expected: &str| {
        let offered = Offered { certificate: Some(certificate), ..by_name("ignored", "") };
        server.admits(&offered, &format!("$G User {expected:?} by Certificate"));
    };
    check(&certificate(&["z@z", "a@b.c", "host.b.c"], "CN=one,OU=two", &[]), "a@b.c");
    check(&certificate(&["spiffe://x"], "", &[]), "spiffe://x");
    check(&certificate(&["z@z"], "CN=one,OU=two", &["CN=last"]), "CN=one,OU=two");
    check(&certificate(&[], "OU=two,CN=one", &[]), "CN=one,OU=two");
    check(&certificate(&[], "CN=three,O=four+OU=five", &[]), "OU=five+O=four,CN=three");
    check(&certificate(&[], "CN=none", &["CN=raw,DC=x", "CN=last"]), "CN=raw,DC=x");
    check(&certificate(&[], "", &["CN=none", "CN=last"]), "CN=last");
    let unknown = certificate(&["z@z"], "CN=none", &["CN=none"]);
    let offered = Offered { certificate: Some(&unknown), ..nothing() };
    server.refuses(&offered, "no user for the client certificate of \"CN=none\"");
    let none = "a client certificate that names a user is required, and none was shown";
    server.refuses(&by_name("a@b.c", ""), none);
    let with_password = certificate(&["with.password"], "", &[]);
    let offered = Offered { certificate: Some(&with_password), ..nothing() };
    server.refuses(&offered, "wrong password for user \"with.password\"");
    server.admits(&Offered { password: "p", ..offered }, "$G User \"with.password\" by Certificate");
}

#[test]
fn permissions_come_from_the_user_or_else_from_the_account() {
    let publish = |subject: &str| {
        let allow = Some(vec![subject.to_owned()]);
        Some(PermissionsSpec { publish: Some(RuleSpec { allow, deny: vec![] }), ..Default::default() })
    };
    let mut options = fixture::options("A user a\nA user own\nB user b");
    options.accounts[0].default_permissions = publish("default");
    options.accounts[0].users[1].permissions = publish("own");
    let server = server(&options);
    let allowed = |name: &str| {
        let identity = server.authenticator.authenticate(&by_name(name, name)).unwrap();
        ["default", "own"].map(|subject| {
            identity
                .permissions
                .as_ref()
                .is_none_or(|permissions| permissions.may_publish(subject.as_bytes()))
        })
    };
    assert_eq!(allowed("a"), [true, false]);
    assert_eq!(allowed("own"), [false, true]);
    assert_eq!(allowed("b"), [true, true]);
}

#[test]
fn what_is_wrong_with_users() {
    let problems = |options: &Options| {
        let directory = Directory::build(options).unwrap();
        let problems = Authenticator::build(options, &directory).err().unwrap_or_default();
        problems.iter().map(|problem| format!("{}: {}", problem.position, problem.text)).collect::<Vec<_>>()
    };
    let mut twice = fixture::options("A user x\nB user x");
    assert_eq!(problems(&twice), ["line 2: Duplicate user \"x\" detected"]);
    twice.accounts[1].users[0].credential = CredentialSpec::NKey("x".into());
    assert_eq!(problems(&twice), ["line 2: Not a valid public nkey for a user"]);
    let key = KeyPair::generate(Kind::User).unwrap();
    let found = problems(&with_users(vec![key_user(&key), key_user(&key)]));
    assert_eq!(found, [format!("key: Duplicate nkey \"{}\" detected", key.public_key())]);
    let account_key = KeyPair::generate(Kind::Account).unwrap();
    assert_eq!(
        problems(&with_users(vec![key_user(&account_key)])),
        ["key: Not a valid public nkey for a user"]
    );
    let mut wrong_type = fixture::options("A user x");
    wrong_type.accounts[0].users[0].allowed_connection_types = vec!["CARRIER_PIGEON".into()];
    assert_eq!(problems(&wrong_type), ["line 1: unknown connection type \"CARRIER_PIGEON\""]);
    let mut bad_rule = fixture::options("A user x");
    let deny = vec!["a b c".to_owned()];
    let rule = Some(RuleSpec { allow: None, deny });
    bad_rule.accounts[0].users[0].permissions =
        Some(PermissionsSpec { subscribe: rule, ..Default::default() });
    assert_eq!(problems(&bad_rule), ["line 1: subject \"a b c\" is not a valid subject"]);
    let mut nobody = Options { no_auth_user: Some("z".into()), ..Options::default() };
    assert_eq!(problems(&nobody), [": no_auth_user: \"z\" present, but users/nkeys are not defined"]);
    nobody.authorization.users = vec![user("x", "y")];
    let text = "not present as user or nkey in authorization block or account configuration";
    assert_eq!(problems(&nobody), [format!(": no_auth_user: \"z\" {text}")]);
}

#[test]
fn plaintext_passwords_are_noticed() {
    let hash = "$2a$04$ootwBZFhvGPCUlh7p3n/Xuvqa95WC2vqrC2rmp5R9kpJ8QPkZnGlK";
    let mut mapped = with_users(vec![user("CN=x", "")]);
    mapped.tls = Some(TlsSpec { verify_and_map: true, ..TlsSpec::default() });
    let mut single = Options::default();
    single.authorization.password = Some("p".into());
    let key = KeyPair::generate(Kind::User).unwrap();
    for (options, expected) in [
        (Options::default(), false),
        (with_users(vec![user("a", hash), key_user(&key)]), false),
        (with_users(vec![user("a", hash), user("b", "p")]), true),
        (with_users(vec![user("a", "")]), true),
        (mapped, false),
        (single, true),
        (fixture::options("A user a"), true),
    ] {
        assert_eq!(Authenticator::has_plaintext_passwords(&options), expected, "{options:?}");
    }
}

#[test]
fn nothing_secret_is_shown() {
    let server = server(&with_users(vec![user("x", "hunter2")]));
    assert!(!format!("{:?}", server.authenticator).contains("hunter2"));
    let refused = server.authenticator.authenticate(&by_name("x", "wrong-but-close")).unwrap_err();
    assert_eq!(refused, Refusal::WrongPassword("x".into()));
    assert_eq!(server.directory.find("$G"), Some(AccountId::GLOBAL));
}
