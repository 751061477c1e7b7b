//! Users, permissions and `authorization`.

use std::time::Duration;

use super::{check, options, refused, warned};
use crate::*;

const USER_KEY: &str = "UCNGL4W5QX66CFX6A6DCBVDH5VOHMI7B2UZZU7TXAUQQSI2JPHULCKBR";

fn password(user: &str, password: &str) -> CredentialSpec {
    CredentialSpec::Password { user: user.into(), password: password.into() }
}

#[test]
fn users() {
    let credentials =
        |o: Options| o.authorization.users.into_iter().map(|user| user.credential).collect::<Vec<_>>();
    check(
        "authorization { users: [ {user: a, pass: b}, {username: c} ] }",
        credentials,
        vec![password("a", "b"), password("c", "")],
    );
    check(
        &format!("authorization {{ users = [ {{nkey: {USER_KEY}}} ] }}"),
        credentials,
        vec![CredentialSpec::NKey(USER_KEY.into())],
    );
    check(
        "authorization { users: [ {user: a, clients: [standard, WEBSOCKET, Standard]} ] }",
        |o| o.authorization.users[0].allowed_connection_types.clone(),
        vec!["STANDARD".to_owned(), "WEBSOCKET".to_owned()],
    );
    refused("authorization { users: [ {user: a, clients: [tcp]} ] }", "TCP");
    refused("authorization { users: [ {pass: a} ] }", "needs a user name or an nkey");
    refused("authorization { users: [ {nkey: UA} ] }", "not the public key of a user");
    refused(&format!("authorization {{ users: [ {{nkey: {USER_KEY}, user: a}} ] }}"), "neither");
    refused("authorization { users: [ {user: a}, {user: a} ] }", r#"duplicate user "a", see t:1:26"#);
    refused("accounts { A { users: [{user: a}] }, B { users: [{user: a}] } }", "duplicate user");
    refused("authorization { users: [{user: a}] }\naccounts { B { users: [{user: a}] } }", "duplicate user");
}

#[test]
fn a_single_user_stands_alone() {
    let user = |o: Options| (o.authorization.user, o.authorization.password, o.authorization.token);
    check("authorization { user: a, password: b }", user, (Some("a".into()), Some("b".into()), None));
    check("authorization { token: t }", user, (None, None, Some("t".into())));
    refused("authorization { user: a, token: t }", "both a user and a token");
    refused("authorization { user: a, users: [] }", "a single user and other users");
    refused("authorization { token: a }\naccounts { A { users: [{user: b}] } }", "a token and other users");
    check("accounts { A {} }\nauthorization { token: t }", |o| o.accounts.len(), 1);
}

#[test]
fn authorization_timeout() {
    let timeout = |options: Options| options.authorization.timeout;
    check("authorization { timeout: 1 }", timeout, Some(Duration::from_secs(1)));
    check("authorization { timeout: 0.5 }", timeout, Some(Duration::from_millis(500)));
    check("authorization { timeout: '2s' }", timeout, Some(Duration::from_secs(2)));
    check("authorization { timeout: 0 }", timeout, None);
    warned("authorization { timeout: 1m }", 1);
    warned("authorization { timeout: '1m' }", 0);
}

fn permissions(text: &str) -> PermissionsSpec {
    let text = format!("authorization {{ users: [ {{user: a, permissions: {{ {text} }} }} ] }}");
    let permissions = options(&text).authorization.users[0].permissions.clone();
    permissions.unwrap()
}

fn rule(allow: &[&str], deny: &[&str]) -> Option<RuleSpec> {
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    Some(RuleSpec { allow: (!allow.is_empty()).then(|| texts(allow)), deny: texts(deny) })
}

#[test]
fn rules() {
    assert_eq!(permissions("publish: 'a.>'").publish, rule(&["a.>"], &[]));
    assert_eq!(permissions("pub: [a, b]").publish, rule(&["a", "b"], &[]));
    assert_eq!(permissions("publish: []").publish, rule(&[], &[]));
    assert_eq!(permissions("publish: {}").publish, None);
    assert_eq!(permissions("publish: {deny: [a]}").publish, rule(&[], &["a"]));
    assert_eq!(
        permissions("sub: {allow: 'a q*', deny: ['b.* q.>']}").subscribe,
        rule(&["a q*"], &["b.* q.>"])
    );
    refused("authorization { users: [{user: a, permissions: {publish: 'a q'}}] }", "not a valid subject");
    refused("authorization { users: [{user: a, permissions: {subscribe: 'a q..'}}] }", "not a valid queue");
    refused(
        "authorization { users: [{user: a, permissions: {publish: {allowed: a}}}] }",
        "did you mean \"allow\"?",
    );
}

#[test]
fn the_right_to_answer_closes_publishing() {
    let closed = Some(RuleSpec { allow: Some(Vec::new()), deny: Vec::new() });
    let responses = |text: &str| permissions(text).responses;
    assert_eq!(permissions("allow_responses: true").publish, closed);
    assert_eq!(permissions("allow_responses: true, publish: a").publish, rule(&["a"], &[]));
    assert_eq!(permissions("allow_responses: false").publish, None);
    assert_eq!(responses("allow_responses: true"), Some(ResponsesSpec::default()));
    let own = ResponsesSpec { max: Some(5), expires: Some(Duration::from_secs(60)) };
    assert_eq!(responses("allow_responses: {max: 5, ttl: '1m'}"), Some(own));
    assert_eq!(responses("allow_responses: {max: 0, expires: '0s'}"), Some(ResponsesSpec::default()));
    let unlimited = ResponsesSpec { max: None, expires: None };
    assert_eq!(responses("allow_responses: {max: -1, expires: '-1s'}"), Some(unlimited));
}
