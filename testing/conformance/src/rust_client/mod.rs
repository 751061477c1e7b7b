//! The scenarios played with async-nats, one file per group, the same names as in the other languages.
//!
//! A scenario is run in a process of its own (`conformance client GROUP NAME`), like the scripts of the others.

mod accounts;
mod auth;
mod basics;
mod lifecycle;
mod limits;
mod permissions;
mod scene;
mod tls;
mod volume;

use std::{error::Error, future::Future, pin::Pin};

use scene::Scene;

/// How a scenario ends.
type Played = Result<(), Box<dyn Error + Send + Sync>>;

/// A scenario under way.
type Playing<'a> = Pin<Box<dyn Future<Output = Played> + 'a>>;

/// Plays one scenario and prints what the client sees.
pub fn play(group: &str, name: &str) -> Result<(), String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| format!("cannot start the runtime: {error}"))?;
    runtime.block_on(async {
        let scene = Scene::from_environment()?;
        let playing =
            find(group, name, &scene).ok_or_else(|| format!("no scenario is called {group}/{name}"))?;
        playing.await.map_err(|error| format!("{group}/{name}: {error}"))
    })
}

fn find<'a>(group: &str, name: &str, scene: &'a Scene) -> Option<Playing<'a>> {
    match group {
        "accounts" => accounts::find(name, scene),
        "auth" => auth::find(name, scene),
        "basics" => basics::find(name, scene),
        "lifecycle" => lifecycle::find(name, scene),
        "limits" => limits::find(name, scene),
        "permissions" => permissions::find(name, scene),
        "tls" => tls::find(name, scene),
        "volume" => volume::find(name, scene),
        _ => None,
    }
}
