//! A server in the test's own process, spoken to by hand.

use testkit::LocalServer;

#[test]
fn answers_and_goes() {
    let server = LocalServer::start("max_payload: 100");
    assert!(server.connect().info().contains("\"max_payload\":100"));
    let mut client = server.log_in("{\"verbose\":false}");
    client.send("SUB greet 1\r\nPUB greet 2\r\nhi\r\n");
    client.expect("MSG greet 1 2\r\nhi\r\n");
    client.expect_nothing();
    let address = server.address();
    drop(server);
    client.expect_closed();
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
#[should_panic(expected = "no configuration")]
fn a_bad_configuration_fails_the_test() {
    LocalServer::start("accounts: {");
}
