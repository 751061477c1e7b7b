//! TLS: who proves what to whom, and when.

use async_nats::ConnectOptions;
use serde_json::json;

use super::{
    Played, Playing,
    scene::{Connection, Scene, emit, next},
};

pub(super) fn find<'a>(name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    Some(match name {
        "server_certificate" => Box::pin(server_certificate(scene)),
        "client_certificate" => Box::pin(client_certificate(scene)),
        "certificate_is_user" => Box::pin(certificate_is_user(scene)),
        "handshake_first" => Box::pin(handshake_first(scene)),
        "optional" => Box::pin(optional(scene)),
        _ => return None,
    })
}

/// Trusts the server's authority.
fn trusting(scene: &Scene) -> ConnectOptions {
    ConnectOptions::new().add_root_certificates(scene.pem("ca"))
}

/// Shows a certificate, too.
fn showing(scene: &Scene, name: &str) -> ConnectOptions {
    trusting(scene).add_client_certificate(scene.pem(name), scene.pem(&format!("{name}-key")))
}

async fn greet(
    scene: &Scene,
    label: &str,
    subject: &'static str,
    options: ConnectOptions,
) -> Result<Option<Connection>, Box<dyn std::error::Error + Send + Sync>> {
    let connection = scene.login(label, options).await;
    if let Some(Connection { client, .. }) = &connection {
        let mut subscription = client.subscribe(subject).await?;
        client.publish(subject, vec![b'x'; 20_000].into()).await?;
        let size = next(&mut subscription).await?.payload.len();
        emit(
            "echo",
            json!({ "as_": label, "size": size, "tls_required": client.server_info().tls_required }),
        );
    }
    Ok(connection)
}

async fn server_certificate(scene: &Scene) -> Played {
    greet(scene, "trusting", "x", trusting(scene)).await?;
    greet(scene, "requiring", "x", trusting(scene).require_tls(true)).await?;
    let stranger = ConnectOptions::new().add_root_certificates(scene.pem("stranger/ca"));
    greet(scene, "distrusting", "x", stranger).await?;
    Ok(())
}

async fn client_certificate(scene: &Scene) -> Played {
    greet(scene, "known", "x", showing(scene, "client")).await?;
    scene.login("without", trusting(scene)).await;
    scene.login("stranger", showing(scene, "stranger/client")).await;
    Ok(())
}

async fn certificate_is_user(scene: &Scene) -> Played {
    greet(scene, "by e-mail", "mail.x", showing(scene, "mapped")).await?;
    let by_subject = greet(scene, "by subject", "name.x", showing(scene, "client")).await?;
    let mut by_subject = by_subject.ok_or("the client was refused")?;
    by_subject.client.publish("mail.x", "".into()).await?;
    by_subject.tell_news(1).await?;
    scene.login("without a user", showing(scene, "server")).await;
    Ok(())
}

async fn handshake_first(scene: &Scene) -> Played {
    greet(scene, "first", "x", trusting(scene).require_tls(true).tls_first()).await?;
    Ok(())
}

async fn optional(scene: &Scene) -> Played {
    greet(scene, "plain", "x", ConnectOptions::new()).await?;
    greet(scene, "encrypted", "x", trusting(scene).require_tls(true)).await?;
    Ok(())
}
