//! Limits of the server.

use async_nats::{ConnectOptions, HeaderMap};
use serde_json::json;

use super::{
    Played, Playing,
    scene::{Scene, describe, emit, next},
};

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "max_payload" => Box::pin(max_payload(scene)),
        "max_subscriptions" => Box::pin(max_subscriptions(scene)),
        _ => return None,
    })
}

/// What the client is told and keeps to; it never asks the server for more.
async fn max_payload(scene: &Scene) -> Played {
    let connection = scene.connect(ConnectOptions::new()).await?;
    let client = &connection.client;
    emit("told", json!({ "max_payload": client.server_info().max_payload }));
    let mut subscription = client.subscribe("p").await?;
    client.publish("p", vec![b'x'; 1024].into()).await?;
    let mut headers = HeaderMap::new();
    headers.insert("H", "1");
    client.publish_with_headers("p", headers, vec![b'x'; 1000].into()).await?;
    let sizes = [next(&mut subscription).await?.payload.len(), next(&mut subscription).await?.payload.len()];
    emit("fits", json!({ "sizes": sizes }));
    if let Err(error) = client.publish("p", vec![b'x'; 1025].into()).await {
        emit("the client knows", json!({ "error": describe(&error) }));
    }
    Ok(())
}

async fn max_subscriptions(scene: &Scene) -> Played {
    let mut connection = scene.connect(ConnectOptions::new()).await?;
    let client = connection.client.clone();
    let mut first = client.subscribe("s.0").await?;
    let (_second, _third) = (client.subscribe("s.1").await?, client.subscribe("s.2").await?);
    first.unsubscribe().await?;
    let mut again = client.subscribe("s.3").await?;
    let _too_many = client.subscribe("s.4").await?;
    connection.tell_news(1).await?;
    client.publish("s.3", "still here".into()).await?;
    emit("got", json!({ "size": next(&mut again).await?.payload.len() }));
    Ok(())
}
