//! Accounts in a few words, for tests.
//!
//! One statement a line, by an account: `A user a`, `A exports stream a.>`, `A exports service q.* to B,C position 2`,
//! `B imports service q.b from A as Q share`, `B imports stream a.> from A prefix p`. A line with only a name makes an
//! empty account. The position of everything is its line.

use options::{
    AccountSpec, CredentialSpec, ExportKind, ExportSpec, ImportKind, ImportSpec, Options, ResponseKind,
    UserSpec,
};

pub(crate) fn options(text: &str) -> Options {
    Options { accounts: accounts(text), ..Options::default() }
}

pub(crate) fn accounts(text: &str) -> Vec<AccountSpec> {
    let mut accounts: Vec<AccountSpec> = Vec::new();
    for (line, number) in text.lines().map(str::trim).zip(1..) {
        let mut words = line.split_whitespace();
        let Some(name) = words.next() else { continue };
        let position = format!("line {number}");
        let at = accounts.iter().position(|known| known.name == name).unwrap_or_else(|| {
            accounts.push(AccountSpec {
                name: name.into(),
                position: position.clone(),
                ..AccountSpec::default()
            });
            accounts.len() - 1
        });
        let account = &mut accounts[at];
        let verb = words.next();
        let words: Vec<&str> = words.collect();
        match verb {
            None => {}
            Some("user") => account.users.push(user(words[0], &position)),
            Some("exports") => account.exports.push(export(&words, &position)),
            Some("imports") => account.imports.push(import(&words, &position)),
            Some(other) => panic!("{other} is no statement: {line}"),
        }
    }
    accounts
}

pub(crate) fn user(name: &str, position: &str) -> UserSpec {
    UserSpec {
        credential: CredentialSpec::Password { user: name.into(), password: name.into() },
        permissions: None,
        allowed_connection_types: Vec::new(),
        proxy_required: false,
        position: position.into(),
    }
}

/// The word after this one.
fn after<'a>(words: &[&'a str], key: &str) -> Option<&'a str> {
    words.iter().position(|word| *word == key).map(|at| words[at + 1])
}

fn export(words: &[&str], position: &str) -> ExportSpec {
    let response = match after(words, "response") {
        Some("stream") => ResponseKind::Stream,
        Some("chunked") => ResponseKind::Chunked,
        _ => ResponseKind::Singleton,
    };
    let kind = match words[0] {
        "stream" => ExportKind::Stream,
        _ => ExportKind::Service { response, threshold: None, latency: None },
    };
    ExportSpec {
        subject: words[1].into(),
        kind,
        accounts: after(words, "to")
            .map_or_else(Vec::new, |names| names.split(',').map(Into::into).collect()),
        account_token_position: after(words, "position").map(|position| position.parse().unwrap()),
        position: position.into(),
    }
}

fn import(words: &[&str], position: &str) -> ImportSpec {
    ImportSpec {
        kind: if words[0] == "stream" { ImportKind::Stream } else { ImportKind::Service },
        account: after(words, "from").unwrap().into(),
        subject: words[1].into(),
        to: after(words, "as").map(Into::into),
        prefix: after(words, "prefix").map(Into::into),
        share: words.contains(&"share"),
        allow_trace: words.contains(&"trace"),
        position: position.into(),
    }
}
