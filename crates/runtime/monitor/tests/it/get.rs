//! What HTTP itself has to do with it: paths, methods, prefixes, callbacks, and ports that are taken.

use std::net::TcpListener;

use monitor::{Monitor, StartError};
use options::{ListenSpec, Options};
use server::Server;

use crate::{
    http::request,
    server::{Running, plain},
};

#[test]
fn unknown_paths_are_not_found() {
    let running = Running::start(plain());
    for path in ["/nope", "/varz/", "/varz/x", "/VARZ", "/debug"] {
        let response = running.get(path);
        assert_eq!((response.status, response.body.as_str()), (404, "404 page not found\n"), "{path}");
    }
    let groups = running.get("/raftz");
    assert_eq!((groups.status, groups.body.as_str()), (404, "No Raft nodes registered"));
}

#[test]
fn any_method_is_answered() {
    let running = Running::start(plain());
    for method in ["POST", "OPTIONS", "DELETE"] {
        assert_eq!(request(running.monitor.address(), method, "/varz").status, 200, "{method}");
    }
    let head = request(running.monitor.address(), "HEAD", "/varz");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
}

#[test]
fn the_first_page_links_to_the_others() {
    let running = Running::start(Options { http_base_path: "/mon/x".into(), ..plain() });
    let page = running.get("/mon/x");
    assert_eq!(page.status, 200);
    assert_eq!(page.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert!(page.body.contains("<a href=\"./mon/x/connz\">Connections</a>"), "{}", page.body);
    for path in ["/", "/varz", "/mon/x/", "/mon/xvarz"] {
        assert_eq!(running.get(path).status, 404, "{path}");
    }
    let varz = running.json("/mon/x/varz");
    assert_eq!(varz["http_base_path"], "/mon/x");
    assert_eq!(varz["http_req_stats"], serde_json::json!({"/": 1, "/varz": 1}));
}

#[test]
fn an_answer_can_be_the_argument_of_a_call() {
    let running = Running::start(plain());
    let response = running.get("/healthz?callback=see");
    assert_eq!(response.header("Content-Type"), Some("application/javascript"));
    assert_eq!(response.body, r#"see({"status":"ok"})"#);
    assert_eq!(running.get("/healthz?callback=alert(1)").status, 400);
}

#[test]
fn a_port_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let http = Some(ListenSpec { host: "127.0.0.1".into(), port });
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let server = Server::start(Options { http, ..plain() }).await.unwrap();
        let error: StartError = Monitor::start(server.inspect()).await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "Can't start monitoring: can't listen to the monitor port: \
                 listen tcp 127.0.0.1:{port}: bind: address already in use"
            )
        );
        server.shutdown().await;
    });
}

#[test]
fn without_a_port_there_is_no_monitor() {
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let server = Server::start(Options { http: None, ..plain() }).await.unwrap();
        assert!(Monitor::start(server.inspect()).await.unwrap().is_none());
        server.shutdown().await;
    });
}
