//! A server in a few lines for the tests: correct when asked to be, and wrong in chosen ways when not.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::measure::Plan;
use crate::process::Process;
use crate::server::Target;

/// What the server does to messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// Delivers them.
    Honest,
    /// Forgets the hundredth.
    Forgetful,
    /// Delivers the hundredth twice.
    Doubling,
    /// Ends a connection with an error after a hundred messages.
    Hostile,
}

/// Starts a server that lives as long as the test process.
pub(crate) fn server(manner: Manner) -> Target {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let state = Arc::new(State { manner, messages: AtomicU64::new(0), subscriptions: Mutex::default() });
    thread::spawn(move || {
        for (client, stream) in listener.incoming().enumerate() {
            let state = Arc::clone(&state);
            thread::spawn(move || _ = state.serve(client, stream.unwrap()));
        }
    });
    Target { address, process: Process::this() }
}

/// A run that is over soon.
pub(crate) fn brief_plan() -> Plan {
    let [warm_up, measure, settle] = [10, 100, 20].map(Duration::from_millis);
    Plan { warm_up, measure, settle, hold: false }
}

struct State {
    manner: Manner,
    messages: AtomicU64,
    subscriptions: Mutex<Vec<Subscription>>,
}

struct Subscription {
    client: usize,
    subject: String,
    queue: Option<String>,
    sid: String,
    left: Option<u64>,
    stream: Arc<Mutex<TcpStream>>,
}

impl State {
    fn serve(&self, client: usize, stream: TcpStream) -> std::io::Result<()> {
        let out = Arc::new(Mutex::new(stream.try_clone()?));
        out.lock().unwrap().write_all(b"INFO {\"server_id\":\"fake\"}\r\n")?;
        let mut input = BufReader::with_capacity(1 << 20, stream);
        let mut line = String::new();
        while input.read_line(&mut line)? > 0 {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            match *words {
                ["PING"] => out.lock().unwrap().write_all(b"PONG\r\n")?,
                ["SUB", subject, sid] => self.subscribe(client, subject, None, sid, &out),
                ["SUB", subject, queue, sid] => self.subscribe(client, subject, Some(queue), sid, &out),
                ["UNSUB", sid] => self.unsubscribe(client, sid, 0),
                ["UNSUB", sid, max] => self.unsubscribe(client, sid, max.parse().unwrap()),
                ["PUB", subject, ref rest @ .., size] => {
                    let mut payload = vec![0; size.parse::<usize>().unwrap() + 2];
                    input.read_exact(&mut payload)?;
                    self.publish(subject, rest.first().copied(), &payload, &out)?;
                }
                _ => {}
            }
            line.clear();
        }
        Ok(())
    }

    fn subscribe(
        &self,
        client: usize,
        subject: &str,
        queue: Option<&str>,
        sid: &str,
        out: &Arc<Mutex<TcpStream>>,
    ) {
        let (subject, queue, sid) = (subject.to_owned(), queue.map(str::to_owned), sid.to_owned());
        let subscription = Subscription { client, subject, queue, sid, left: None, stream: Arc::clone(out) };
        self.subscriptions.lock().unwrap().push(subscription);
    }

    fn unsubscribe(&self, client: usize, sid: &str, max: u64) {
        let mut subscriptions = self.subscriptions.lock().unwrap();
        if max == 0 {
            subscriptions.retain(|one| one.client != client || one.sid != sid);
        } else if let Some(one) = subscriptions.iter_mut().find(|one| one.client == client && one.sid == sid)
        {
            one.left = Some(max);
        }
    }

    fn publish(
        &self,
        subject: &str,
        reply: Option<&str>,
        payload: &[u8],
        out: &Mutex<TcpStream>,
    ) -> std::io::Result<()> {
        let is_hundredth = self.messages.fetch_add(1, Relaxed) + 1 == 100;
        let copies = match self.manner {
            Manner::Forgetful if is_hundredth => 0,
            Manner::Doubling if is_hundredth => 2,
            Manner::Hostile if is_hundredth => {
                out.lock().unwrap().write_all(b"-ERR 'Go Away'\r\n")?;
                return Err(std::io::ErrorKind::ConnectionAborted.into());
            }
            _ => 1,
        };
        (0..copies).try_for_each(|_| self.deliver(subject, reply, payload))
    }

    fn deliver(&self, subject: &str, reply: Option<&str>, payload: &[u8]) -> std::io::Result<()> {
        let reply = reply.map(|reply| format!("{reply} ")).unwrap_or_default();
        let mut queues: Vec<String> = Vec::new();
        let mut subscriptions = self.subscriptions.lock().unwrap();
        for one in
            subscriptions.iter_mut().filter(|one| matches(&one.subject, subject) && one.left != Some(0))
        {
            if let Some(queue) = &one.queue {
                if queues.contains(queue) {
                    continue;
                }
                queues.push(queue.clone());
            }
            one.left = one.left.map(|left| left - 1);
            let mut message =
                format!("MSG {subject} {} {reply}{}\r\n", one.sid, payload.len() - 2).into_bytes();
            message.extend_from_slice(payload);
            one.stream.lock().unwrap().write_all(&message)?;
        }
        // Whoever was served goes to the end, so that the members of a queue group take turns.
        if let Some(first) =
            subscriptions.iter().position(|one| one.queue.is_some() && matches(&one.subject, subject))
        {
            let served = subscriptions.remove(first);
            subscriptions.push(served);
        }
        subscriptions.retain(|one| one.left != Some(0));
        Ok(())
    }
}

fn matches(pattern: &str, subject: &str) -> bool {
    let mut subject = subject.split('.');
    for token in pattern.split('.') {
        match (token, subject.next()) {
            (">", Some(_)) => return true,
            ("*", Some(_)) => {}
            (token, Some(actual)) if token == actual => {}
            _ => return false,
        }
    }
    subject.next().is_none()
}
