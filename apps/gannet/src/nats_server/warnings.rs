//! What a server says at its start about options that are right and unwise.

use options::{CredentialSpec, Options};

/// Messages above this size make everybody else wait.
const WISE_PAYLOAD: usize = 8 << 20;

/// Everything that is unwise in `options`.
pub(super) fn of(options: &Options) -> Vec<String> {
    let plaintext = passwords(options).any(|password| !is_hash(password));
    let plaintext = plaintext.then(|| "Plaintext passwords detected, use nkeys or bcrypt".to_owned());
    let large = options.limits.max_payload > WISE_PAYLOAD;
    let large = large.then(|| {
        "Maximum payloads over 8.00 MB are generally discouraged and could lead to poor performance"
            .to_owned()
    });
    plaintext.into_iter().chain(large).collect()
}

/// Every password and token that is not empty.
fn passwords(options: &Options) -> impl Iterator<Item = &str> {
    let single = &options.authorization;
    let of_accounts = options.accounts.iter().flat_map(|account| &account.users);
    let of_users = single.users.iter().chain(of_accounts).filter_map(|user| match &user.credential {
        CredentialSpec::Password { password, .. } => Some(password),
        CredentialSpec::NKey(_) => None,
    });
    let all = single.password.iter().chain(&single.token).chain(of_users);
    all.map(String::as_str).filter(|password| !password.is_empty())
}

/// Whether `password` is a bcrypt hash.
fn is_hash(password: &str) -> bool {
    let mut parts = password.split('$').skip(1);
    let (version, cost) = (parts.next(), parts.next());
    matches!(version, Some("2a" | "2b" | "2x" | "2y"))
        && cost.is_some_and(|cost| cost.len() == 2 && cost.bytes().all(|digit| digit.is_ascii_digit()))
        && parts.next().is_some()
}

#[cfg(test)]
mod tests {
    use options::{AuthorizationSpec, Limits};

    use super::*;

    #[test]
    fn passwords_in_plain_text() {
        let check = |password: Option<&str>, token: Option<&str>, expected: usize| {
            let options = Options {
                authorization: AuthorizationSpec {
                    password: password.map(str::to_owned),
                    token: token.map(str::to_owned),
                    ..AuthorizationSpec::default()
                },
                ..Options::default()
            };
            assert_eq!(of(&options).len(), expected, "{password:?} {token:?}");
        };
        check(None, None, 0);
        check(Some(""), None, 0);
        check(Some("secret"), None, 1);
        check(None, Some("token"), 1);
        check(Some("$2a$11$W2zko751KUvVy59mUTWmpOdWjpEm5qhcCZRd05GjI/sSOT.xtiHyG"), None, 0);
        check(Some("$2a$1x$rest"), None, 1);
        check(Some("$2a$11"), None, 1);
    }

    #[test]
    fn large_messages() {
        let with = |max_payload| Options {
            limits: Limits { max_payload, ..Limits::default() },
            ..Options::default()
        };
        assert_eq!(of(&with(WISE_PAYLOAD)).len(), 0);
        assert_eq!(of(&with(WISE_PAYLOAD + 1)).len(), 1);
    }
}
