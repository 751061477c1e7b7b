//! Accounts and subscriptions.

use serde_json::{Value, json};

use crate::server::{Running, with_accounts};

#[test]
fn accounts_are_named_and_described() {
    let running = Running::start(with_accounts());
    let _client = running.client("b");
    let all = running.json("/accountz");
    assert_eq!(all["system_account"], "S");
    assert_eq!(all["accounts"], json!(["$G", "A", "B", "S"]));

    let detail = |name: &str| running.json(&format!("/accountz?acc={name}"))["account_detail"].take();
    let a = detail("A");
    assert_eq!(
        a["exports"],
        json!([
            {"subject": "s.>", "type": "stream", "approved_accounts": ["B"]},
            {"subject": "q.*", "type": "service", "response_type": "Singleton"},
        ])
    );
    assert_eq!(
        (&a["client_connections"], &a["imports"], &a["is_system"]),
        (&json!(0), &Value::Null, &Value::Null)
    );
    let b = detail("B");
    assert_eq!(
        b["imports"],
        json!([
            {
                "subject": "s.>", "account": "A", "local_subject": "x.s.>", "type": "stream",
                "invalid": false, "share": false, "tracking": false,
            },
            {
                "subject": "q.1", "account": "A", "to": "q.1", "local_subject": "q.1", "type": "service",
                "invalid": false, "share": false, "tracking": false,
            },
        ])
    );
    assert_eq!(b["client_connections"], 1);
    assert_eq!(detail("S")["is_system"], true);

    let missing = running.get("/accountz?acc=nobody");
    assert_eq!((missing.status, missing.body.as_str()), (400, "Account nobody does not exist"));
}

#[test]
fn statistics_are_those_of_the_account() {
    let running = Running::start(with_accounts());
    let (mut a, mut b) = (running.client("a"), running.client("b"));
    b.send("SUB x.s.> 7\r\nPING\r\n");
    b.expect("PONG\r\n");
    a.send("PUB s.1 2\r\nhi\r\nPING\r\n");
    a.expect("PONG\r\n");
    b.expect("MSG x.s.1 7 2\r\nhi\r\n");

    let statz = running.json_once("/accstatz", |statz| statz["account_statz"][0]["received"]["msgs"] == 1);
    let names = |statz: &Value| -> Vec<Value> {
        statz["account_statz"].as_array().unwrap().iter().map(|one| one["acc"].clone()).collect()
    };
    assert_eq!(names(&statz), ["A", "B"]);
    assert_eq!(names(&running.json("/accstatz?unused=1")), ["$G", "A", "B", "S"]);
    assert_eq!(statz["account_statz"][0]["received"]["bytes"], 2);

    // A request counts where it is answered, not also where it passes on.
    a.send("SUB q.* 1\r\nPING\r\n");
    a.expect("PONG\r\n");
    b.send("PUB q.1 2\r\nhi\r\nPING\r\n");
    b.read_until("PONG\r\n");
    // A second read begins when the first has been counted.
    b.expect_nothing();
    let statz = running.json("/accstatz");
    let sent = |at: usize| statz["account_statz"][at]["sent"]["msgs"].as_u64();
    assert_eq!((sent(0), sent(1)), (Some(2), Some(0)));
}

#[test]
fn subscriptions_are_listed_and_tested() {
    let running = Running::start(with_accounts());
    let (mut a, mut b) = (running.client("a"), running.client("b"));
    for client in [&mut a, &mut b] {
        client.send("SUB foo.* 1\r\nSUB bar work 2\r\nPING\r\n");
        client.expect("PONG\r\n");
    }
    b.send("SUB x.s.> 3\r\nPING\r\n");
    b.expect("PONG\r\n");

    let subjects = |query: &str| -> Vec<String> {
        let listed = running.json(&format!("/subsz?subs=1&{query}"));
        let text = |one: &Value| {
            format!("{} {}", one["account"].as_str().unwrap(), one["subject"].as_str().unwrap())
        };
        listed["subscriptions_list"].as_array().into_iter().flatten().map(text).collect()
    };
    assert_eq!(subjects("acc=A"), ["A foo.*", "A bar", "B s.>"]);
    assert_eq!(subjects("acc=B"), ["B q.1", "B foo.*", "B bar", "B x.s.>"]);
    assert_eq!(subjects("test=foo.1"), ["A foo.*", "B foo.*"]);
    assert_eq!(subjects("acc=A&offset=1&limit=1"), ["A bar"]);
    assert_eq!(subjects("acc=nobody"), Vec::<String>::new());

    let stats = running.json("/subsz");
    assert_eq!((&stats["num_subscriptions"], &stats["total"]), (&json!(7), &json!(0)));
    let wrong = running.get("/subsz?test=foo.*");
    let text = "invalid test subject, must be valid publish subject: foo.*";
    assert_eq!((wrong.status, wrong.body.as_str()), (400, text));
}
