//! The client port with TLS: garbage instead of a handshake, and sockets that never begin one.

use std::{
    io::{Read, Write},
    net::TcpStream,
    path::PathBuf,
    time::Duration,
};

use proto::CloseReason;
use stdx::random::Random;
use testkit::{Authority, DEADLINE, TempDir};

use crate::host::{Host, wait_until};

/// A server with a certificate of its own authority.
struct Encrypted {
    host: Host,
    ca_file: PathBuf,
    _folder: TempDir,
}

impl Encrypted {
    fn start(tls: &str, config: &str) -> Encrypted {
        let folder = TempDir::new("encrypted");
        let authority = Authority::new(folder.path(), "tests");
        let files = authority.issue_server();
        let (cert, key) = (files.cert_file.display(), files.key_file.display());
        let host = Host::start(&format!("tls {{ cert_file: '{cert}', key_file: '{key}', {tls} }}\n{config}"));
        Encrypted { host, ca_file: authority.ca_file().to_owned(), _folder: folder }
    }

    /// A client of the kind that people use is served.
    fn serves(&self) {
        self.host.block_on(async {
            let options = async_nats::ConnectOptions::new()
                .require_tls(true)
                .add_root_certificates(self.ca_file.clone());
            let client = options.connect(format!("tls://{}", self.host.address())).await.unwrap();
            client.flush().await.unwrap();
        });
    }
}

fn connect(host: &Host) -> TcpStream {
    let stream = TcpStream::connect(host.address()).unwrap();
    stream.set_read_timeout(Some(DEADLINE)).unwrap();
    stream
}

/// Reads INFO and nothing behind it.
fn read_info(stream: &mut TcpStream) -> String {
    let mut line = Vec::new();
    let mut byte = [0];
    while !line.ends_with(b"\n") {
        stream.read_exact(&mut byte).unwrap();
        line.extend(byte);
    }
    String::from_utf8(line).unwrap()
}

/// Reads until the server closes, however it does so.
fn is_closed(stream: &mut TcpStream) -> bool {
    match stream.read_to_end(&mut Vec::new()) {
        Ok(_) => true,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

#[test]
fn garbage_instead_of_a_handshake() {
    let server = Encrypted::start("timeout: 1", "");
    let mut random = Random::new(1);
    let noise: Vec<u8> = (0..4096).map(|_| random.below(256) as u8).collect();
    let record_of = |length: u8| [&[0x16, 3, 1, length, 0][..], &noise].concat();
    for bytes in
        [b"CONNECT {}\r\nPING\r\n".to_vec(), noise.clone(), record_of(1), record_of(0x40), record_of(0xff)]
    {
        let mut stream = connect(&server.host);
        assert!(read_info(&mut stream).contains("\"tls_required\":true"));
        let _ = stream.write_all(&bytes);
        assert!(is_closed(&mut stream), "{:?}", &bytes[..10]);
    }
    server.serves();
    server.host.expect_empty();
}

/// Half a handshake, or none: cut off when the time for it is over, and no client of the server before.
#[test]
fn handshakes_that_never_end() {
    let server = Encrypted::start("timeout: 1.5", "");
    let mut waiting: Vec<TcpStream> = (0..20).map(|_| connect(&server.host)).collect();
    for (number, stream) in waiting.iter_mut().enumerate() {
        read_info(stream);
        stream.write_all(&[0x16, 3, 1, 2, 0, 1, 0][..number % 8]).unwrap();
    }
    assert_eq!(server.host.inspect().counts().connections, 0);
    server.serves();
    assert!(waiting.iter_mut().all(is_closed));
    server.host.expect_empty();
}

/// Sockets that have not finished their handshake count against the limit like others.
#[test]
fn handshakes_beyond_the_limit() {
    let server = Encrypted::start("timeout: 60", "max_connections: 5");
    let mut waiting: Vec<TcpStream> = (0..5).map(|_| connect(&server.host)).collect();
    waiting.iter_mut().for_each(|stream| assert!(read_info(stream).starts_with("INFO")));
    let mut more = connect(&server.host);
    read_info(&mut more);
    let mut said = String::new();
    more.read_to_string(&mut said).unwrap();
    assert_eq!(said, "-ERR 'maximum connections exceeded'\r\n");
    drop(waiting);
    wait_until("there is room again", || {
        let mut stream = connect(&server.host);
        stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
        read_info(&mut stream);
        !is_closed(&mut stream)
    });
    server.serves();
}

/// A client without TLS where both are allowed, next to one with it.
#[test]
fn either_way() {
    let server = Encrypted::start("timeout: 5", "allow_non_tls: true");
    let mut plain = server.host.client();
    plain.send("SUB x 1\r\n");
    plain.expect_nothing();
    server.serves();
    plain.send("PUB x 2\r\nhi\r\n");
    plain.expect("MSG x 1 2\r\nhi\r\n");
    let peer = plain.local_address();
    drop(plain);
    assert_eq!(server.host.end_of(peer), CloseReason::ClientClosed);
}
