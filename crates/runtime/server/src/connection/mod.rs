//! One connection as everybody else sees it: an identity, a way to send to it, and a way to close it.
//!
//! Its task-private side (parsing, permissions, subscriptions) is the [`session`](crate::session); the loop that
//! drives both is the [`driver`](crate::driver).

mod chunk;
mod outbound;
mod permits;
mod profile;

use std::{
    fmt, io,
    net::SocketAddr,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::{Duration, Instant, SystemTime},
};

use futures_util::task::AtomicWaker;
use proto::close::CloseReason;
use tokio::net::tcp::OwnedWriteHalf;

pub(crate) use chunk::Chunk;
pub(crate) use outbound::{Appended, Outbound, Writer};
pub(crate) use permits::Permits;
pub use profile::{Profile, TlsProfile};

/// Identifies a connection for the life of the server, counted from 1.
pub type ConnectionId = u64;

/// The shared side of one connection.
pub(crate) struct Connection {
    pub(crate) id: ConnectionId,
    pub(crate) peer: SocketAddr,
    pub(crate) started: SystemTime,
    outbound: Mutex<Outbound>,
    waker: AtomicWaker,
    reason: OnceLock<CloseReason>,
    /// Whether the client understands HMSG.
    headers: AtomicBool,
    /// Whether the client takes an INFO at any time.
    news: AtomicBool,
    /// Whether what goes out is logged.
    traces: bool,
    /// Subscriptions that had their last message and that the session has not forgotten yet. For a moment it may be
    /// less than none, since the session may be first to see it.
    pub(crate) served_out: AtomicI64,
    pub(crate) received: Received,
    pub(crate) profile: Mutex<Profile>,
}

/// What came in on a connection; written by its own task only.
#[derive(Default)]
pub(crate) struct Received {
    pub(crate) messages: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) subscriptions: AtomicU64,
    /// Milliseconds since the server's start at which the last bytes came in.
    pub(crate) last_activity: AtomicU64,
    /// Round trip of the last PING in nanoseconds; 0 before the first.
    pub(crate) rtt: AtomicU64,
    /// Times that reading paused for a receiver that lagged behind.
    pub(crate) stalls: AtomicU64,
}

impl Connection {
    pub(crate) fn new(id: ConnectionId, peer: SocketAddr, writer: Writer, traces: bool) -> Connection {
        Connection {
            id,
            peer,
            started: SystemTime::now(),
            outbound: Mutex::new(Outbound::new(writer)),
            waker: AtomicWaker::new(),
            reason: OnceLock::new(),
            headers: AtomicBool::new(false),
            news: AtomicBool::new(false),
            traces,
            served_out: AtomicI64::new(0),
            received: Received::default(),
            profile: Mutex::new(Profile::default()),
        }
    }

    /// Whether the client understands HMSG.
    #[inline]
    pub(crate) fn takes_headers(&self) -> bool {
        self.headers.load(Ordering::Relaxed)
    }

    pub(crate) fn set_takes_headers(&self, yes: bool) {
        self.headers.store(yes, Ordering::Relaxed);
    }

    /// Whether the client takes an INFO at any time.
    pub(crate) fn takes_news(&self) -> bool {
        self.news.load(Ordering::Relaxed)
    }

    pub(crate) fn set_takes_news(&self, yes: bool) {
        self.news.store(yes, Ordering::Relaxed);
    }

    /// Logs a line that goes out, if such lines are logged.
    #[inline]
    pub(crate) fn trace_outgoing(&self, line: &[u8]) {
        if self.traces {
            let text = String::from_utf8_lossy(line);
            tracing::trace!("{} - ->> [{}]", self.label(), text.trim_end());
        }
    }

    /// The outgoing side. Hold it for appending only, never across another lock of the same kind.
    #[inline]
    pub(crate) fn outbound(&self) -> MutexGuard<'_, Outbound> {
        self.outbound.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn profile(&self) -> MutexGuard<'_, Profile> {
        self.profile.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends protocol text at once; for INFO, PING and the like outside of a read batch.
    pub(crate) fn send_now(&self, text: &[u8]) {
        if self.append_with(|out| out.extend_from_slice(text)) == Appended::FlushIsYours {
            self.flush();
        }
    }

    /// Appends protocol text to what goes out.
    pub(crate) fn append_with(&self, write: impl FnOnce(&mut Vec<u8>)) -> Appended {
        let mut outbound = self.outbound();
        if outbound.is_closed() {
            return Appended::Covered;
        }
        outbound.append(|chunk| {
            let text = chunk.text();
            let from = text.len();
            write(text);
            self.trace_outgoing(text.get(from..).unwrap_or_default());
        })
    }

    /// Writes out what is queued, as far as the socket takes it without waiting.
    pub(crate) fn flush(&self) {
        let taken = self.outbound().begin_flush();
        match taken {
            None => {}
            Some((Writer::Direct(half), chunk)) => self.write_out(&half, chunk),
            Some((Writer::OwnTask, chunk)) => self.leave_to_owner(chunk, 0),
        }
    }

    fn write_out(&self, half: &OwnedWriteHalf, mut chunk: Chunk) {
        let mut wrote = 0;
        loop {
            match chunk.write_with(|slices| try_write(half, slices)) {
                Ok(written) => wrote += written,
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    return self.leave_to_owner(chunk, wrote);
                }
                Err(_) => {
                    self.close(CloseReason::WriteError);
                    return;
                }
            }
            if chunk.is_done() {
                match self.outbound().flushed(std::mem::take(&mut chunk), wrote) {
                    Some(more) => chunk = more,
                    None => return,
                }
                wrote = 0;
            }
        }
    }

    fn leave_to_owner(&self, rest: Chunk, wrote: usize) {
        self.outbound().block(rest, Instant::now(), wrote);
        self.waker.wake();
    }

    /// Goes on where the socket was full; for the connection's own task. `Ready` when nothing is stuck.
    pub(crate) fn poll_unblock(&self, cx: &mut Context<'_>) -> Poll<()> {
        loop {
            let Some(half) = self.outbound().blocked_writer() else { return Poll::Ready(()) };
            if half.as_ref().as_ref().poll_write_ready(cx).is_pending() {
                return Poll::Pending;
            }
            let Some(chunk) = self.outbound().resume_flush() else { return Poll::Ready(()) };
            self.write_out(&half, chunk);
        }
    }

    /// Takes stuck bytes for a transport that only the connection's own task can write to.
    pub(crate) fn take_stuck(&self) -> Option<Chunk> {
        self.outbound().resume_flush()
    }

    /// Gives back what a transport did not take.
    pub(crate) fn put_back(&self, rest: Chunk, wrote: usize) {
        self.outbound().block(rest, Instant::now(), wrote);
    }

    /// A chunk from [`Connection::take_stuck`] went out whole; the next one, if there is more.
    pub(crate) fn took_all(&self, done: Chunk, wrote: usize) -> Option<Chunk> {
        self.outbound().flushed(done, wrote)
    }

    /// Whether so much waits here that a publisher should pause; it is woken when that is over.
    pub(crate) fn is_congested(&self, threshold: usize, cx: &Context<'_>, publisher: ConnectionId) -> bool {
        let mut outbound = self.outbound();
        if outbound.is_closed() || outbound.pending() <= threshold {
            return false;
        }
        outbound.wait_for_room(publisher, cx.waker());
        true
    }

    /// Wakes publishers that wait for this receiver, if it has caught up.
    pub(crate) fn release_waiting(&self, threshold: usize) {
        let ready = self.outbound().take_waiting(threshold);
        for (_, waker) in ready {
            waker.wake();
        }
    }

    /// Asks the connection's task to end; the first reason given stays. Nothing more is delivered to it. Gives back
    /// whether this was the first.
    pub(crate) fn close(&self, reason: CloseReason) -> bool {
        let first = self.reason.set(reason).is_ok();
        if first {
            self.outbound().seal();
            self.waker.wake();
        }
        first
    }

    /// Why the connection is to end, if it is.
    #[inline]
    pub(crate) fn closing(&self) -> Option<CloseReason> {
        self.reason.get().copied()
    }

    /// Round trip of the last PING; zero before the first.
    pub(crate) fn rtt(&self) -> Duration {
        Duration::from_nanos(self.received.rtt.load(Ordering::Relaxed))
    }

    /// Takes note of a round trip.
    pub(crate) fn measured_rtt(&self, rtt: Duration) {
        let nanoseconds = u64::try_from(rtt.as_nanos()).unwrap_or(u64::MAX);
        self.received.rtt.store(nanoseconds.max(1), Ordering::Relaxed);
    }

    /// How log lines name the connection.
    pub(crate) fn label(&self) -> Label {
        Label { peer: self.peer, id: self.id }
    }

    /// Registers the connection's own task to be woken by `close` and by stuck bytes.
    pub(crate) fn register(&self, cx: &Context<'_>) {
        self.waker.register(cx.waker());
    }

    /// Drops everything queued; the end of the connection.
    pub(crate) fn discard(&self) {
        let waiting = {
            let mut outbound = self.outbound();
            outbound.close();
            outbound.take_waiting(0)
        };
        for (_, waker) in waiting {
            waker.wake();
        }
    }
}

/// A connection in log lines: `address - cid:number`.
pub(crate) struct Label {
    peer: SocketAddr,
    id: ConnectionId,
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} - cid:{}", self.peer, self.id)
    }
}

fn try_write(half: &OwnedWriteHalf, slices: &[io::IoSlice<'_>]) -> io::Result<usize> {
    match slices {
        [one] => half.try_write(one),
        many => half.try_write_vectored(many),
    }
}
