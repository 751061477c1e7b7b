//! HTTPS, and what is shown of clients that came by TLS.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::Arc,
};

use options::{CertificateSpec, Options, TlsSpec};
use rustls::{ClientConfig, ClientConnection, StreamOwned};
use testkit::{Authority, Identity, Issued, TempDir};

use crate::{
    http::Response,
    server::{Running, local, plain},
};

type Stream = StreamOwned<ClientConnection, TcpStream>;

fn pair(issued: &Issued) -> CertificateSpec {
    CertificateSpec { cert_file: issued.cert_file.clone(), key_file: issued.key_file.clone() }
}

fn handshake(socket: TcpStream, config: ClientConfig) -> Stream {
    socket.set_read_timeout(Some(testkit::DEADLINE)).unwrap();
    let client = ClientConnection::new(Arc::new(config), "localhost".try_into().unwrap()).unwrap();
    StreamOwned::new(client, socket)
}

/// Logs in over TLS and waits for the answer.
fn nats_client(address: SocketAddr, config: ClientConfig) -> Stream {
    let mut socket = TcpStream::connect(address).unwrap();
    read_past(&mut socket, b"\r\n");
    let mut stream = handshake(socket, config);
    stream.write_all(b"CONNECT {}\r\nPING\r\n").unwrap();
    read_past(&mut stream, b"PONG\r\n");
    stream
}

fn read_past(stream: &mut impl Read, end: &[u8]) {
    let (mut read, mut byte) = (Vec::new(), [0]);
    while !read.ends_with(end) {
        stream.read_exact(&mut byte).unwrap();
        read.extend(byte);
    }
}

#[test]
fn https_asks_nobody_for_a_certificate_that_clients_must_show() {
    let folder = TempDir::new("monitor-tls");
    let authority = Authority::new(folder.path(), "authority");
    let server = authority.issue_server();
    let person = authority.issue("person", &Identity { common_name: "a person", ..Identity::default() });
    let spec = TlsSpec {
        certificates: vec![pair(&server)],
        ca_file: Some(authority.ca_file().to_owned()),
        verify: true,
        ..TlsSpec::default()
    };
    let running = Running::start(Options { http: None, https: Some(local()), tls: Some(spec), ..plain() });
    assert_eq!(running.monitor.scheme(), "https");
    let config =
        |identity: Option<&CertificateSpec>| tls::client_config(authority.ca_file(), identity).unwrap();
    let _client = nats_client(running.clients, config(Some(&pair(&person))));

    let get = |path: &str| -> serde_json::Value {
        let mut stream = handshake(TcpStream::connect(running.monitor.address()).unwrap(), config(None));
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = Vec::new();
        stream.read_to_end(&mut text).unwrap();
        let response = Response::parse(&text);
        assert_eq!(response.status, 200);
        serde_json::from_str(&response.body).unwrap()
    };
    let varz = get("/varz");
    assert_eq!((&varz["https_port"], &varz["http_port"]), (&(-1).into(), &0.into()));
    assert_eq!((&varz["tls_required"], &varz["tls_verify"]), (&true.into(), &true.into()));
    assert!(varz["tls_cert_not_after"].is_string(), "{varz:#}");
    let connz = get("/connz?auth=1");
    let one = &connz["connections"][0];
    assert_eq!(one["tls_version"], "1.3");
    assert!(one["tls_cipher_suite"].as_str().unwrap().starts_with("TLS_"), "{one:#}");
    assert_eq!(one["tls_peer_certs"][0]["subject"], "CN=a person");
    assert_eq!(one["tls_peer_certs"][0]["spki_sha256"].as_str().unwrap().len(), 64);
    assert!(get("/connz")["connections"][0]["tls_peer_certs"].is_null());
}
