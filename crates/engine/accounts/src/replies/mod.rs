//! Answers that have to find their way back to another account.
//!
//! A request that crosses a service import gets a new reply subject, `_R_.` and two tokens of six characters, in the
//! exporting account. One [`ReplyTable`] per exporting account remembers where the answer belongs.
//!
//! Promises: every operation but [`ReplyTable::lose_interest`] with wildcards takes constant time, or time in proportion
//! to what it removes; nothing is allocated once the table has reached its working size; an answered request leaves
//! nothing behind; and memory is bounded: a connection remembers at most [`Bounds::per_connection`] requests and the
//! table [`Bounds::total`]. At a bound the oldest request of the same connection gives way, and only if it has none,
//! the request of the table that would be given up first.
//!
//! Deliberately absent: the delivery of anything, and locks. The server decides who may touch a table when.

mod link;
mod slot;
mod subject;
mod table;
#[cfg(test)]
mod tests;

pub use self::subject::ReplySubject;
pub use table::{Answer, Bounds, Issued, ReplyTable, Request};
