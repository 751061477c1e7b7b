//! Who is interested in a subject, answered from a shared snapshot.
//!
//! One [`Table`] per account keeps its subscriptions. [`Table::lookup`] answers a published subject with a [`Fanout`]: an
//! immutable list of receivers that may be remembered and used again for as long as [`Table::is_current`] says so.

mod fanout;
mod table;

use std::hash::Hash;

pub use fanout::{Fanout, QueueGroup};
pub use table::{Stats, Table};

/// What a table hands out for a subscription: a handle that is cheap to clone and stands for one subscription.
///
/// Two handles are equal when they stand for the same subscription, so a handle over an `Arc` compares and hashes the
/// pointer. Every such type is one; there is nothing to implement.
pub trait Interest: Clone + Eq + Hash {}

impl<T: Clone + Eq + Hash> Interest for T {}
