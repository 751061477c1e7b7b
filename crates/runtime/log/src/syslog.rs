//! Lines to a syslog, here or elsewhere.
//!
//! | to | message |
//! | --- | --- |
//! | here | `<priority>Jan  2 15:04:05 tag[pid]: text` LF |
//! | elsewhere | `<priority>2006-01-02T15:04:05Z host tag[pid]: text` LF |
//!
//! A line that cannot be sent is tried once more over a new connection and then dropped; after that nothing is tried
//! for a second, so that a dead syslog does not hold up the server.

use std::fs;
use std::io::{self, Write};
use std::net::{TcpStream, ToSocketAddrs, UdpSocket};
use std::os::unix::net::{UnixDatagram, UnixStream};
use std::path::{Path, PathBuf};
use std::process;
use std::time::{Duration, Instant};

use jiff::Zoned;

use crate::Error;
use crate::label::Label;
use crate::line::push_text;

/// Where a local syslog listens on the systems we know.
const LOCAL: [&str; 3] = ["/dev/log", "/var/run/syslog", "/var/run/log"];

const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
const RECONNECT_TIMEOUT: Duration = Duration::from_millis(250);
const WRITE_TIMEOUT: Duration = Duration::from_millis(250);
const PAUSE: Duration = Duration::from_secs(1);

/// The facilities that `nats-server` uses: "daemon" here, "kernel" (none given) elsewhere.
const DAEMON: u8 = 3 << 3;
const UNNAMED: u8 = 0;

/// A connection to a syslog.
#[derive(Debug)]
pub(crate) struct Syslog {
    address: Address,
    connection: Option<Connection>,
    paused_until: Option<Instant>,
    tag: String,
    host: String,
}

#[derive(Debug, Clone, PartialEq)]
enum Address {
    Local(PathBuf),
    Udp(String),
    Tcp(String),
    Unix(PathBuf),
}

#[derive(Debug)]
enum Connection {
    Datagram(UnixDatagram),
    Stream(UnixStream),
    Udp(UdpSocket),
    Tcp(TcpStream),
}

impl Syslog {
    /// The syslog of this machine.
    pub(crate) fn local() -> Result<Self, Error> {
        Self::first_of(&LOCAL.map(Path::new))
    }

    fn first_of(paths: &[&Path]) -> Result<Self, Error> {
        let attempts = paths.iter().map(|path| Self::connect(Address::Local(path.to_path_buf())));
        let failed = || Error::Syslog { address: "local".into(), source: io::ErrorKind::NotFound.into() };
        attempts.reduce(Result::or).unwrap_or_else(|| Err(failed()))
    }

    /// The syslog at `udp://host:port`, `tcp://host:port` or `unix:///path`.
    pub(crate) fn remote(address: &str) -> Result<Self, Error> {
        Self::connect(parse(address).ok_or_else(|| Error::SyslogAddress(address.into()))?)
    }

    fn connect(address: Address) -> Result<Self, Error> {
        let connection = open(&address, CONNECT_TIMEOUT)
            .map_err(|source| Error::Syslog { address: format!("{address:?}"), source })?;
        let host = host_name().unwrap_or_else(|| own_address(&connection));
        Ok(Syslog { address, connection: Some(connection), paused_until: None, tag: program_name(), host })
    }

    /// Sends one line, or drops it.
    pub(crate) fn write(&mut self, label: Label, text: &str) {
        if self.paused_until.is_some_and(|until| Instant::now() < until) {
            return;
        }
        let message = self.message(label, text, &Zoned::now());
        let sent = match &mut self.connection {
            Some(connection) => connection.send(message.as_bytes()).or_else(|_| self.send_anew(&message)),
            None => self.send_anew(&message),
        };
        self.paused_until = None;
        if sent.is_err() {
            self.connection = None;
            self.paused_until = Some(Instant::now() + PAUSE);
        }
    }

    fn send_anew(&mut self, message: &str) -> io::Result<()> {
        let connection = self.connection.insert(open(&self.address, RECONNECT_TIMEOUT)?);
        connection.send(message.as_bytes())
    }

    fn message(&self, label: Label, text: &str, now: &Zoned) -> String {
        let (tag, pid, host) = (&self.tag, process::id(), &self.host);
        let mut message = match self.address {
            Address::Local(_) => {
                let priority = DAEMON | severity(label);
                let time = now.strftime("%b %e %H:%M:%S");
                format!("<{priority}>{time} {tag}[{pid}]: ")
            }
            _ => {
                let priority = UNNAMED | severity(label);
                let zone = if now.offset().is_zero() { "Z".into() } else { now.strftime("%:z").to_string() };
                let time = now.strftime("%Y-%m-%dT%H:%M:%S");
                format!("<{priority}>{time}{zone} {host} {tag}[{pid}]: ")
            }
        };
        push_text(&mut message, text);
        message.push('\n');
        message
    }
}

impl Connection {
    fn send(&mut self, message: &[u8]) -> io::Result<()> {
        match self {
            Connection::Datagram(socket) => socket.send(message).map(drop),
            Connection::Udp(socket) => socket.send(message).map(drop),
            Connection::Stream(stream) => stream.write_all(message),
            Connection::Tcp(stream) => stream.write_all(message),
        }
    }
}

fn severity(label: Label) -> u8 {
    match label {
        Label::Fatal => 2,
        Label::Error => 3,
        Label::Warning => 4,
        Label::Info | Label::Trace => 5,
        Label::Debug => 7,
    }
}

fn parse(address: &str) -> Option<Address> {
    let (scheme, rest) = address.split_once("://")?;
    match scheme {
        "unix" if !rest.is_empty() => Some(Address::Unix(rest.into())),
        // Whatever stands behind host and port means nothing here.
        "udp" | "tcp" => {
            let host = rest.split('/').next().filter(|host| !host.is_empty())?.to_owned();
            Some(if scheme == "udp" { Address::Udp(host) } else { Address::Tcp(host) })
        }
        _ => None,
    }
}

fn open(address: &Address, timeout: Duration) -> io::Result<Connection> {
    match address {
        Address::Local(path) | Address::Unix(path) => open_unix(path),
        Address::Udp(host) => {
            let peer = resolve(host)?;
            let any = if peer.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
            let socket = UdpSocket::bind(any)?;
            socket.connect(peer)?;
            Ok(Connection::Udp(socket))
        }
        Address::Tcp(host) => {
            let stream = TcpStream::connect_timeout(&resolve(host)?, timeout)?;
            stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
            Ok(Connection::Tcp(stream))
        }
    }
}

fn open_unix(path: &Path) -> io::Result<Connection> {
    let socket = UnixDatagram::unbound()?;
    if socket.connect(path).is_ok() {
        socket.set_write_timeout(Some(WRITE_TIMEOUT))?;
        return Ok(Connection::Datagram(socket));
    }
    let stream = UnixStream::connect(path)?;
    stream.set_write_timeout(Some(WRITE_TIMEOUT))?;
    Ok(Connection::Stream(stream))
}

fn resolve(host: &str) -> io::Result<std::net::SocketAddr> {
    host.to_socket_addrs()?.next().ok_or_else(|| io::ErrorKind::NotFound.into())
}

fn host_name() -> Option<String> {
    let name = fs::read_to_string("/proc/sys/kernel/hostname").ok()?;
    Some(name.trim().to_owned()).filter(|name| !name.is_empty())
}

fn own_address(connection: &Connection) -> String {
    let address = match connection {
        Connection::Udp(socket) => socket.local_addr().ok(),
        Connection::Tcp(stream) => stream.local_addr().ok(),
        Connection::Datagram(_) | Connection::Stream(_) => None,
    };
    address.map_or_else(|| "localhost".into(), |address| address.to_string())
}

/// What the program was called by: a link's own name counts.
fn program_name() -> String {
    let path = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    path.file_name().map_or_else(|| "nats-server".into(), |name| name.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::net::TcpListener;

    fn expected(priority: u8, text: &str) -> impl Fn(&str) -> bool {
        let start = format!("<{priority}>");
        let end = format!(" {}[{}]: {text}\n", program_name(), process::id());
        move |message| message.starts_with(&start) && message.ends_with(&end)
    }

    fn receive(mut read: impl FnMut(&mut [u8]) -> io::Result<usize>) -> String {
        let mut buffer = [0; 1024];
        let length = read(&mut buffer).unwrap();
        String::from_utf8(buffer[..length].to_vec()).unwrap()
    }

    #[test]
    fn addresses() {
        let check = |text, address| assert_eq!(parse(text), address, "{text}");
        check("udp://127.0.0.1:514", Some(Address::Udp("127.0.0.1:514".into())));
        check("tcp://[::1]:514/", Some(Address::Tcp("[::1]:514".into())));
        check("unix:///dev/log", Some(Address::Unix("/dev/log".into())));
        check("syslog://localhost:514", None);
        check("localhost:514", None);
        check("udp://", None);
        check("unix://", None);
        assert!(matches!(Syslog::remote("x://y"), Err(Error::SyslogAddress(_))));
    }

    #[test]
    fn the_local_one_gets_datagrams_with_the_short_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let server = UnixDatagram::bind(&path).unwrap();
        let mut syslog = Syslog::first_of(&[Path::new("/nowhere/log"), &path]).unwrap();
        for (label, priority) in [
            (Label::Fatal, 26),
            (Label::Error, 27),
            (Label::Warning, 28),
            (Label::Info, 29),
            (Label::Trace, 29),
            (Label::Debug, 31),
        ] {
            syslog.write(label, "hello\n");
            let message = receive(|buffer| server.recv(buffer));
            assert!(expected(priority, "hello")(&message), "{message:?}");
        }
        assert!(Syslog::first_of(&[Path::new("/nowhere/log")]).is_err());
    }

    #[test]
    fn the_time_of_each_kind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let _server = UnixDatagram::bind(&path).unwrap();
        let mut syslog = Syslog::first_of(&[&path]).unwrap();
        (syslog.tag, syslog.host) = ("nats-server".into(), "harbour".into());
        let pid = process::id();
        let now: Zoned = "2024-03-09T08:07:06.5+01:00[+01:00]".parse().unwrap();
        let local = syslog.message(Label::Info, "a\nb", &now);
        assert_eq!(local, format!("<29>Mar  9 08:07:06 nats-server[{pid}]: a\\nb\n"));
        syslog.address = Address::Unix(path);
        let remote = syslog.message(Label::Info, "a", &now);
        assert_eq!(remote, format!("<5>2024-03-09T08:07:06+01:00 harbour nats-server[{pid}]: a\n"));
        let utc = syslog.message(Label::Info, "a", &now.in_tz("UTC").unwrap());
        assert_eq!(utc, format!("<5>2024-03-09T07:07:06Z harbour nats-server[{pid}]: a\n"));
    }

    #[test]
    fn udp() {
        let server = UdpSocket::bind("127.0.0.1:0").unwrap();
        let mut syslog = Syslog::remote(&format!("udp://{}", server.local_addr().unwrap())).unwrap();
        syslog.write(Label::Warning, "hello");
        let message = receive(|buffer| server.recv(buffer));
        assert!(expected(4, "hello")(&message), "{message:?}");
    }

    #[test]
    fn tcp_survives_a_restart_of_the_syslog() {
        let server = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut syslog = Syslog::remote(&format!("tcp://{}", server.local_addr().unwrap())).unwrap();
        let line = |stream: &TcpStream| {
            let mut line = String::new();
            BufReader::new(stream).read_line(&mut line).unwrap();
            line
        };
        syslog.write(Label::Error, "one");
        let (first, _) = server.accept().unwrap();
        assert!(expected(3, "one")(&line(&first)));
        drop(first);
        // The kernel takes the first write after a close; one after it fails and goes over a new connection.
        server.set_nonblocking(true).unwrap();
        let second = (0..1000).find_map(|_| {
            syslog.write(Label::Error, "two");
            server.accept().ok()
        });
        let (second, _) = second.unwrap();
        second.set_nonblocking(false).unwrap();
        assert!(expected(3, "two")(&line(&second)));
    }

    #[test]
    fn a_dead_one_is_left_alone_for_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log");
        let server = UnixDatagram::bind(&path).unwrap();
        let mut syslog = Syslog::first_of(&[&path]).unwrap();
        drop(server);
        syslog.write(Label::Info, "lost");
        assert!(syslog.connection.is_none() && syslog.paused_until.is_some());
        fs::remove_file(&path).unwrap();
        let server = UnixDatagram::bind(&path).unwrap();
        syslog.write(Label::Info, "lost as well");
        syslog.paused_until = Some(Instant::now());
        syslog.write(Label::Info, "found");
        let message = receive(|buffer| server.recv(buffer));
        assert!(expected(29, "found")(&message), "{message:?}");
    }
}
