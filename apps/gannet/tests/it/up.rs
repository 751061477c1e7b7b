//! `gannet up`.

use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    process::{Child, Command, Stdio},
};

use testkit::{RawClient, TempDir};

use crate::command::{gannet, run_with};

/// A server that is up, and its guide.
struct Up {
    child: Child,
    guide: Vec<String>,
}

impl Up {
    fn start(folder: &TempDir) -> Self {
        let mut child = Command::new(gannet())
            .args(["up", "--port", "-1", "--http-port", "-1"])
            .env("XDG_DATA_HOME", folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut guide = Vec::new();
        for line in lines {
            let last = line.starts_with("Stop it with");
            guide.push(line);
            if last {
                break;
            }
        }
        Up { child, guide }
    }

    /// The word after `label` at the beginning of a line.
    fn after(&self, label: &str) -> &str {
        let rest = self.guide.iter().find_map(|line| line.trim_start().strip_prefix(label));
        rest.and_then(|rest| rest.split_whitespace().next())
            .unwrap_or_else(|| panic!("{label}: {:?}", self.guide))
    }

    fn address(&self) -> SocketAddr {
        self.after("clients").strip_prefix("nats://").unwrap().parse().unwrap()
    }

    /// A client of `user`, the only one of `account`.
    fn client(&self, account: &str, user: &str) -> RawClient {
        let password = self.after(&format!("{account:<14} {user} "));
        let options = format!("{{\"verbose\":false,\"user\":\"{user}\",\"pass\":\"{password}\"}}");
        RawClient::logged_in(self.address(), &options)
    }

    fn passwords(&self) -> Vec<String> {
        ["WAREHOUSE", "SHOP", "SYS"]
            .map(|account| {
                let row = self.guide.iter().find(|line| line.trim_start().starts_with(account)).unwrap();
                row.split_whitespace().nth(2).unwrap().to_owned()
            })
            .to_vec()
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn two_tenants_share_what_they_agreed_on() {
    let folder = TempDir::new("up");
    let up = Up::start(&folder);
    let mut warehouse = up.client("WAREHOUSE", "warehouse");
    let mut shop = up.client("SHOP", "shop");
    up.client("SYS", "admin");

    shop.send("SUB warehouse.stock.> 1\r\nSUB stock.> 2\r\nPING\r\n");
    shop.expect("PONG\r\n");
    warehouse.send("SUB price.* 1\r\nPUB stock.apples 2\r\n12\r\nPING\r\n");
    warehouse.expect("PONG\r\n");
    shop.expect("MSG warehouse.stock.apples 1 2\r\n12\r\n");

    shop.send("SUB answers 3\r\nPUB price.apples answers 0\r\n\r\n");
    let request = warehouse.line();
    let reply = request.split(' ').nth(3).unwrap();
    assert!(request.starts_with("MSG price.apples 1 _R_.") && request.ends_with(" 0"), "{request}");
    warehouse.send(format!("PUB {reply} 4\r\n1.20\r\n"));
    shop.expect("MSG answers 3 4\r\n1.20\r\n");
}

#[test]
fn the_second_call_finds_what_the_first_one_made() {
    let folder = TempDir::new("up");
    let first = Up::start(&folder).passwords();
    let second = Up::start(&folder);
    assert_eq!(second.passwords(), first);
    assert_eq!(second.after("configuration"), folder.join("gannet/server.conf").to_str().unwrap());
}

#[test]
fn a_taken_port_comes_with_advice() {
    let folder = TempDir::new("up");
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let variables = [("XDG_DATA_HOME", folder.path().to_str().unwrap())];
    let ran = run_with(&folder, "gannet", &["up", "--port", &port, "--http-port", "-1"], &variables);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("address already in use"), "{}", ran.err);
    assert!(
        ran.err.ends_with("gannet up: is another server running? --port takes another port\n"),
        "{}",
        ran.err
    );
}
