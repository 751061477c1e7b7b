//! What to type next.
//!
//! The guide tells what the server really runs with, which its owner may have changed since the first call. The examples
//! belong to the accounts of the first configuration and are left out once these are gone.

use std::{
    fmt::{self, Display},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
};

use options::{AccountSpec, CredentialSpec, Options};

use crate::nats_server::Ready;

/// The guide to a server that runs with `config`.
pub(super) fn text(config: &Path, ready: &Ready<'_>) -> String {
    let options = ready.options;
    let clients = reachable(ready.clients);
    let mut text = String::from("\nGannet is up.\n\n");
    text += &format!("  clients        nats://{clients}\n");
    if let Some(monitoring) = &ready.monitoring {
        text += &format!(
            "  monitoring     {}://{} (/varz, /connz, /accountz)\n",
            monitoring.scheme,
            reachable(monitoring.address)
        );
    }
    text += &format!("  configuration  {}\n", config.display());
    text += &users(options);
    if let Some(examples) = examples(options, clients) {
        text += &examples;
    }
    text + "\nStop it with Ctrl-C. Start it again, with the same users, by the same command.\n"
}

/// An address to connect to, for one to listen on.
fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = if address.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { address.ip() };
    SocketAddr::new(ip, address.port())
}

fn users(options: &Options) -> String {
    let row = |account: &dyn Display, user: &dyn Display, proof: &dyn Display, note: &str| {
        format!("  {account:<14} {user:<14} {proof:<24} {note}").trim_end().to_owned() + "\n"
    };
    let mut text = String::from("\n") + &row(&"account", &"user", &"password", "");
    for account in &options.accounts {
        let is_system = options.system_account.as_ref() == Some(&account.name);
        let note = if is_system { "watches over the server" } else { "" };
        for user in &account.users {
            text += &match &user.credential {
                CredentialSpec::Password { user, password } => {
                    row(&account.name, user, &Shown(password), note)
                }
                CredentialSpec::NKey(key) => row(&account.name, key, &"(signs with its key)", note),
            };
        }
    }
    text
}

/// A password as far as it is known.
struct Shown<'a>(&'a str);

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(if self.0.starts_with("$2") { "(only its hash is known)" } else { self.0 })
    }
}

fn examples(options: &Options, clients: SocketAddr) -> Option<String> {
    let (warehouse, shop) = (password(options, "WAREHOUSE")?, password(options, "SHOP")?);
    let url = |user: &str, password: &str| format!("nats://{user}:{password}@{clients}");
    let (as_warehouse, as_shop) = (url("warehouse", warehouse), url("shop", shop));
    let (ip, port) = (clients.ip(), clients.port());
    Some(format!(
        r#"
With the nats command line tool, each in a terminal of its own:

  nats -s {as_shop} sub 'warehouse.stock.>'
  nats -s {as_warehouse} reply 'price.*' 1.20

and then

  nats -s {as_warehouse} pub stock.apples 12
  nats -s {as_shop} request price.apples ''

With nothing but a socket:

  (printf 'CONNECT {{"verbose":false,"user":"shop","pass":"{shop}"}}\r\nSUB warehouse.> 1\r\n'; cat) | nc {ip} {port}
  printf 'CONNECT {{"verbose":false,"user":"warehouse","pass":"{warehouse}"}}\r\nPUB stock.apples 2\r\n12\r\n' | nc -q 1 {ip} {port}
"#
    ))
}

/// The password of the first user of an account.
fn password<'a>(options: &'a Options, account: &str) -> Option<&'a str> {
    let is_meant = |candidate: &&AccountSpec| candidate.name == account;
    match &options.accounts.iter().find(is_meant)?.users.first()?.credential {
        CredentialSpec::Password { password, .. } => Some(password),
        CredentialSpec::NKey(_) => None,
    }
}
