//! The scenarios played with async-nats.

/// Plays one scenario and prints what the client sees.
pub fn play(group: &str, name: &str) -> Result<(), String> {
    Err(format!("no scenario is called {group}/{name}"))
}
