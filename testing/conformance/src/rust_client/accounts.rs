//! Accounts: what stays inside, and what crosses.

use async_nats::{ConnectOptions, HeaderMap, Subscriber};
use serde_json::json;

use super::{
    Played, Playing,
    scene::{
        Connection, Scene, about, asking, briefly, emit, flushed, next, pending, publish_all, received,
        request, serve, text,
    },
};

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "page_isolation" => Box::pin(page_isolation(scene)),
        "page_exports" => Box::pin(page_exports(scene)),
        "page_streams" => Box::pin(page_streams(scene)),
        "page_services" => Box::pin(page_services(scene)),
        "stream_remapping" => Box::pin(stream_remapping(scene)),
        "service_remapping" => Box::pin(service_remapping(scene)),
        "response_types" => Box::pin(response_types(scene)),
        "account_token_position" => Box::pin(account_token_position(scene)),
        "no_responders_across" => Box::pin(no_responders_across(scene)),
        "queue_across" => Box::pin(queue_across(scene)),
        "latency" => Box::pin(latency(scene)),
        "mappings" => Box::pin(mappings(scene)),
        "limits" => Box::pin(limits(scene)),
        _ => return None,
    })
}

type Pair = (Connection, Connection);

async fn supply_and_demand(scene: &Scene) -> Result<Pair, async_nats::ConnectError> {
    Ok((scene.user("supply", "p").await?, scene.user("demand", "p").await?))
}

async fn subscribe_all<'a>(
    connection: &Connection,
    subjects: &[&'a str],
) -> Result<Vec<(&'a str, Subscriber)>, async_nats::SubscribeError> {
    let mut subscriptions = Vec::new();
    for &subject in subjects {
        subscriptions.push((subject, connection.client.subscribe(subject.to_owned()).await?));
    }
    Ok(subscriptions)
}

fn tell_pending(by: &str, subscriptions: &mut [(&str, Subscriber)]) {
    for (subject, subscription) in subscriptions {
        let seen: Vec<_> = pending(subscription).iter().map(about).collect();
        emit("received", json!({ "by": by, "on": subject, "messages": seen }));
    }
}

async fn page_isolation(scene: &Scene) -> Played {
    let (a, b) = (scene.user("a", "a").await?, scene.user("b", "b").await?);
    let (mut at_a, mut at_b) = (a.client.subscribe("same.*").await?, b.client.subscribe("same.*").await?);
    flushed(&[&a, &b]).await?;
    a.client.publish("same.subject", "from a".into()).await?;
    b.client.publish("same.subject", "from b".into()).await?;
    flushed(&[&a, &b]).await?;
    received("a", &mut at_a, 1).await?;
    received("b", &mut at_b, 1).await?;
    emit("left", json!({ "a": pending(&mut at_a).len(), "b": pending(&mut at_b).len() }));
    let _only_in_a = a.client.subscribe("only.in.a").await?;
    flushed(&[&a]).await?;
    request("b asks a", &b, "only.in.a", briefly()).await;
    scene.login("a with b's password", ConnectOptions::with_user_and_password("a".into(), "b".into())).await;
    scene.login("nobody", ConnectOptions::new()).await;
    Ok(())
}

async fn page_exports(scene: &Scene) -> Played {
    let (a, b) = (scene.user("a", "a").await?, scene.user("b", "b").await?);
    // An export alone moves nothing.
    let mut at_b = b.client.subscribe("*.x").await?;
    flushed(&[&b]).await?;
    publish_all(&a, &["puba.x", "b.x"], "from a").await?;
    serve(&a, "q.b", &["never asked"]).await?;
    request("b asks", &b, "q.b", asking("")).await;
    emit("pending", json!({ "b": pending(&mut at_b).len() }));
    Ok(())
}

async fn page_streams(scene: &Scene) -> Played {
    let (a, b, c) = (scene.user("a", "a").await?, scene.user("b", "b").await?, scene.user("c", "c").await?);
    let mut at_b = subscribe_all(&b, &["b.>", "b.x", "puba.>", "from_a.>"]).await?;
    let mut at_c =
        subscribe_all(&c, &["from_a.puba.>", "from_a.puba.x", "puba.>", "b.>", "from_a.*.*"]).await?;
    flushed(&[&b, &c]).await?;
    publish_all(&a, &["b.x", "b.y.z", "puba.x", "puba.y.z", "b", "puba"], "from a").await?;
    flushed(&[&a, &b, &c]).await?;
    tell_pending("b", &mut at_b);
    tell_pending("c", &mut at_c);
    Ok(())
}

async fn page_services(scene: &Scene) -> Played {
    let (a, b, c) = (scene.user("a", "a").await?, scene.user("b", "b").await?, scene.user("c", "c").await?);
    serve(&a, "q.b", &["for b"]).await?;
    serve(&a, "pubq.>", &["for everyone"]).await?;
    request("b, q.b", &b, "q.b", asking("please")).await;
    request("c, q.b", &c, "q.b", asking("")).await;
    request("b, pubq.C", &b, "pubq.C", asking("")).await;
    request("c, pubq.C", &c, "pubq.C", asking("")).await;
    // The importer's own clients see the local subject, the exporter sees its own.
    let (mut local, mut answers) = (c.client.subscribe("Q").await?, c.client.subscribe("c.inbox").await?);
    flushed(&[&c]).await?;
    c.client.publish_with_reply("Q", "c.inbox", "by hand".into()).await?;
    received("answers", &mut answers, 1).await?;
    received("local", &mut local, 1).await?;
    local.unsubscribe().await?;
    request("c, Q", &c, "Q", asking("please")).await;
    let mut headers = HeaderMap::new();
    headers.insert("Trace", "1");
    request("with headers", &c, "Q", asking("please").headers(headers)).await;
    Ok(())
}

async fn stream_remapping(scene: &Scene) -> Played {
    let (supply, demand) = supply_and_demand(scene).await?;
    let subjects = ["in.supply.events.>", "alarm", "swapped.*.*", "swapped.b.>", "news", "events.>"];
    let mut subscriptions = subscribe_all(&demand, &subjects).await?;
    flushed(&[&demand]).await?;
    for subject in
        ["events.fire", "events.water", "pairs.a.b", "pairs.x.y", "tenants.DEMAND.news", "tenants.X.news"]
    {
        let mut headers = HeaderMap::new();
        headers.insert("From", "supply");
        supply.client.publish_with_reply_and_headers(subject, "somewhere", headers, "!".into()).await?;
    }
    flushed(&[&supply, &demand]).await?;
    tell_pending("demand", &mut subscriptions);
    Ok(())
}

async fn service_remapping(scene: &Scene) -> Played {
    let (supply, demand) = supply_and_demand(scene).await?;
    serve(&supply, "lookup.*.*", &["found"]).await?;
    request("mapped", &demand, "find.lamp.in.kitchen", asking("where")).await;
    request("too short", &demand, "find.lamp.in", asking("")).await;
    request("original subject", &demand, "lookup.kitchen.lamp", asking("")).await;
    Ok(())
}

async fn response_types(scene: &Scene) -> Played {
    let (supply, demand) = supply_and_demand(scene).await?;
    let mut inbox = demand.client.subscribe("inbox.>").await?;
    flushed(&[&demand]).await?;
    for (service, subject) in
        [("svc.single", "svc.single"), ("svc.stream", "svc.stream"), ("svc.chunked", "chunks")]
    {
        serve(&supply, service, &["one", "two", "", "four"]).await?;
        demand.client.publish_with_reply(subject, format!("inbox.{subject}"), "question".into()).await?;
        let mut answers = vec![about(&next(&mut inbox).await?)];
        flushed(&[&supply, &demand]).await?;
        answers.extend(pending(&mut inbox).iter().map(about));
        emit("answers", json!({ "to": subject, "messages": answers }));
    }
    Ok(())
}

async fn account_token_position(scene: &Scene) -> Played {
    let (supply, demand) = supply_and_demand(scene).await?;
    serve(&supply, "private.*.get", &["yours"]).await?;
    request("mine", &demand, "mine", asking("")).await;
    request("directly", &demand, "private.DEMAND.get", asking("")).await;
    Ok(())
}

async fn no_responders_across(scene: &Scene) -> Played {
    let (supply, demand) = supply_and_demand(scene).await?;
    request("nobody serves", &demand, "svc.single", briefly()).await;
    request("nobody serves, mapped", &demand, "mine", briefly()).await;
    serve(&supply, "svc.single", &["here now"]).await?;
    request("somebody serves", &demand, "svc.single", asking("")).await;
    Ok(())
}

async fn queue_across(scene: &Scene) -> Played {
    const REQUESTS: usize = 40;
    let (supply, demand) = supply_and_demand(scene).await?;
    let mut workers = Vec::new();
    let mut readers = Vec::new();
    for _ in 0..2 {
        workers.push(supply.client.queue_subscribe("svc.single", "workers".into()).await?);
        readers.push(demand.client.queue_subscribe("in.supply.events.>", "readers".into()).await?);
    }
    flushed(&[&supply, &demand]).await?;
    for _ in 0..REQUESTS {
        demand.client.publish_with_reply("svc.single", "unheard", "".into()).await?;
        supply.client.publish("events.x", "".into()).await?;
    }
    flushed(&[&demand, &supply, &demand]).await?;
    let served: Vec<usize> = workers.iter_mut().map(|worker| pending(worker).len()).collect();
    let working = served.iter().all(|&count| count > 0);
    emit("served", json!({ "sum": served.iter().sum::<usize>(), "everyone_works": working }));
    emit("read", json!({ "sum": readers.iter_mut().map(|reader| pending(reader).len()).sum::<usize>() }));
    Ok(())
}

async fn latency(scene: &Scene) -> Played {
    let (supply, demand) = supply_and_demand(scene).await?;
    let mut metrics = supply.client.subscribe("latency.timed").await?;
    serve(&supply, "timed", &["done"]).await?;
    request("timed", &demand, "timed", asking("")).await;
    let metric = next(&mut metrics).await?;
    emit("metric", json!({ "document": String::from_utf8_lossy(&metric.payload) }));
    Ok(())
}

async fn mappings(scene: &Scene) -> Played {
    let connection = scene.user("m", "p").await?;
    let mut everything = connection.client.subscribe(">").await?;
    for subject in [
        "plain",
        "swap.a.b",
        "named.x",
        "shard.a",
        "shard.b",
        "shard.hello",
        "shard.gannet",
        "split.a-b-c",
        "cut.hello",
        "slice.hello",
        "edge.hello",
        "edge.h",
        "gone",
        "kept",
        "untouched",
    ] {
        connection.client.publish_with_reply(subject, "plain", subject.into()).await?;
        received("all", &mut everything, 1).await?;
    }
    Ok(())
}

async fn limits(scene: &Scene) -> Played {
    let small = || ConnectOptions::with_user_and_password("small".into(), "p".into());
    let mut first = scene.login("first", small()).await.ok_or("the first was refused")?;
    let second = scene.login("second", small()).await.ok_or("the second was refused")?;
    scene.login("another account", ConnectOptions::with_user_and_password("free".into(), "p".into())).await;
    // Subscriptions are counted per connection.
    let mut kept = Vec::new();
    for connection in [&first, &second] {
        for number in 0..3 {
            kept.push(connection.client.subscribe(format!("s.{number}")).await?);
        }
        connection.client.publish("s.2", "all three stand".into()).await?;
        let last = next(kept.last_mut().ok_or("three were made")?).await?;
        emit("got", json!({ "data": text(&last.payload) }));
    }
    kept.push(first.client.subscribe("s.3").await?);
    first.tell_news(1).await
}
