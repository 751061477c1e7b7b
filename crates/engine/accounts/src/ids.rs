//! Names for things that are looked up on every message: small numbers instead of strings.

/// An account of a [`Directory`](crate::Directory): dense from zero, so that it can index a table.
///
/// Only comparable within the directory that handed it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccountId(u32);

impl AccountId {
    /// `$G`, the account of everyone who belongs to no other.
    pub const GLOBAL: AccountId = AccountId(0);

    /// The account at this place of a table.
    #[must_use]
    pub fn from_index(index: usize) -> Self {
        AccountId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// The account's place in a table.
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One export of one account; what a request has already crossed is remembered by these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ExportId {
    /// The exporting account.
    pub account: AccountId,
    /// Place in the account's list of exports.
    pub index: u32,
}

/// A connection, as the server numbers them (`cid`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnectionId(pub u64);
