//! Servers that go away.

use async_nats::ConnectOptions;
use serde_json::json;

use super::{
    Played, Playing,
    scene::{Scene, emit, flushed, received},
};

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "reconnect" => Box::pin(reconnect(scene)),
        "lame_duck" => Box::pin(lame_duck(scene)),
        _ => return None,
    })
}

async fn reconnect(scene: &Scene) -> Played {
    let mut connection = scene.connect(ConnectOptions::new()).await?;
    let mut other = scene.connect(ConnectOptions::new()).await?;
    let mut subscription = connection.client.subscribe("r.*").await?;
    let mut limited = connection.client.subscribe("r.limited").await?;
    limited.unsubscribe_after(2).await?;
    connection.client.publish("r.limited", "before".into()).await?;
    flushed(&[&connection]).await?;
    scene.control("restart").await?;
    connection.tell_news(2).await?;
    other.tell_news(2).await?;
    flushed(&[&connection]).await?;
    for number in 0..3 {
        other.client.publish("r.limited", number.to_string().into()).await?;
    }
    received("subscription", &mut subscription, 4).await?;
    received("limited", &mut limited, 2).await
}

async fn lame_duck(scene: &Scene) -> Played {
    let mut connection = scene.connect(ConnectOptions::new().max_reconnects(1)).await?;
    let mut subscription = connection.client.subscribe("still.here").await?;
    flushed(&[&connection]).await?;
    scene.control("lame_duck").await?;
    connection.tell_news(1).await?;
    connection.client.publish("still.here", "yes".into()).await?;
    received("during", &mut subscription, 1).await?;
    let newcomer = tokio::net::TcpStream::connect(&scene.server).await;
    emit("no newcomers", json!({ "error": newcomer.err().map(|error| error.kind().to_string()) }));
    connection.tell_news(1).await
}
