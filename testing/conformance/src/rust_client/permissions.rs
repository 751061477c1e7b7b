//! What a user may do, and what it is told when it may not.
//!
//! Users here are not allowed the round trip of [`flushed`]; where one is needed, the violations themselves show that
//! the server has come that far.

use serde_json::json;

use super::{
    Played, Playing,
    scene::{Scene, asking, briefly, emit, flushed, next, pending, publish_all, received, request, silent},
};

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "publish" => Box::pin(publish(scene)),
        "subscribe" => Box::pin(subscribe(scene)),
        "deny_inside_wildcard" => Box::pin(deny_inside_wildcard(scene)),
        "queues" => Box::pin(queues(scene)),
        "responses" => Box::pin(responses(scene)),
        "defaults" => Box::pin(defaults(scene)),
        _ => return None,
    })
}

async fn publish(scene: &Scene) -> Played {
    let (admin, mut publisher) = (scene.user("admin", "p").await?, scene.user("publisher", "p").await?);
    let mut everything = admin.client.subscribe("*.>").await?;
    flushed(&[&admin]).await?;
    pending(&mut everything);
    let subjects =
        ["orders.new", "orders.secret", "orders.1.audit", "orders.1.audit.x", "log.a", "log.a.b", "other.x"];
    publish_all(&publisher, &subjects, "x").await?;
    publisher.client.publish_with_reply("orders.new", "anything.goes", "with reply".into()).await?;
    received("admin", &mut everything, 4).await?;
    publisher.tell_news(4).await?;
    let _listening = admin.client.subscribe("orders.secret").await?;
    flushed(&[&admin]).await?;
    request("forbidden request", &publisher, "orders.secret", briefly()).await;
    publisher.tell_news(1).await
}

async fn subscribe(scene: &Scene) -> Played {
    let (admin, mut subscriber) = (scene.user("admin", "p").await?, scene.user("subscriber", "p").await?);
    let mut subscriptions = Vec::new();
    for subject in ["orders.secret", "orders.1.audit", "log.*", "log.>", "other", ">", "*.new", "orders.new"]
    {
        subscriptions.push((subject, subscriber.client.subscribe(subject).await?));
    }
    subscriber.tell_news(5).await?;
    subscriber.client.publish("orders.new", "it may not publish either".into()).await?;
    subscriber.tell_news(1).await?;
    // The last one shows that everything before has come.
    publish_all(&admin, &["orders.secret", "log.a", "other", "orders.new"], "x").await?;
    if let Some((_, last)) = subscriptions.last_mut() {
        received("orders.new", last, 1).await?;
    }
    for (subject, subscription) in &mut subscriptions {
        emit("pending", json!({ "on": subject, "count": pending(subscription).len() }));
    }
    Ok(())
}

async fn deny_inside_wildcard(scene: &Scene) -> Played {
    let (admin, mut subscriber) = (scene.user("admin", "p").await?, scene.user("subscriber", "p").await?);
    let mut wildcard = subscriber.client.subscribe("orders.>").await?;
    let mut queue = subscriber.client.queue_subscribe("orders.*", "q".into()).await?;
    let _denied = subscriber.client.subscribe("other").await?;
    subscriber.tell_news(1).await?;
    let subjects = ["orders.new", "orders.secret", "orders.1.audit", "orders.1.other", "orders.old"];
    publish_all(&admin, &subjects, "x").await?;
    received("wildcard", &mut wildcard, 3).await?;
    received("queue", &mut queue, 2).await?;
    emit("left", json!({ "wildcard": pending(&mut wildcard).len(), "queue": pending(&mut queue).len() }));
    Ok(())
}

async fn queues(scene: &Scene) -> Played {
    let mut worker = scene.user("worker", "p").await?;
    let _any = worker.client.subscribe("work.any").await?;
    let _any_queue = worker.client.queue_subscribe("work.any", "whatever".into()).await?;
    let _good = worker.client.queue_subscribe("work.mixed", "good".into()).await?;
    for (subject, queue) in
        [("work.queue", "v1"), ("work.queue", "v2"), ("work.queue", "x1"), ("work.mixed", "bad")]
    {
        let _subscription = worker.client.queue_subscribe(subject, queue.into()).await?;
        emit("subscribed", json!({ "subject": subject, "queue": queue, "news": worker.news().await? }));
    }
    for subject in ["work.queue", "work.mixed"] {
        let _subscription = worker.client.subscribe(subject).await?;
        emit("subscribed", json!({ "subject": subject, "news": worker.news().await? }));
    }
    Ok(())
}

async fn responses(scene: &Scene) -> Played {
    let admin = scene.user("admin", "p").await?;
    let mut inbox = admin.client.subscribe("inbox.>").await?;
    for (user, violations) in [("responder", 3), ("generous", 2)] {
        let mut responder = scene.user(user, "p").await?;
        let mut service = responder.client.subscribe(format!("service.{user}")).await?;
        let _denied = responder.client.subscribe("denied").await?;
        responder.tell_news(1).await?;
        let reply = format!("inbox.{user}");
        admin.client.publish_with_reply(format!("service.{user}"), reply.clone(), "question".into()).await?;
        next(&mut service).await?;
        for number in 0..3 {
            responder.client.publish(reply.clone(), format!("answer {number}").into()).await?;
        }
        responder.client.publish("inbox.unasked", "nobody asked".into()).await?;
        responder.tell_news(violations).await?;
    }
    received("admin", &mut inbox, 3).await?;
    silent("admin", &mut inbox).await;
    request("nobody serves", &admin, "service.none", asking("")).await;
    Ok(())
}

async fn defaults(scene: &Scene) -> Played {
    let mut connection = scene.user("default", "p").await?;
    let _allowed = connection.client.subscribe("PUBLIC.x").await?;
    let _denied = connection.client.subscribe("SANDBOX.x").await?;
    publish_all(&connection, &["SANDBOX.x", "PUBLIC.x"], "").await?;
    connection.tell_news(2).await
}
