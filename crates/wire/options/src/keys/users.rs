//! Users, in `authorization` and in accounts.

use std::collections::HashMap;

use nkey::{Kind, PublicKey};

use crate::draft::Draft;
use crate::schema::Take::{Text, With};
use crate::schema::{Key, Node, Report, key, read as read_block, strings};
use crate::{ConfigError, CredentialSpec, PermissionsSpec, UserSpec};

#[derive(Default)]
struct User {
    nkey: String,
    name: String,
    password: String,
    permissions: Option<PermissionsSpec>,
    allowed_connection_types: Vec<String>,
    proxy_required: bool,
}

const KEYS: &[Key<User>] = &[
    key(&["nkey"], Text(|user, text| user.nkey = text.into())),
    key(&["user", "username"], Text(|user, text| user.name = text.into())),
    key(&["pass", "password"], Text(|user, text| user.password = text.into())),
    key(
        &["permissions", "permission", "authorization"],
        With(|user, node, report| {
            user.permissions = super::permissions::read(node, report);
        }),
    ),
    key(
        &["allowed_connection_types", "connection_types", "clients"],
        With(|user, node, report| {
            user.allowed_connection_types = connection_types(node, report);
        }),
    ),
    key(
        &["proxy_required"],
        With(|user, node, report| {
            user.proxy_required = node.bool(report).unwrap_or_default();
            if user.proxy_required {
                report.unsupported(&node);
            }
        }),
    ),
];

/// What a user may come by.
const CONNECTION_TYPES: [&str; 7] =
    ["STANDARD", "WEBSOCKET", "LEAFNODE", "LEAFNODE_WS", "MQTT", "MQTT_WS", "IN_PROCESS"];

/// An array of users. A user that is wrong is reported and left out.
pub(super) fn read(node: Node<'_>, report: &mut Report) -> Vec<UserSpec> {
    node.items(report).filter_map(|item| user(item, report)).collect()
}

fn user(node: Node<'_>, report: &mut Report) -> Option<UserSpec> {
    node.map(report)?;
    let mut user = User::default();
    read_block(KEYS, node, &mut user, report);
    let credential = match credential(user.nkey, user.name, user.password) {
        Ok(credential) => credential,
        Err(why) => {
            report.invalid(&node, why);
            return None;
        }
    };
    Some(UserSpec {
        credential,
        permissions: user.permissions,
        allowed_connection_types: user.allowed_connection_types,
        proxy_required: user.proxy_required,
        position: node.position.to_string(),
    })
}

fn credential(nkey: String, user: String, password: String) -> Result<CredentialSpec, &'static str> {
    match (nkey.is_empty(), user.is_empty(), password.is_empty()) {
        (true, true, _) => Err("a user needs a user name or an nkey"),
        (true, false, _) => Ok(CredentialSpec::Password { user, password }),
        (false, true, true) if PublicKey::parse_kind(Kind::User, &nkey).is_ok() => {
            Ok(CredentialSpec::NKey(nkey))
        }
        (false, true, true) => Err("the nkey is not the public key of a user"),
        (false, _, _) => Err("a user with an nkey has neither user name nor password"),
    }
}

fn connection_types(node: Node<'_>, report: &mut Report) -> Vec<String> {
    let mut types: Vec<String> = Vec::new();
    for name in strings(node, report).unwrap_or_default() {
        let name = name.to_uppercase();
        if !CONNECTION_TYPES.contains(&name.as_str()) {
            report.invalid(&node, format!("invalid connection type {name:?}"));
        } else if !types.contains(&name) {
            types.push(name);
        }
    }
    types
}

/// Whatever a user proves itself with stands once in the whole file, and a single user or token stands alone.
pub(super) fn check_names(draft: &Draft, report: &mut Report) {
    let authorization = &draft.options.authorization;
    let of_accounts = draft.options.accounts.iter().flat_map(|account| &account.users);
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for user in authorization.users.iter().chain(of_accounts) {
        let name = match &user.credential {
            CredentialSpec::Password { user, .. } => user,
            CredentialSpec::NKey(nkey) => nkey,
        };
        if let Some(first) = seen.insert(name, &user.position) {
            report
                .errors
                .push(ConfigError::at(&user.position, format!("duplicate user {name:?}, see {first}")));
        }
    }
    let several = draft.user_list.is_some() || !seen.is_empty();
    for (single, what) in [(&authorization.user, "a single user"), (&authorization.token, "a token")] {
        if let Some(position) = draft.authorization.as_ref().filter(|_| single.is_some() && several) {
            report.errors.push(ConfigError::at(position, format!("cannot have {what} and other users")));
        }
    }
}
