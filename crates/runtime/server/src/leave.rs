//! Leaving: at once, or as a lame duck that lets its clients go one by one.

use std::{sync::Arc, time::Duration};

use foldhash::fast::RandomState;
use proto::CloseReason;
use stdx::random::Random;

use crate::{connection::Connection, core::Core};

/// The longest pause between two clients that are let go.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);
/// How often a leaving server looks whether its connections have ended.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Closes every connection and waits until their tasks have ended.
pub(crate) async fn close_all(core: &Core) {
    for connection in core.registry.shut() {
        connection.close(CloseReason::ServerShutdown);
    }
    while core.registry.counts().0 > 0 {
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Tells clients to look for another server, gives them time, and then closes what is left, spread out so that the
/// other servers are not overrun.
pub(crate) async fn let_go(core: &Arc<Core>) {
    let clients = core.registry.snapshot();
    clients.iter().filter(|client| client.takes_news()).for_each(|client| announce(core, client));
    let grace = core.options.lame_duck_grace_period;
    wait_while_occupied(core, grace).await;
    let left = core.registry.snapshot();
    let total = core.options.lame_duck_duration.saturating_sub(grace);
    let step = (total / u32::try_from(left.len().max(1)).unwrap_or(u32::MAX)).min(LONGEST_PAUSE);
    let mut random =
        Random::new(std::hash::BuildHasher::hash_one(&RandomState::default(), core.identity.id.as_str()));
    for client in left {
        client.close(CloseReason::ServerShutdown);
        tokio::time::sleep(step / 2 + step.mul_f64(random.below(500) as f64 / 1000.0)).await;
    }
}

fn announce(core: &Core, client: &Connection) {
    let ip = client.peer.ip().to_string();
    let info = proto::Info { client_id: client.id, client_ip: &ip, ldm: true, ..core.info() };
    let mut text = Vec::with_capacity(512);
    info.write(&mut text);
    client.send_now(&text);
}

/// Waits, but not longer than there are clients.
async fn wait_while_occupied(core: &Core, longest: Duration) {
    let occupied = async {
        while core.registry.counts().0 > 0 {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let _ = tokio::time::timeout(longest, occupied).await;
}
