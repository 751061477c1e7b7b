//! The exports that a message has crossed.

use smallvec::SmallVec;

use crate::{ExportId, ServiceImport};

/// The exports that one request, or its answer, has crossed on its way. The server keeps one per message it handles.
///
/// No message crosses an export twice: an answer that arrives in the requesting account must not be taken for a new
/// request because an import of that account, such as `>`, holds the reply.
#[derive(Debug, Clone, Default)]
pub struct Trail {
    crossed: SmallVec<[(ExportId, bool); 4]>,
}

impl Trail {
    /// Nothing crossed yet.
    #[must_use]
    pub fn new() -> Self {
        Trail::default()
    }

    /// Whether this export was crossed.
    #[must_use]
    pub fn has_crossed(&self, export: ExportId) -> bool {
        self.crossed.iter().any(|(crossed, _)| *crossed == export)
    }

    /// Whether the import that was crossed last shares who asks; `None` before the first.
    #[must_use]
    pub fn shared_before(&self) -> Option<bool> {
        self.crossed.last().map(|(_, share)| *share)
    }

    /// A request crosses this import.
    pub fn cross(&mut self, import: &ServiceImport) {
        self.crossed.push((import.export(), import.share()));
    }

    /// An answer crosses the export that its request crossed.
    pub fn cross_back(&mut self, export: ExportId) {
        self.crossed.push((export, false));
    }

    /// The message is back before the last export, where it may go on to other receivers.
    pub fn step_back(&mut self) {
        self.crossed.pop();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Directory, fixture};

    #[test]
    fn nothing_is_crossed_twice() {
        let text = "A user a\nB user b\nB exports service q\nB exports service r\nA imports service q from B share\n\
                    A imports service r from B";
        let directory = Directory::build(&fixture::options(text)).unwrap();
        let account = directory.account(directory.find("A").unwrap()).unwrap();
        let [q, r] = account.service_imports() else { panic!() };
        let mut trail = Trail::new();
        assert_eq!((trail.has_crossed(q.export()), trail.shared_before()), (false, None));
        trail.cross(q);
        assert_eq!((trail.has_crossed(q.export()), trail.shared_before()), (true, Some(true)));
        trail.cross_back(r.export());
        assert_eq!((trail.has_crossed(r.export()), trail.shared_before()), (true, Some(false)));
        trail.step_back();
        trail.step_back();
        assert!(!trail.has_crossed(q.export()) && !trail.has_crossed(r.export()));
    }
}
