//! The example of the documentation's page on accounts, from the text of its configuration.

use std::path::Path;

use options::Options;
use subject::Subject;

use crate::{Authenticator, Directory, Offered};

const CONFIGURATION: &[u8] = br"
accounts: {
    A: {
        users: [
            {user: a, password: a}
        ]
        exports: [
            {stream: puba.>}
            {service: pubq.>}
            {stream: b.>, accounts: [B]}
            {service: q.b, accounts: [B]}
        ]
    },
    B: {
        users: [
            {user: b, password: b}
        ]
        imports: [
            {stream: {account: A, subject: b.>}}
            {service: {account: A, subject: q.b}}
        ]
    }
    C: {
        users: [
            {user: c, password: c}
        ]
        imports: [
            {stream: {account: A, subject: puba.>}, prefix: from_a}
            {service: {account: A, subject: pubq.C}, to: Q}
        ]
    }
}
";

fn load(text: &[u8]) -> Options {
    let map = conf::parse(Path::new("page.conf"), text, &conf::Nothing).unwrap();
    Options::from_config(&map).unwrap().options
}

/// What a client of `importer` that subscribes to `filter` gets of a message that A publishes to `subject`.
fn received(directory: &Directory, importer: &str, filter: &str, subject: &str) -> Option<String> {
    let account = directory.account(directory.find(importer).unwrap()).unwrap();
    let filter: Subject = filter.parse().unwrap();
    let shadow = account.shadows(&filter).find(|shadow| shadow.filter.matches(subject.as_bytes()))?;
    let mut scratch = Vec::new();
    let local = shadow.import.to_local(subject.as_bytes(), &mut scratch)?;
    Some(String::from_utf8(local.to_vec()).unwrap())
}

/// What a request of a client of `importer` to `subject` is called in A.
fn asked(directory: &Directory, importer: &str, subject: &str) -> Option<String> {
    let account = directory.account(directory.find(importer).unwrap()).unwrap();
    let import =
        account.service_imports().iter().find(|import| import.local().matches(subject.as_bytes()))?;
    assert_eq!(Some(import.to()), directory.find("A"));
    let mut scratch = Vec::new();
    Some(String::from_utf8(import.to_remote(subject.as_bytes(), &mut scratch)?.to_vec()).unwrap())
}

#[test]
fn works_as_printed() {
    let options = load(CONFIGURATION);
    let directory = Directory::build(&options).unwrap();
    assert_eq!(directory.warnings(), []);
    let authenticator = Authenticator::build(&options, &directory).unwrap();
    for (user, account) in [("a", "A"), ("b", "B"), ("c", "C")] {
        let identity =
            authenticator.authenticate(&Offered { user, password: user, ..Offered::default() }).unwrap();
        assert_eq!(Some(identity.account), directory.find(account));
    }

    assert_eq!(received(&directory, "B", "b.>", "b.1").as_deref(), Some("b.1"));
    assert_eq!(received(&directory, "B", ">", "puba.1"), None);
    assert_eq!(received(&directory, "C", "from_a.puba.>", "puba.1").as_deref(), Some("from_a.puba.1"));
    assert_eq!(received(&directory, "C", ">", "b.1"), None);
    assert_eq!(asked(&directory, "B", "q.b").as_deref(), Some("q.b"));
    assert_eq!(asked(&directory, "B", "pubq.1"), None);
    assert_eq!(asked(&directory, "C", "Q").as_deref(), Some("pubq.C"));
    assert_eq!(asked(&directory, "C", "pubq.C"), None);
}

/// "The stream is private, only account B can receive messages from it."
#[test]
fn what_is_private_stays_private() {
    let text = String::from_utf8(CONFIGURATION.to_vec()).unwrap();
    for (printed, instead) in
        [("subject: puba.>}, prefix: from_a", "subject: b.>}"), ("subject: pubq.C}, to: Q", "subject: q.b}")]
    {
        let problems = Directory::build(&load(text.replace(printed, instead).as_bytes())).unwrap_err();
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert!(problem.text.ends_with("import not authorized"), "{problem}");
        assert!(problem.position.starts_with("page.conf:"), "{problem}");
        assert!(problem.mend.starts_with("account A must export the "), "{problem}");
    }
}
