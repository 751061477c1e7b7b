//! The accounts page of the documentation as printed, with a client that people use.

use async_nats::{Client, ConnectOptions, Subscriber};
use futures_util::StreamExt;
use testkit::DEADLINE;

use crate::host::Host;

const PAGE: &str = "accounts: {
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
}";

async fn connect(host: &Host, user: &str) -> Client {
    let options = ConnectOptions::with_user_and_password(user.into(), user.into());
    options.request_timeout(Some(DEADLINE)).connect(host.address().to_string()).await.unwrap()
}

/// A subscription that the server knows of.
async fn listen(client: &Client, subject: &'static str) -> Subscriber {
    let subscriber = client.subscribe(subject).await.unwrap();
    round_trip(client).await;
    subscriber
}

const ROUND_TRIP: &str = "round.trip";

/// Waits until the server has carried out everything that the client has said: a flush only empties the client's buffer.
async fn round_trip(client: &Client) {
    let mut back = client.subscribe(ROUND_TRIP).await.unwrap();
    client.publish(ROUND_TRIP, "".into()).await.unwrap();
    assert_eq!(next(&mut back).await, pair(ROUND_TRIP, ""));
}

/// The next message's subject and payload.
async fn next(subscriber: &mut Subscriber) -> (String, String) {
    let message = tokio::time::timeout(DEADLINE, subscriber.next()).await.unwrap().unwrap();
    (message.subject.to_string(), String::from_utf8(message.payload.to_vec()).unwrap())
}

/// Publishes and waits until the server has delivered.
async fn publish(client: &Client, subject: &'static str, payload: &'static str) {
    client.publish(subject, payload.into()).await.unwrap();
    round_trip(client).await;
}

/// Everything that has come before a last message of the listener's own, round trips aside.
async fn heard(client: &Client, subscriber: &mut Subscriber) -> Vec<(String, String)> {
    client.publish("end.of.test", "".into()).await.unwrap();
    let mut heard = Vec::new();
    loop {
        match next(subscriber).await {
            (subject, _) if subject == "end.of.test" => return heard,
            (subject, _) if subject == ROUND_TRIP => {}
            message => heard.push(message),
        }
    }
}

fn pair(subject: &str, payload: &str) -> (String, String) {
    (subject.into(), payload.into())
}

#[test]
fn streams() {
    let host = Host::start(PAGE);
    host.block_on(async {
        let (a, b, c) = (connect(&host, "a").await, connect(&host, "b").await, connect(&host, "c").await);
        let (mut at_b, mut at_c) = (listen(&b, ">").await, listen(&c, ">").await);
        publish(&a, "puba.x", "public").await;
        publish(&a, "b.x", "private").await;
        publish(&a, "other", "own").await;
        assert_eq!(heard(&b, &mut at_b).await, [pair("b.x", "private")]);
        assert_eq!(heard(&c, &mut at_c).await, [pair("from_a.puba.x", "public")]);
        // Nothing flows back, and nothing from one importer to the other.
        let mut at_a = listen(&a, ">").await;
        publish(&b, "b.x", "from b").await;
        publish(&c, "from_a.puba.x", "from c").await;
        assert_eq!(heard(&a, &mut at_a).await, []);
        assert_eq!(heard(&b, &mut at_b).await, [pair("b.x", "from b")]);
        assert_eq!(heard(&c, &mut at_c).await, [pair("from_a.puba.x", "from c")]);
    });
}

#[test]
fn services() {
    let host = Host::start(PAGE);
    host.block_on(async {
        let (a, b, c) = (connect(&host, "a").await, connect(&host, "b").await, connect(&host, "c").await);
        let mut requests = listen(&a, "*.*").await;
        let answering = a.clone();
        let service = tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                let Some(reply) = request.reply else { continue };
                let answer = format!("{} heard", request.subject);
                answering.publish(reply, answer.into()).await.unwrap();
            }
        });
        let ask = async |client: &Client, subject: &'static str| {
            client.request(subject, "?".into()).await.map(|answer| answer.payload).ok()
        };
        assert_eq!(ask(&b, "q.b").await.as_deref(), Some(&b"q.b heard"[..]));
        // The one who asks for Q sees it in its own account, too; A knows it as pubq.C.
        let mut at_c = listen(&c, "Q").await;
        assert_eq!(ask(&c, "Q").await.as_deref(), Some(&b"pubq.C heard"[..]));
        assert_eq!(next(&mut at_c).await, pair("Q", "?"));
        service.abort();
    });
}

#[test]
fn what_was_not_imported_is_not_there() {
    let host = Host::start(PAGE);
    host.block_on(async {
        let (a, b, c) = (connect(&host, "a").await, connect(&host, "b").await, connect(&host, "c").await);
        let mut at_a = listen(&a, ">").await;
        for (client, subject) in [(&c, "q.b"), (&b, "pubq.C"), (&b, "Q"), (&c, "pubq.C"), (&c, "b.x")] {
            let asked = tokio::time::timeout(DEADLINE, client.request(subject, "?".into())).await.unwrap();
            let kind = asked.expect_err(subject).kind();
            assert_eq!(kind, async_nats::client::RequestErrorKind::NoResponders, "{subject}");
        }
        assert_eq!(heard(&a, &mut at_a).await, []);
        let (at_b, at_c) = (listen(&b, "puba.>").await, listen(&c, "b.>").await);
        publish(&a, "puba.x", "").await;
        publish(&a, "b.x", "").await;
        round_trip(&b).await;
        round_trip(&c).await;
        assert!(heard_nothing(at_b).await && heard_nothing(at_c).await);
    });
}

/// Ends a subscription; what it had not handed out yet would come first.
async fn heard_nothing(mut subscriber: Subscriber) -> bool {
    subscriber.unsubscribe().await.unwrap();
    tokio::time::timeout(DEADLINE, subscriber.next()).await.unwrap().is_none()
}
