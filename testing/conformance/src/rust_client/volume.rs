//! Much of it: large payloads, many subscriptions, many messages.

use std::collections::BTreeSet;

use async_nats::{ConnectOptions, HeaderMap, Subscriber};
use bytes::Bytes;
use serde_json::json;

use super::{
    Played, Playing,
    scene::{Scene, emit, flushed, next, pending},
};

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "payloads_up_to_the_limit" => Box::pin(payloads_up_to_the_limit(scene)),
        "many_subscriptions" => Box::pin(many_subscriptions(scene)),
        "in_order" => Box::pin(in_order(scene)),
        _ => return None,
    })
}

async fn payloads_up_to_the_limit(scene: &Scene) -> Played {
    let publisher = scene.connect(ConnectOptions::new()).await?;
    let receiver = scene.connect(ConnectOptions::new()).await?;
    let mut subscription = receiver.client.subscribe("big").await?;
    flushed(&[&receiver]).await?;
    for size in [0, 1, 4095, 4096, 4097, 65_535, 65_536, 500_000, 1_048_575, 1_048_576] {
        let payload: Bytes = b"0123456789abcdef".iter().copied().cycle().take(size).collect();
        publisher.client.publish("big", payload.clone()).await?;
        let message = next(&mut subscription).await?;
        emit("got", json!({ "size": message.payload.len(), "same": message.payload == payload }));
    }
    let mut headers = HeaderMap::new();
    headers.insert("H", "y".repeat(40_000).as_str());
    publisher.client.publish_with_headers("big", headers, vec![b'x'; 1_000_000].into()).await?;
    let message = next(&mut subscription).await?;
    let header =
        message.headers.as_ref().and_then(|headers| headers.get("H")).map(|value| value.as_str().len());
    emit("got", json!({ "size": message.payload.len(), "header": header }));
    Ok(())
}

async fn many_subscriptions(scene: &Scene) -> Played {
    const MANY: usize = 3000;
    let connection = scene.connect(ConnectOptions::new()).await?;
    let mut subscriptions = Vec::new();
    for number in 0..MANY {
        subscriptions.push(connection.client.subscribe(format!("many.{number}.x")).await?);
    }
    let mut wildcard = connection.client.subscribe("many.*.x").await?;
    let publish = async || -> Played {
        for number in 0..MANY {
            connection.client.publish(format!("many.{number}.x"), Bytes::new()).await?;
        }
        flushed(&[&connection]).await
    };
    publish().await?;
    emit("each", json!({ "got": counts(&mut subscriptions), "wildcard": pending(&mut wildcard).len() }));
    for subscription in subscriptions.iter_mut().step_by(2) {
        subscription.unsubscribe().await?;
    }
    publish().await?;
    emit("half", json!({ "got": counts(&mut subscriptions), "wildcard": pending(&mut wildcard).len() }));
    Ok(())
}

/// The different numbers of messages that subscriptions have got.
fn counts(subscriptions: &mut [Subscriber]) -> BTreeSet<usize> {
    subscriptions.iter_mut().map(|subscription| pending(subscription).len()).collect()
}

async fn in_order(scene: &Scene) -> Played {
    const MANY: usize = 20_000;
    let publisher = scene.connect(ConnectOptions::new()).await?;
    let receiver = scene.connect(ConnectOptions::new()).await?;
    let mut subscription = receiver.client.subscribe("seq.*").await?;
    flushed(&[&receiver]).await?;
    for number in 0..MANY {
        publisher.client.publish(format!("seq.{}", number % 7), number.to_string().into()).await?;
    }
    let mut in_order = true;
    for number in 0..MANY {
        in_order &= next(&mut subscription).await?.payload == number.to_string().as_bytes();
    }
    emit("received", json!({ "count": MANY, "in_order": in_order }));
    Ok(())
}
