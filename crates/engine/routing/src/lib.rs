//! Who is interested in a subject, answered from a shared snapshot.
//!
//! One [`Table`] per account keeps its subscriptions. [`Table::lookup`] answers a published subject with a [`Fanout`]: an
//! immutable list of receivers that may be remembered and used again for as long as [`Table::is_current`] says so, which
//! costs two atomic loads and no lock.
//!
//! What keeps publishing fast while others subscribe:
//! - filters without wildcards (inboxes!) live in a map of their own; a change to one makes only the fan-out of that very
//!   subject stale;
//! - filters with wildcards live in a tree of tokens; a change to one makes all fan-outs of the account stale;
//! - fan-outs are shared by all connections of the account through a bounded cache.
//!
//! Deliberately absent: permissions, echo, the choice of a queue's member, remote interest and delivery itself. The table
//! doesn't know what a receiver is, see [`Interest`].

mod cache;
mod fanout;
mod index;
mod literals;
mod members;
mod nodes;
mod parts;
mod subscribers;
mod table;
mod tree;

use std::hash::Hash;

pub use fanout::{Fanout, QueueGroup};
pub use table::{Stats, Table};

/// What a table hands out for a subscription: a handle that is cheap to clone and stands for one subscription.
///
/// Two handles are equal when they stand for the same subscription, so a handle over an `Arc` compares and hashes the
/// pointer. Every such type is one; there is nothing to implement.
pub trait Interest: Clone + Eq + Hash {}

impl<T: Clone + Eq + Hash> Interest for T {}

/// Hashes with a seed of its own for each table: subjects are chosen by strangers.
type Hasher = foldhash::fast::RandomState;
