//! How many connections the system lets the process have.

use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Raises the soft limit on open files to the hard one, and gives it.
///
/// The soft limit is low for programs of old that keep files in sets of 1,024 bits. The reference's runtime raises it
/// too, so a service file that was good enough for it must be good enough here.
pub(super) fn raise_limit() -> nix::Result<u64> {
    let (soft, hard) = getrlimit(Resource::RLIMIT_NOFILE)?;
    if soft < hard {
        setrlimit(Resource::RLIMIT_NOFILE, hard, hard)?;
    }
    Ok(hard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_once() {
        let limit = raise_limit().unwrap();
        assert_eq!(getrlimit(Resource::RLIMIT_NOFILE), Ok((limit, limit)));
        assert_eq!(raise_limit(), Ok(limit));
    }
}
