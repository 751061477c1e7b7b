//! What waits for one receiver, and who is writing it out.
//!
//! Publishers append under the connection's small mutex and flush at the end of their read batch. Only one thread
//! writes to a socket at a time; the others append and leave. The mutex is never held during a system call.

use std::{cell::RefCell, sync::Arc, task::Waker, time::Instant};

use tokio::net::tcp::OwnedWriteHalf;

use super::chunk::Chunk;

/// Buffers a thread keeps for the next receivers, and the largest it keeps.
const POOL_BUFFERS: usize = 16;
const POOL_BUFFER_BYTES: usize = 512 * 1024;

/// Below this share of the stall threshold waiting publishers go on.
const RESUME_DIVISOR: usize = 2;

thread_local! {
    static POOL: RefCell<Vec<Vec<u8>>> = const { RefCell::new(Vec::new()) };
}

/// Who is responsible for the bytes in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nobody: nothing is queued.
    Idle,
    /// The publisher that appended first; it flushes at the end of its batch.
    Queued,
    /// A thread is writing right now and looks for more when it is done.
    Flushing,
    /// The socket is full; the connection's own task waits for it.
    Blocked,
    /// Nobody any more: the connection has ended, and whoever was writing lets go of what is left.
    Over,
}

/// Who may write to the socket.
#[derive(Clone)]
pub(crate) enum Writer {
    /// Any thread, through the shared half.
    Direct(Arc<OwnedWriteHalf>),
    /// Only the connection's own task, because bytes are transformed on the way (TLS) or the socket is gone.
    OwnTask,
}

/// Outgoing bytes of one connection.
pub(crate) struct Outbound {
    writer: Writer,
    queue: Chunk,
    /// Taken by a flush that the socket did not finish; goes out first.
    stuck: Chunk,
    /// Bytes in `queue`, in `stuck` and in the hands of a flusher.
    pending: usize,
    phase: Phase,
    closed: bool,
    blocked_since: Option<Instant>,
    /// A publisher waited as long as it may while the socket took nothing: waiting doesn't help this receiver.
    waited_in_vain: bool,
    /// Publishers that wait until this receiver has caught up, by their connection's id.
    waiting: Vec<(u64, Waker)>,
    /// Messages and bytes delivered, for monitoring.
    pub(crate) messages: u64,
    pub(crate) payload_bytes: u64,
}

/// What an append asks of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub(crate) enum Appended {
    /// Somebody else flushes already.
    Covered,
    /// The caller is the first and flushes at the end of its batch.
    FlushIsYours,
}

impl Outbound {
    pub(super) fn new(writer: Writer) -> Outbound {
        Outbound {
            writer,
            queue: Chunk::default(),
            stuck: Chunk::default(),
            pending: 0,
            phase: Phase::Idle,
            closed: false,
            blocked_since: None,
            waited_in_vain: false,
            waiting: Vec::new(),
            messages: 0,
            payload_bytes: 0,
        }
    }

    /// Whether the connection takes no more bytes.
    #[inline]
    pub(crate) fn is_closed(&self) -> bool {
        self.closed
    }

    /// Bytes not yet given to the socket.
    #[inline]
    pub(crate) fn pending(&self) -> usize {
        self.pending
    }

    /// Since when the socket has taken nothing.
    pub(crate) fn blocked_since(&self) -> Option<Instant> {
        self.blocked_since
    }

    /// Lets `write` append to the queue and counts what it appended.
    #[inline]
    pub(crate) fn append(&mut self, write: impl FnOnce(&mut Chunk)) -> Appended {
        if !self.queue.owns_buffer() {
            self.queue = Chunk::recycled(pooled_buffer());
        }
        let before = self.queue.len();
        write(&mut self.queue);
        self.pending += self.queue.len() - before;
        if self.phase == Phase::Idle {
            self.phase = Phase::Queued;
            return Appended::FlushIsYours;
        }
        Appended::Covered
    }

    /// Takes what is queued for writing; `None` when somebody else is at it or nothing waits.
    pub(super) fn begin_flush(&mut self) -> Option<(Writer, Chunk)> {
        if self.phase != Phase::Queued {
            return None;
        }
        self.phase = Phase::Flushing;
        Some((self.writer.clone(), std::mem::take(&mut self.queue)))
    }

    /// The shared half of a socket that took no more, for waiting until it does.
    pub(super) fn blocked_writer(&self) -> Option<Arc<OwnedWriteHalf>> {
        match &self.writer {
            Writer::Direct(half) if self.phase == Phase::Blocked => Some(Arc::clone(half)),
            _ => None,
        }
    }

    /// The connection's own task goes on where the socket was full.
    pub(super) fn resume_flush(&mut self) -> Option<Chunk> {
        if self.phase != Phase::Blocked {
            return None;
        }
        self.phase = Phase::Flushing;
        Some(std::mem::take(&mut self.stuck))
    }

    /// The flusher wrote its chunk, the last `wrote` bytes of it just now; hands over what came in meanwhile.
    pub(super) fn flushed(&mut self, done: Chunk, wrote: usize) -> Option<Chunk> {
        debug_assert!(done.is_done());
        if self.phase == Phase::Over {
            return None;
        }
        self.pending = self.pending.saturating_sub(wrote);
        self.blocked_since = None;
        self.waited_in_vain = false;
        recycle(done);
        if self.queue.is_empty() {
            self.phase = Phase::Idle;
            recycle(std::mem::take(&mut self.queue));
            return None;
        }
        Some(std::mem::take(&mut self.queue))
    }

    /// The socket is full: the rest waits for the connection's own task.
    pub(super) fn block(&mut self, rest: Chunk, now: Instant, wrote: usize) {
        if self.phase == Phase::Over {
            return;
        }
        self.phase = Phase::Blocked;
        self.stuck = rest;
        self.pending = self.pending.saturating_sub(wrote);
        if wrote > 0 || self.blocked_since.is_none() {
            self.blocked_since = Some(now);
        }
        self.waited_in_vain &= wrote == 0;
    }

    /// Gives a blocked socket another deadline.
    pub(crate) fn try_again(&mut self) {
        self.blocked_since = self.blocked_since.map(|_| Instant::now());
    }

    /// A publisher waited as long as it may. If the socket took nothing meanwhile, no publisher waits for it again until
    /// it does.
    pub(crate) fn was_waited_for(&mut self, since: Instant) {
        self.waited_in_vain = self.blocked_since.is_some_and(|blocked| blocked <= since);
    }

    /// Whether it helps a receiver that lags behind when its publisher waits.
    #[inline]
    pub(crate) fn is_worth_waiting_for(&self) -> bool {
        !self.waited_in_vain
    }

    /// Registers a publisher that waits until this receiver has caught up.
    pub(crate) fn wait_for_room(&mut self, publisher: u64, waker: &Waker) {
        match self.waiting.iter_mut().find(|(id, _)| *id == publisher) {
            Some((_, known)) => known.clone_from(waker),
            None => self.waiting.push((publisher, waker.clone())),
        }
    }

    /// The publishers that may go on, once no more than half of `threshold` waits.
    pub(crate) fn take_waiting(&mut self, threshold: usize) -> Vec<(u64, Waker)> {
        if self.waiting.is_empty() || (self.pending > threshold / RESUME_DIVISOR && !self.closed) {
            return Vec::new();
        }
        std::mem::take(&mut self.waiting)
    }

    /// Refuses further bytes, drops what waits and lets go of the socket. Whoever still remembers the connection
    /// as a receiver does not keep it open.
    pub(super) fn close(&mut self) {
        self.closed = true;
        self.phase = Phase::Over;
        self.blocked_since = None;
        if let Writer::Direct(half) = std::mem::replace(&mut self.writer, Writer::OwnTask)
            && let Some(half) = Arc::into_inner(half)
        {
            // The read half goes next and closes the socket; shutting it down before would be one more system call.
            half.forget();
        }
        self.pending = 0;
        recycle(std::mem::take(&mut self.queue));
        recycle(std::mem::take(&mut self.stuck));
    }

    /// Refuses further bytes; what waits may still go out.
    pub(super) fn seal(&mut self) {
        self.closed = true;
    }
}

fn pooled_buffer() -> Vec<u8> {
    POOL.with_borrow_mut(Vec::pop).unwrap_or_else(|| Vec::with_capacity(512))
}

fn recycle(chunk: Chunk) {
    let buffer = chunk.into_buffer();
    if buffer.capacity() == 0 || buffer.capacity() > POOL_BUFFER_BYTES {
        return;
    }
    POOL.with_borrow_mut(|pool| {
        if pool.len() < POOL_BUFFERS {
            pool.push(buffer);
        }
    });
}
