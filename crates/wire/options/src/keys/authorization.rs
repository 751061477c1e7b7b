//! The block `authorization`, and the keys at the top that say who is let in.

use crate::draft::Draft;
use crate::schema::Take::{Bool, Text, With};
use crate::schema::{Key, Node, Report, Shape, key, later, read, seconds};
use crate::{AuthorizationSpec, ConfigError};

pub(super) const TOP_KEYS: &[Key<Draft>] = &[
    key(&["authorization"], With(authorization)),
    key(&["no_auth_user"], Text(|draft, name| draft.options.no_auth_user = super::some(name))),
    key(&["system_account", "system"], Text(|draft, name| draft.options.system_account = super::some(name))),
    key(
        &["no_system_account", "no_system", "no_sys_acc"],
        Bool(|draft, on| draft.options.no_system_account = on),
    ),
];

/// The block as it is read, for the clients' listener and for those of servers.
#[derive(Default)]
pub(super) struct Authorization {
    pub(super) spec: AuthorizationSpec,
    /// Where the list of users stands, if there is one.
    pub(super) user_list: Option<String>,
    pub(super) has_callout: bool,
    /// Accounts that the callout may choose, with where they stand.
    callout_accounts: Vec<(String, String)>,
}

pub(super) const KEYS: &[Key<Authorization>] = &[
    key(&["user", "username"], Text(|auth, text| auth.spec.user = super::some(text))),
    key(&["pass", "password"], Text(|auth, text| auth.spec.password = super::some(text))),
    key(&["token"], Text(|auth, text| auth.spec.token = super::some(text))),
    key(&["timeout"], With(|auth, node, report| auth.spec.timeout = timeout(node, report))),
    key(
        &["users"],
        With(|auth, node, report| {
            auth.user_list = Some(node.position.to_string());
            auth.spec.users = super::users::read(node, report);
        }),
    ),
    key(
        &["default_permissions", "default_permission", "permissions"],
        With(|auth, node, report| {
            auth.spec.default_permissions = super::permissions::read(node, report);
        }),
    ),
    key(
        &["auth_callout", "auth_hook"],
        With(|auth, node, report| {
            auth.has_callout = true;
            auth.callout_accounts = super::later::callout::accounts(node);
            super::later::callout::check(node, report);
            report.unsupported(&node);
        }),
    ),
    later(&["proxy_required"], Shape::Bool, crate::schema::asks),
];

fn authorization(draft: &mut Draft, node: Node<'_>, report: &mut Report) {
    let mut auth = Authorization::default();
    read(KEYS, node, &mut auth, report);
    let single_user = auth.spec.user.is_some() || auth.spec.password.is_some();
    if single_user && auth.spec.token.is_some() {
        report.invalid(&node, "cannot have both a user and a token");
    }
    draft.authorization = Some(node.position.to_string());
    draft.user_list = auth.user_list;
    draft.callout_accounts = auth.callout_accounts;
    draft.options.authorization = auth.spec;
}

/// A callout chooses among the accounts of this file.
pub(super) fn check_callout(draft: &Draft, report: &mut Report) {
    for (name, position) in &draft.callout_accounts {
        if !draft.options.accounts.iter().any(|account| account.name == *name) {
            report
                .errors
                .push(ConfigError::at(position, format!("auth_callout: there is no account {name:?}")));
        }
    }
}

/// How long a client may take; more than a minute is likely a unit too much.
pub(super) fn timeout(node: Node<'_>, report: &mut Report) -> Option<std::time::Duration> {
    let timeout = seconds(node, report)?;
    if timeout > std::time::Duration::from_secs(60) {
        report.warn(
            &node,
            "is longer than a minute; a duration such as 1m needs quotes, or it means a million seconds",
        );
    }
    Some(timeout)
}
