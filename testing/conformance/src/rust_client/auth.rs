//! Who may come in.

use async_nats::ConnectOptions;
use serde_json::json;

use super::{
    Played, Playing,
    scene::{Scene, emit, flushed, received},
};

const SEED: &str = "SUADCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMJRGEYTCMNPLI";
const OTHER_SEED: &str = "SUADEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMRSGIZDEMTOLU";
const HASH: &str = "$2a$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "user_and_password" => Box::pin(user_and_password(scene)),
        "bcrypt" => Box::pin(bcrypt(scene)),
        "token" => Box::pin(token(scene)),
        "nkey" => Box::pin(nkey(scene)),
        "several_users" => Box::pin(several_users(scene)),
        "no_auth_user" => Box::pin(no_auth_user(scene)),
        _ => return None,
    })
}

fn user(user: &str, password: &str) -> ConnectOptions {
    ConnectOptions::with_user_and_password(user.to_owned(), password.to_owned())
}

fn with_token(token: &str) -> ConnectOptions {
    ConnectOptions::with_token(token.to_owned())
}

fn with_nkey(seed: &str) -> ConnectOptions {
    ConnectOptions::with_nkey(seed.to_owned())
}

async fn user_and_password(scene: &Scene) -> Played {
    let connection = scene.login("right", user("ann", "s3cr3t")).await.ok_or("ann was refused")?;
    emit("info", json!({ "auth_required": connection.client.server_info().auth_required }));
    scene.login("wrong password", user("ann", "S3cr3t")).await;
    scene.login("wrong user", user("bob", "s3cr3t")).await;
    scene.login("no password", user("ann", "")).await;
    scene.login("nobody", ConnectOptions::new()).await;
    scene.login("token", with_token("s3cr3t")).await;
    Ok(())
}

async fn bcrypt(scene: &Scene) -> Played {
    for name in ["quoted", "bare"] {
        scene.login(name, user(name, "secret")).await;
        scene.login("wrong", user(name, "secret2")).await;
    }
    scene.login("the hash", user("bare", HASH)).await;
    Ok(())
}

async fn token(scene: &Scene) -> Played {
    scene.login("right", with_token("open sesame")).await;
    scene.login("wrong", with_token("open")).await;
    scene.login("as password", user("x", "open sesame")).await;
    scene.login("nobody", ConnectOptions::new()).await;
    Ok(())
}

async fn nkey(scene: &Scene) -> Played {
    let connection = scene.login("right", with_nkey(SEED)).await.ok_or("the key was refused")?;
    emit("info", json!({ "auth_required": connection.client.server_info().auth_required }));
    scene.login("another key", with_nkey(OTHER_SEED)).await;
    scene.login("nobody", ConnectOptions::new()).await;
    scene.login("user", user("a", "b")).await;
    Ok(())
}

async fn several_users(scene: &Scene) -> Played {
    let ann = scene.login("ann", user("ann", "a")).await.ok_or("ann was refused")?;
    let bob = scene.login("bob", user("bob", "b")).await.ok_or("bob was refused")?;
    let key = scene.login("key", with_nkey(SEED)).await.ok_or("the key was refused")?;
    scene.login("crossed", user("ann", "b")).await;
    scene.login("nobody", ConnectOptions::new()).await;
    let mut subscriptions = Vec::new();
    for (label, connection) in [("ann", &ann), ("bob", &bob), ("key", &key)] {
        subscriptions.push((label, connection.client.subscribe("all").await?));
        flushed(&[connection]).await?;
    }
    ann.client.publish("all", "hello".into()).await?;
    for (label, subscription) in &mut subscriptions {
        received(label, subscription, 1).await?;
    }
    Ok(())
}

async fn no_auth_user(scene: &Scene) -> Played {
    let mut guest = scene.login("nobody", ConnectOptions::new()).await.ok_or("the guest was refused")?;
    guest.client.publish("ann.only", "".into()).await?;
    guest.tell_news(1).await?;
    let mut subscription = guest.client.subscribe("guest.x").await?;
    guest.client.publish("guest.x", "fine".into()).await?;
    received("guest", &mut subscription, 1).await?;
    scene.login("ann", user("ann", "a")).await;
    scene.login("wrong", user("ann", "b")).await;
    Ok(())
}
