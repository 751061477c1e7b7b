//! `authorization` of a listener that overrides the clients' one: a single user or token.

use crate::schema::{Key, Shape, known};

pub(super) const KEYS: &[Key<()>] = &[
    known(&["user", "username"], Shape::Text),
    known(&["pass", "password"], Shape::Text),
    known(&["token"], Shape::Text),
    // The reference takes anything that is no number for one second.
    known(&["timeout"], Shape::Any),
];
