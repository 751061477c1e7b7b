//! The loop of one connection: reads, writes what a publisher could not, keeps deadlines, and ends it.
//!
//! Written as one hand-made future, because an idle connection should cost little more than its socket: there is no
//! buffer in it, reads go into a buffer of the thread.

use std::{
    cell::RefCell,
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Instant,
};

use proto::CloseReason;
use tokio::time::Sleep;

use crate::{
    connection::Connection,
    core::Core,
    delivery::Batch,
    login::Login,
    session::{Flow, Session},
    transport::Transport,
};

/// Reads of one turn before other connections get theirs.
const READS_PER_TURN: usize = 8;
/// Bytes of one read, at first and after a pause.
const READ_FIRST: usize = 64 * 1024;
/// The most that is read at a time from a publisher that keeps the buffer full, by the mean size of its messages. Small
/// messages gain little from more: their parsing costs, not the system calls. For large ones these are all of it.
const READ_MOST: [(u64, usize); 3] = [(0, 128 * 1024), (64, 256 * 1024), (1024, READ_BUFFER_BYTES)];
const READ_BUFFER_BYTES: usize = 1024 * 1024;

thread_local! {
    /// Where this thread reads to. Pages that no read has reached take no memory.
    static READ_BUFFER: RefCell<Vec<u8>> = RefCell::new(vec![0; READ_BUFFER_BYTES]);
}

/// One connection's task.
pub(crate) struct Driver {
    core: Arc<Core>,
    connection: Arc<Connection>,
    transport: Transport,
    session: Session,
    read_size: usize,
    /// A receiver this publisher waits for, and until when at most.
    pause: Option<(Arc<Connection>, Instant)>,
    login: Option<Login>,
    alarm: Pin<Box<Sleep>>,
}

impl Driver {
    /// Takes over a connection that has been greeted.
    pub(crate) fn new(core: Arc<Core>, session: Session, transport: Transport) -> Driver {
        let connection = Arc::clone(&session.client.connection);
        let alarm = Box::pin(tokio::time::sleep_until(session.next_deadline(&core).into()));
        Driver {
            core,
            connection,
            transport,
            session,
            read_size: READ_FIRST,
            pause: None,
            login: None,
            alarm,
        }
    }

    /// Feeds input while there is some; `Ready` when it is another connection's turn.
    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        for _ in 0..READS_PER_TURN {
            ready!(self.poll_login(cx));
            ready!(self.poll_pause(cx));
            match ready!(self.poll_read(cx)) {
                Ok(true) if self.connection.closing().is_none() => {}
                Ok(true) => return Poll::Ready(()),
                Ok(false) => {
                    self.connection.close(CloseReason::ClientClosed);
                    return Poll::Ready(());
                }
                Err(_) => {
                    self.connection.close(CloseReason::ReadError);
                    return Poll::Ready(());
                }
            }
        }
        cx.waker().wake_by_ref();
        Poll::Pending
    }

    /// One read and all that follows from it; false at the end of the stream.
    fn poll_read(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<bool>> {
        READ_BUFFER.with_borrow_mut(|buffer| {
            let room = buffer.get_mut(..self.read_size).unwrap_or_default();
            let length = ready!(self.transport.poll_read(cx, room))?;
            if length == 0 {
                return Poll::Ready(Ok(false));
            }
            let bytes = buffer.get(..length).unwrap_or_default();
            self.feed(|session, core, batch| session.feed(core, batch, bytes));
            self.adapt(length);
            Poll::Ready(Ok(true))
        })
    }

    fn feed(&mut self, work: impl FnOnce(&mut Session, &Core, &mut Batch) -> Flow) {
        let (flow, lagging) = Batch::run(|batch| {
            let flow = work(&mut self.session, &self.core, batch);
            self.session.settle(&self.core);
            flow
        });
        if let Flow::Login(login) = flow {
            self.login = Some(login);
        }
        self.pause = lagging.map(|receiver| {
            self.core.stalled(&self.connection);
            (receiver, Instant::now() + self.core.watermarks.pause)
        });
    }

    /// Reads more at a time where that pays: from publishers that keep the buffer full.
    fn adapt(&mut self, length: usize) {
        if length < self.read_size / 4 {
            self.read_size = READ_FIRST;
        } else if length == self.read_size {
            let mean = self.session.mean_message();
            let most =
                READ_MOST.iter().rfind(|(from, _)| mean >= *from).map_or(READ_FIRST, |(_, most)| *most);
            self.read_size = (self.read_size * 2).min(most);
        }
    }

    /// Waits until a password was checked, and goes on with what came in meanwhile.
    fn poll_login(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if let Some(login) = &mut self.login {
            let outcome = ready!(login.poll(cx));
            self.login = None;
            self.feed(|session, core, batch| match session.finish_login(core, batch, outcome) {
                Flow::Continue => session.feed_backlog(core, batch),
                stop => stop,
            });
        }
        Poll::Ready(())
    }

    /// Waits until a slow receiver has caught up, or for a moment: one receiver never stops a publisher.
    fn poll_pause(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some((receiver, until)) = &self.pause else { return Poll::Ready(()) };
        if receiver.is_congested(self.core.watermarks.congested, cx, self.connection.id) {
            if Instant::now() < *until {
                return Poll::Pending;
            }
            receiver.outbound().was_waited_for(*until - self.core.watermarks.pause);
        }
        self.pause = None;
        Poll::Ready(())
    }

    /// Writes what is stuck and lets publishers go on that waited for it.
    fn poll_output(&mut self, cx: &mut Context<'_>) {
        if let Err(error) = self.transport.poll_output(cx, &self.connection) {
            tracing::debug!("{} - {error}", self.connection.label());
            self.connection.close(CloseReason::WriteError);
        }
        self.connection.release_waiting(self.core.watermarks.congested);
        self.core.limit_pending(&self.connection);
    }

    /// `Ready` when a deadline has passed and was acted upon.
    fn poll_alarm(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let session = self.session.next_deadline(&self.core);
        let pause = self.pause.as_ref().map_or(session, |(_, until)| session.min(*until));
        let next = tokio::time::Instant::from_std(pause);
        if self.alarm.deadline() != next {
            self.alarm.as_mut().reset(next);
        }
        ready!(self.alarm.as_mut().poll(cx));
        self.session.on_deadline(&self.core, Instant::now());
        Poll::Ready(())
    }

    fn end(&mut self, cx: &mut Context<'_>, reason: CloseReason) {
        let _ = self.transport.poll_output(cx, &self.connection);
        self.transport.shut_down(cx);
        self.session.end(&self.core);
        self.connection.discard();
        self.core.forget(&self.connection, reason);
    }
}

impl Future for Driver {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        this.connection.register(cx);
        loop {
            if let Some(reason) = this.connection.closing() {
                this.end(cx, reason);
                return Poll::Ready(());
            }
            this.poll_output(cx);
            if this.poll_input(cx).is_ready() || this.connection.closing().is_some() {
                continue;
            }
            ready!(this.poll_alarm(cx));
        }
    }
}
