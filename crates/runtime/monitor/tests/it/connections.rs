//! Connections, open and closed.

use serde_json::{Value, json};
use testkit::RawClient;

use crate::server::{Running, plain, with_accounts};

fn ids(connz: &Value) -> Vec<u64> {
    connz["connections"].as_array().unwrap().iter().map(|one| one["cid"].as_u64().unwrap()).collect()
}

#[test]
fn counts_are_those_of_what_was_sent() {
    let running = Running::start(plain());
    let mut client = running.client("u");
    client.send("SUB a.* 1\r\nSUB b 2\r\nUNSUB 2\r\nPUB a.b 5\r\nhello\r\nPUB none 2\r\nhi\r\nPING\r\n");
    client.expect("MSG a.b 1 5\r\nhello\r\nPONG\r\n");

    // A second read begins when the first has been counted.
    client.expect_nothing();
    let varz = running.json("/varz");
    assert_eq!(varz["in_msgs"], 2);
    for (field, expected) in
        [("in_bytes", 7), ("out_msgs", 1), ("out_bytes", 5), ("connections", 1), ("total_connections", 1)]
    {
        assert_eq!(varz[field], expected, "{field}");
    }
    assert_eq!(varz["version"], "2.15.1");
    assert!(varz["mem"].as_u64().unwrap() > 0);

    // The client may have read the last bytes before the server knows that they are gone.
    let is_idle = |connz: &Value| connz["connections"][0]["pending_bytes"] == 0;
    let connz = running.json_once("/connz?auth=1&subs=detail", is_idle);
    assert_eq!(
        (&connz["num_connections"], &connz["total"], &connz["limit"]),
        (&json!(1), &json!(1), &json!(1024))
    );
    let one = &connz["connections"][0];
    for (field, expected) in [
        ("kind", json!("Client")),
        ("type", json!("nats")),
        ("ip", json!("127.0.0.1")),
        ("in_msgs", json!(2)),
        ("out_msgs", json!(1)),
        ("in_bytes", json!(7)),
        ("out_bytes", json!(5)),
        ("subscriptions", json!(1)),
        ("name", json!("u's")),
        ("lang", json!("go")),
        ("version", json!("1.2")),
        ("authorized_user", json!("u")),
        ("name_tag", json!("$G")),
        ("subscriptions_list_detail", json!([{"subject": "a.*", "sid": "1", "msgs": 1, "cid": one["cid"]}])),
    ] {
        assert_eq!(one[field], expected, "{field}");
    }
    assert_eq!(one["account"], Value::Null, "the global account goes without saying");
}

#[test]
fn pages_sorts_and_filters() {
    let running = Running::start(with_accounts());
    let (mut quiet, mut busy) = (running.client("a"), running.client("b"));
    quiet.send("SUB a 1\r\nSUB b 2\r\nPING\r\n");
    quiet.expect("PONG\r\n");
    busy.send("PUB a 3\r\nabc\r\nPING\r\n");
    busy.expect("PONG\r\n");
    running.json_once("/varz", |varz| varz["in_msgs"] == 1);

    let all = ids(&running.json("/connz"));
    let [first, second] = all[..] else { panic!("{all:?}") };
    let check = |query: &str, expected: &[u64]| {
        assert_eq!(ids(&running.json(&format!("/connz?{query}"))), expected, "{query}");
    };
    check("sort=start", &[first, second]);
    check("sort=subs", &[first, second]);
    check("sort=msgs_from", &[second, first]);
    check("sort=bytes_from", &[second, first]);
    check("sort=uptime", &[second, first]);
    check("sort=pending", &[first, second]);
    check("limit=1", &[first]);
    check("offset=1", &[second]);
    check("offset=9", &[]);
    check(&format!("cid={second}"), &[second]);
    check("cid=999", &[]);
    check("acc=A", &[first]);
    check("acc=nobody", &[]);
    check("user=b", &[second]);
    check("mqtt_client=x", &[]);
    check("state=closed", &[]);

    let filtered = running.json("/connz?user=b");
    assert_eq!((&filtered["num_connections"], &filtered["total"]), (&json!(1), &json!(2)));
    let listed = running.json("/connz?subs=1");
    assert_eq!(listed["connections"][0]["subscriptions_list"], json!(["a", "b"]));
    assert_eq!(listed["connections"][1]["subscriptions_list"], Value::Null);
    for (query, text) in [
        ("sort=foo", "invalid sorting option: foo"),
        ("sort=stop", "sort by stop only valid on closed connections"),
        ("cid=x", "Error decoding uint64 for 'cid': strconv.ParseUint: parsing \"x\": invalid syntax"),
    ] {
        let response = running.get(&format!("/connz?{query}"));
        assert_eq!((response.status, response.body.as_str()), (400, text));
        assert_eq!(response.header("Access-Control-Allow-Origin"), None);
    }
}

#[test]
fn closed_connections_are_kept_with_the_reason() {
    let running = Running::start(with_accounts());
    let mut leaving = running.client("b");
    leaving.send("SUB a 1\r\nPUB a 1\r\nx\r\nPING\r\n");
    leaving.expect("MSG a 1 1\r\nx\r\nPONG\r\n");
    drop(leaving);
    running.json_once("/connz?state=closed", |connz| connz["total"] == 1);

    let mut babbling = running.client("a");
    babbling.send("BABBLE\r\n");
    babbling.read_to_close();
    let mut stranger = RawClient::connect(running.clients);
    stranger.info();
    stranger.send("CONNECT {\"user\":\"nobody\",\"pass\":\"secret\",\"name\":\"n\"}\r\nPING\r\n");
    stranger.read_to_close();

    let closed = running.json_once("/connz?state=closed&auth=1", |connz| connz["total"] == 3);
    let one = |at: usize| &closed["connections"][at];
    for (at, reason, user) in
        [(0, "Client Closed", "b"), (1, "Protocol Violation", "a"), (2, "Authentication Failure", "nobody")]
    {
        assert_eq!((&one(at)["reason"], &one(at)["authorized_user"]), (&json!(reason), &json!(user)));
        assert!(one(at)["stop"].is_string() && one(at)["uptime"] == "0s", "{:#}", one(at));
    }
    assert_eq!(
        (&one(0)["in_msgs"], &one(0)["out_msgs"], &one(0)["subscriptions"]),
        (&json!(1), &json!(1), &json!(1))
    );
    assert_eq!((&one(2)["name"], &one(2)["account"]), (&json!("n"), &Value::Null));
    assert!(!closed.to_string().contains("secret"));

    let first = one(0)["cid"].as_u64().unwrap();
    let by_stop = ids(&running.json("/connz?state=closed&sort=stop"));
    assert_eq!(by_stop.last(), Some(&first));
    let by_reason = ids(&running.json("/connz?state=closed&sort=reason"));
    assert_eq!(by_reason[1], first);
    assert_eq!(running.json("/connz")["total"], 0);
    assert_eq!(running.json("/connz?state=any")["total"], 3);
}

#[test]
fn health() {
    let running = Running::start(plain());
    let check = |query: &str, status: u16, body: &str| {
        let response = running.get(&format!("/healthz{query}"));
        assert_eq!((response.status, response.body.as_str()), (status, body), "{query}");
        assert_eq!(response.header("Content-Type"), Some("application/json"));
    };
    check("", 200, r#"{"status":"ok"}"#);
    check("?js-enabled-only=1&details=1", 200, r#"{"status":"ok"}"#);
    check("?account=A&stream=x", 200, r#"{"status":"ok"}"#);
    check(
        "?stream=x",
        400,
        r#"{"status":"error","error":"\"account\" must not be empty when checking stream health"}"#,
    );
    check(
        "?consumer=x&details=true",
        400,
        r#"{"status":"error","errors":[{"type":"BAD_REQUEST","error":"\"stream\" must not be empty when checking consumer health"}]}"#,
    );
}
