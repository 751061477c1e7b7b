//! `/raftz`: groups of servers that agree on something; there is none.

use crate::answer::Answer;

pub(super) fn answer() -> Answer {
    Answer::not_found("No Raft nodes registered")
}
