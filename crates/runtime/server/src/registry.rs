//! The connections of the server: those that are open, and the last ones that were closed.

use std::{
    collections::{BTreeMap, VecDeque},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

use proto::close::CloseReason;

use crate::connection::{Connection, ConnectionId};

/// All connections by id.
pub(crate) struct Registry {
    next_id: AtomicU64,
    inner: Mutex<Inner>,
    closed_kept: usize,
}

#[derive(Default)]
struct Inner {
    open: BTreeMap<ConnectionId, Arc<Connection>>,
    closed: VecDeque<ClosedConnection>,
    total: u64,
    stale: u64,
    /// Sockets that have not finished their handshake.
    arriving: u64,
    /// Whether the server shuts down.
    leaving: bool,
}

/// Whether a connection may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Admission {
    Admitted,
    /// There are as many as there may be.
    Full,
    /// The server shuts down.
    Leaving,
}

/// What is remembered of a connection that ended; its socket is gone by then.
#[derive(Clone)]
pub(crate) struct ClosedConnection {
    pub(crate) connection: Arc<Connection>,
    pub(crate) stopped: SystemTime,
    pub(crate) reason: CloseReason,
}

impl Registry {
    pub(crate) fn new(closed_kept: usize) -> Registry {
        Registry { next_id: AtomicU64::new(1), inner: Mutex::default(), closed_kept }
    }

    /// A new id; the first connection of a server gets a small number, not always 1.
    pub(crate) fn next_id(&self) -> ConnectionId {
        self.next_id.fetch_add(1, Ordering::Relaxed)
    }

    /// Notes a socket that is about to shake hands; false when there is no room for it. Otherwise whoever never finishes
    /// a handshake would not count.
    pub(crate) fn approach(&self, max: Option<u64>) -> bool {
        let mut inner = self.lock();
        let is_full = max.is_some_and(|max| inner.open.len() as u64 + inner.arriving >= max);
        inner.arriving += u64::from(!is_full);
        !is_full
    }

    /// That socket has shaken hands, or has gone.
    pub(crate) fn arrive(&self) {
        self.lock().arriving -= 1;
    }

    /// Adds a connection, unless that would be more than `max` or the server shuts down.
    pub(crate) fn open(&self, connection: &Arc<Connection>, max: Option<u64>) -> Admission {
        let mut inner = self.lock();
        if inner.leaving {
            return Admission::Leaving;
        }
        if max.is_some_and(|max| inner.open.len() as u64 >= max) {
            return Admission::Full;
        }
        inner.total += 1;
        inner.open.insert(connection.id, Arc::clone(connection));
        Admission::Admitted
    }

    /// Admits nobody from now on. Gives back who is in: whoever was accepted at this very moment is either among them
    /// or not admitted.
    pub(crate) fn shut(&self) -> Vec<Arc<Connection>> {
        let mut inner = self.lock();
        inner.leaving = true;
        inner.open.values().cloned().collect()
    }

    /// Moves a connection to the closed ones.
    pub(crate) fn close(&self, connection: &Arc<Connection>, reason: CloseReason) {
        let mut inner = self.lock();
        inner.open.remove(&connection.id);
        inner.stale += u64::from(reason == CloseReason::StaleConnection);
        if self.closed_kept == 0 {
            return;
        }
        if inner.closed.len() >= self.closed_kept {
            inner.closed.pop_front();
        }
        let connection = Arc::clone(connection);
        inner.closed.push_back(ClosedConnection { connection, stopped: SystemTime::now(), reason });
    }

    /// The open connections at this moment, by ascending id.
    pub(crate) fn snapshot(&self) -> Vec<Arc<Connection>> {
        self.lock().open.values().cloned().collect()
    }

    /// The remembered closed connections, oldest first.
    pub(crate) fn closed(&self) -> Vec<ClosedConnection> {
        self.lock().closed.iter().cloned().collect()
    }

    /// Connections open now, ever opened, and ended because they no longer answered.
    pub(crate) fn counts(&self) -> (usize, u64, u64) {
        let inner = self.lock();
        (inner.open.len(), inner.total, inner.stale)
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
