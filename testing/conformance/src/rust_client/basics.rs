//! Publishing, subscribing, requesting: what everybody uses.

use async_nats::{ConnectOptions, HeaderMap};
use futures_util::StreamExt;
use serde_json::json;

use super::{
    Played, Playing,
    scene::{
        Scene, about, asking, briefly, emit, flushed, next, pending, publish_all, received, request, serve,
        silent, text,
    },
};

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "connect_info" => Box::pin(connect_info(scene)),
        "publish_subscribe" => Box::pin(publish_subscribe(scene)),
        "wildcards" => Box::pin(wildcards(scene)),
        "queue_groups" => Box::pin(queue_groups(scene)),
        "request_reply" => Box::pin(request_reply(scene)),
        "no_responders" => Box::pin(no_responders(scene)),
        "headers" => Box::pin(headers(scene)),
        "unsubscribe_after_max" => Box::pin(unsubscribe_after_max(scene)),
        "drain_subscription" => Box::pin(drain_subscription(scene)),
        "drain_connection" => Box::pin(drain_connection(scene)),
        "echo_off" => Box::pin(echo_off(scene)),
        _ => return None,
    })
}

async fn connect_info(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new().name("someone")).await?;
    let info = connection.client.server_info();
    emit(
        "info",
        json!({
            "version": info.version, "proto": info.proto, "headers": info.headers, "max_payload": info.max_payload,
            "client_ip": info.client_ip, "auth_required": info.auth_required, "tls_required": info.tls_required,
            "jetstream": info.jetstream, "server_name": info.server_name, "cluster": info.cluster,
            "connect_urls": info.connect_urls, "nonce": info.nonce, "has_id": info.client_id > 0,
        }),
    );
    emit("client", json!({ "compatible": connection.client.is_server_compatible(2, 14, 0) }));
    Ok(())
}

async fn publish_subscribe(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new()).await?;
    let client = &connection.client;
    let mut subscription = client.subscribe("greet").await?;
    let every_byte: Vec<u8> = (0..=255).collect();
    for payload in [b"hello".to_vec(), Vec::new(), "grüße\r\n".into(), every_byte] {
        client.publish("greet", payload.into()).await?;
    }
    client.publish_with_reply("greet", "answer.here", "with reply".into()).await?;
    client.publish("Greet", "subjects are case sensitive".into()).await?;
    client.publish("greet.more", "not for that subscription".into()).await?;
    client.publish("greet", "last".into()).await?;
    received("greet", &mut subscription, 6).await
}

async fn wildcards(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new()).await?;
    let mut subscriptions = Vec::new();
    for pattern in ["a.b", "a.*", "*.b", "a.>", ">", "a.*.c", "*.*.*", "*"] {
        subscriptions.push((pattern, connection.client.subscribe(pattern).await?));
    }
    let subjects = ["a", "a.b", "a.c", "b.b", "a.b.c", "a.x.c", "a.b.c.d", "end"];
    publish_all(&connection, &subjects, "").await?;
    flushed(&[&connection]).await?;
    for (pattern, subscription) in &mut subscriptions {
        let seen = pending(subscription).into_iter().map(|message| message.subject.to_string());
        let seen: Vec<_> = seen.filter(|subject| subjects.contains(&subject.as_str())).collect();
        emit("matches", json!({ "pattern": pattern, "subjects": seen }));
    }
    Ok(())
}

/// How many a group gets together, not who gets which.
async fn queue_groups(scene: &Scene) -> Played {
    let publisher = scene.connect(ConnectOptions::new()).await?;
    let (mut workers, mut others, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..3 {
        let member = scene.connect(ConnectOptions::new()).await?;
        workers.push(member.client.queue_subscribe("jobs", "workers".into()).await?);
        others.push(member.client.queue_subscribe("jobs.*", "others".into()).await?);
        flushed(&[&member]).await?;
        members.push(member);
    }
    let mut plain = publisher.client.subscribe("jobs").await?;
    for _ in 0..90 {
        publish_all(&publisher, &["jobs", "jobs.x"], "").await?;
    }
    flushed(&[&publisher]).await?;
    flushed(&members.iter().collect::<Vec<_>>()).await?;
    let counts: Vec<usize> = workers.iter_mut().map(|worker| pending(worker).len()).collect();
    let working = counts.iter().all(|&count| count > 0);
    emit("workers", json!({ "sum": counts.iter().sum::<usize>(), "everyone_works": working }));
    emit("others", json!({ "sum": others.iter_mut().map(|other| pending(other).len()).sum::<usize>() }));
    emit("plain", json!({ "sum": pending(&mut plain).len() }));
    if let Some(first) = workers.first_mut() {
        first.unsubscribe().await?;
    }
    flushed(&members.iter().collect::<Vec<_>>()).await?;
    publish_all(&publisher, &["jobs"], "").await?;
    flushed(&[&publisher]).await?;
    flushed(&members.iter().collect::<Vec<_>>()).await?;
    let left = workers.iter_mut().skip(1).map(|worker| pending(worker).len()).sum::<usize>();
    emit("after one left", json!({ "sum": left }));
    Ok(())
}

async fn request_reply(scene: &Scene) -> Played {
    let client = scene.connect(ConnectOptions::new()).await?;
    let service = scene.connect(ConnectOptions::new()).await?;
    serve(&service, "ask", &["you asked"]).await?;
    request("first", &client, "ask", asking("one")).await;
    request("own inbox", &client, "ask", asking("two").inbox("own.inbox".into())).await;
    let mut headers = HeaderMap::new();
    headers.insert("A", "b");
    request("with headers", &client, "ask", asking("three").headers(headers)).await;
    Ok(())
}

async fn no_responders(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new()).await?;
    request("nobody", &connection, "nobody.there", asking("")).await;
    let mut inbox = connection.client.subscribe("my.inbox").await?;
    connection.client.publish_with_reply("nobody.there", "my.inbox", "x".into()).await?;
    received("status", &mut inbox, 1).await?;
    connection.client.publish_with_reply("nobody.there", "other.inbox", "x".into()).await?;
    silent("status", &mut inbox).await;
    Ok(())
}

async fn headers(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new()).await?;
    let client = &connection.client;
    let mut subscription = client.subscribe("h").await?;
    let long = "x".repeat(2000);
    let sent: [(&[(&str, &str)], &'static str); 3] = [
        (
            &[("Key", "value"), ("key", "other case"), ("Empty", ""), ("Key", "second"), ("Long", &long)],
            "body",
        ),
        (&[("No-Body", "1")], ""),
        (&[("Name", "Grüße")], "umlaut"),
    ];
    for (pairs, payload) in sent {
        let mut headers = HeaderMap::new();
        pairs.iter().for_each(|&(name, value)| headers.append(name, value));
        client.publish_with_headers("h", headers, payload.into()).await?;
        client.publish("h", "plain".into()).await?;
    }
    received("h", &mut subscription, 6).await
}

async fn unsubscribe_after_max(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new()).await?;
    let client = &connection.client;
    let mut limited = client.subscribe("n").await?;
    limited.unsubscribe_after(2).await?;
    let mut other = client.subscribe("n").await?;
    for number in 0..5 {
        client.publish("n", number.to_string().into()).await?;
    }
    received("limited", &mut limited, 2).await?;
    emit("ended", json!({ "limited": limited.next().await.is_none() }));
    received("other", &mut other, 5).await?;
    other.unsubscribe().await?;
    client.publish("n", "after".into()).await?;
    flushed(&[&connection]).await?;
    emit("left", json!({ "other": pending(&mut other).len() }));
    // A sid that is free again does not keep a subject alive for requests.
    request("nobody left", &connection, "n", briefly()).await;
    Ok(())
}

async fn drain_subscription(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new()).await?;
    let mut subscription = connection.client.subscribe("work").await?;
    for number in 0..10 {
        connection.client.publish("work", number.to_string().into()).await?;
    }
    subscription.drain().await?;
    connection.client.publish("work", "too late".into()).await?;
    flushed(&[&connection]).await?;
    let seen: Vec<String> = subscription.map(|message| text(&message.payload)).collect().await;
    emit("handled", json!({ "seen": seen }));
    Ok(())
}

async fn drain_connection(scene: &Scene) -> Played {
    let mut worker = scene.connect(ConnectOptions::new()).await?;
    let publisher = scene.connect(ConnectOptions::new()).await?;
    let mut answers = publisher.client.subscribe("answers").await?;
    let mut work = worker.client.subscribe("work").await?;
    flushed(&[&worker]).await?;
    for number in 0..5 {
        publisher.client.publish_with_reply("work", "answers", number.to_string().into()).await?;
    }
    flushed(&[&publisher]).await?;
    for _ in 0..5 {
        let message = next(&mut work).await?;
        worker.client.publish(message.reply.ok_or("no reply subject")?, message.payload).await?;
    }
    worker.client.drain().await?;
    received("answers", &mut answers, 5).await?;
    worker.tell_news(2).await?;
    request("afterwards", &publisher, "work", asking("")).await;
    Ok(())
}

async fn echo_off(scene: &Scene) -> Played {
    let quiet = scene.connect(ConnectOptions::new().no_echo()).await?;
    let other = scene.connect(ConnectOptions::new()).await?;
    let mut own = quiet.client.subscribe("e").await?;
    let mut queue = quiet.client.queue_subscribe("e", "q".into()).await?;
    let mut foreign = other.client.subscribe("e").await?;
    flushed(&[&quiet, &other]).await?;
    quiet.client.publish("e", "from quiet".into()).await?;
    flushed(&[&quiet]).await?;
    other.client.publish("e", "from other".into()).await?;
    for (label, subscription, count) in
        [("own", &mut own, 1), ("queue", &mut queue, 1), ("foreign", &mut foreign, 2)]
    {
        for _ in 0..count {
            emit("message", json!({ "to": label, "message": about(&next(subscription).await?) }));
        }
    }
    // Its own subscription is no responder for itself.
    let _only = quiet.client.subscribe("only.me").await?;
    request("own service", &quiet, "only.me", asking("")).await;
    Ok(())
}
