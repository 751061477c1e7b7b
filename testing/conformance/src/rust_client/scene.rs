//! What every scenario works with: connections to the server, and lines about what they see.

use std::{
    collections::BTreeMap,
    error::Error,
    io::{BufRead, Write},
    path::PathBuf,
    time::Duration,
};

use async_nats::{Client, ConnectError, ConnectOptions, HeaderMap, Message, Request, Subscriber};
use futures_util::{FutureExt, StreamExt};
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::Played;

/// How long something that must come may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long something that must not come is waited for, where no other message can prove the absence.
const SILENCE: Duration = Duration::from_millis(300);

/// The server, and where the certificates are.
pub(super) struct Scene {
    pub(super) server: String,
    certs: PathBuf,
}

/// A connection with the news about it that nobody has asked for yet.
pub(super) struct Connection {
    pub(super) client: Client,
    news: UnboundedReceiver<String>,
}

/// Prints one line.
pub(super) fn emit(event: &str, fields: Value) {
    let mut line = json!({ "event": event });
    if let (Some(line), Value::Object(fields)) = (line.as_object_mut(), fields) {
        line.extend(fields);
    }
    println!("{line}");
}

impl Scene {
    pub(super) fn from_environment() -> Result<Self, String> {
        let variable = |name: &str| std::env::var(name).map_err(|_| format!("{name} is not set"));
        Ok(Self { server: variable("SERVER")?, certs: variable("CERTS")?.into() })
    }

    /// A connection that comes back at most a few times, so that news stay few.
    pub(super) async fn connect(&self, options: ConnectOptions) -> Result<Connection, ConnectError> {
        self.dial(&self.server, options).await
    }

    pub(super) async fn dial(&self, url: &str, options: ConnectOptions) -> Result<Connection, ConnectError> {
        let (sender, news) = unbounded_channel();
        let options = options
            .connection_timeout(PATIENCE)
            .request_timeout(Some(PATIENCE))
            .reconnect_delay_callback(|_| Duration::from_millis(50))
            .event_callback(move |event| {
                let _ = sender.send(event.to_string());
                async {}
            });
        let mut connection = Connection { client: options.connect(url).await?, news };
        // The first news is that it stands.
        let _ = connection.news().await;
        Ok(connection)
    }

    /// As a user of the `permissions` and `accounts` configurations.
    pub(super) async fn user(&self, user: &str, password: &str) -> Result<Connection, ConnectError> {
        self.connect(ConnectOptions::with_user_and_password(user.to_owned(), password.to_owned())).await
    }

    /// Connects, and tells how it went.
    pub(super) async fn login(&self, label: &str, options: ConnectOptions) -> Option<Connection> {
        match self.connect(options).await {
            Ok(connection) => {
                emit("welcome", json!({ "as_": label }));
                Some(connection)
            }
            Err(error) => {
                emit("refused", json!({ "as_": label, "error": describe(&error) }));
                None
            }
        }
    }

    /// A certificate or key of the run.
    pub(super) fn pem(&self, name: &str) -> PathBuf {
        self.certs.join(format!("{name}.pem"))
    }

    /// Has the server restarted or the like, and returns when that is done.
    pub(super) async fn control(&self, action: &'static str) -> Played {
        let wait = move || {
            println!("{}", json!({ "control": action }));
            std::io::stdout().flush()?;
            std::io::stdin().lock().read_line(&mut String::new())
        };
        tokio::task::spawn_blocking(wait).await??;
        Ok(())
    }
}

impl Connection {
    /// The next event.
    pub(super) async fn news(&mut self) -> Result<String, Box<dyn Error + Send + Sync>> {
        Ok(tokio::time::timeout(PATIENCE, self.news.recv()).await?.unwrap_or_default())
    }

    /// Tells the next `count` events.
    pub(super) async fn tell_news(&mut self, count: usize) -> Played {
        let mut seen = Vec::new();
        for _ in 0..count {
            seen.push(self.news().await?);
        }
        emit("news", json!({ "seen": seen }));
        Ok(())
    }
}

/// Returns when the server has carried out what the clients have asked for, one after the other. The clients must be
/// allowed to speak to themselves.
pub(super) async fn flushed(connections: &[&Connection]) -> Played {
    for connection in connections {
        round_trip(&connection.client).await?;
    }
    Ok(())
}

async fn round_trip(client: &Client) -> Played {
    // async-nats has no PING of its own. A message to oneself comes back unless echo is off, and then the 503 does.
    let inbox = client.new_inbox();
    let mut answers = client.subscribe(inbox.clone()).await?;
    client.publish(inbox.clone(), "".into()).await?;
    client.publish_with_reply("nobody.listens.here", inbox, "".into()).await?;
    next(&mut answers).await?;
    Ok(())
}

/// The next message of a subscription.
pub(super) async fn next(subscriber: &mut Subscriber) -> Result<Message, Box<dyn Error + Send + Sync>> {
    tokio::time::timeout(PATIENCE, subscriber.next())
        .await?
        .ok_or_else(|| "the subscription has ended".into())
}

/// All messages that have arrived.
pub(super) fn pending(subscriber: &mut Subscriber) -> Vec<Message> {
    // Unconstrained, because the runtime's budget would make a long queue look empty.
    let mut next = || tokio::task::unconstrained(subscriber.next()).now_or_never().flatten();
    std::iter::from_fn(&mut next).collect()
}

/// Tells the next `count` messages.
pub(super) async fn received(label: &str, subscriber: &mut Subscriber, count: usize) -> Played {
    for _ in 0..count {
        let message = next(subscriber).await?;
        emit("message", json!({ "to": label, "message": about(&message) }));
    }
    Ok(())
}

/// Nothing more must come.
pub(super) async fn silent(label: &str, subscriber: &mut Subscriber) {
    match tokio::time::timeout(SILENCE, subscriber.next()).await {
        Ok(Some(message)) => emit("unexpected message", json!({ "to": label, "message": about(&message) })),
        _ => emit("silence", json!({ "to": label })),
    }
}

/// Publishes several empty messages.
pub(super) async fn publish_all(connection: &Connection, subjects: &[&str], payload: &'static str) -> Played {
    for &subject in subjects {
        connection.client.publish(subject.to_owned(), payload.into()).await?;
    }
    Ok(())
}

/// A request, and its answer or why there was none.
pub(super) async fn request(label: &str, connection: &Connection, subject: &str, request: Request) {
    match connection.client.send_request(subject.to_owned(), request).await {
        Ok(message) => emit(
            "answer",
            json!({ "to": label, "data": text(&message.payload), "headers": headers(message.headers.as_ref()) }),
        ),
        Err(error) => emit("no answer", json!({ "to": label, "error": describe(&error) })),
    }
}

/// A request with a text.
pub(super) fn asking(payload: &'static str) -> Request {
    Request::new().payload(payload.into())
}

/// A request that gives up soon.
pub(super) fn briefly() -> Request {
    Request::new().timeout(Some(SILENCE))
}

/// A service that tells what it was asked and sends each of `answers`.
pub(super) async fn serve(
    connection: &Connection,
    subject: &'static str,
    answers: &'static [&'static str],
) -> Played {
    let client = connection.client.clone();
    let mut requests = client.subscribe(subject).await?;
    tokio::spawn(async move {
        while let Some(message) = requests.next().await {
            emit("asked", json!({ "at": subject, "message": about(&message) }));
            for &answer in answers {
                if let Some(reply) = message.reply.clone() {
                    let _ = client.publish(reply, answer.into()).await;
                }
            }
        }
    });
    flushed(&[connection]).await
}

/// What a message looks like to the one who gets it.
pub(super) fn about(message: &Message) -> Value {
    json!({
        "subject": message.subject.as_str(),
        "reply": message.reply.as_deref(),
        "data": text(&message.payload),
        "headers": headers(message.headers.as_ref()),
        "status": message.status.map(|status| status.as_u16()),
        "description": message.description,
    })
}

/// A payload, if it is short.
pub(super) fn text(payload: &[u8]) -> String {
    const SHORT: usize = 300;
    if payload.len() < SHORT {
        payload.escape_ascii().to_string()
    } else {
        format!("{} bytes", payload.len())
    }
}

fn headers(headers: Option<&HeaderMap>) -> Value {
    let sorted: BTreeMap<String, Vec<String>> = headers
        .map(HeaderMap::iter)
        .into_iter()
        .flatten()
        .map(|(name, values)| (name.to_string(), values.iter().map(ToString::to_string).collect()))
        .collect();
    json!(sorted)
}

/// An error with its causes, without what differs from run to run.
pub(super) fn describe(error: &(dyn Error + 'static)) -> String {
    let broken = |error: &(dyn Error + 'static)| {
        error.downcast_ref::<std::io::Error>().is_some_and(|error| {
            use std::io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
            matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
        })
    };
    let mut texts = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        if broken(error) {
            return "the connection broke".to_owned();
        }
        texts.push(error.to_string());
        next = error.source();
    }
    texts.join(": ")
}
