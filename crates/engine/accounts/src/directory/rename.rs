//! What a subject is called on the other side of an import.

use subject::{Subject, transform::Remap};

/// A way from one side to the other. The caller knows that the subject belongs to the import.
#[derive(Debug, Clone)]
pub(super) enum Rename {
    /// The same on both sides.
    Same,
    /// Always this, whatever it was called.
    Constant(Subject),
    /// Tokens are moved.
    Remap(Remap),
}

impl Rename {
    /// The new subject, written to `scratch` only if it has to be made.
    pub(super) fn apply<'a>(&'a self, subject: &'a [u8], scratch: &'a mut Vec<u8>) -> Option<&'a [u8]> {
        match self {
            Rename::Same => Some(subject),
            Rename::Constant(constant) => Some(constant.as_bytes()),
            Rename::Remap(remap) => {
                scratch.clear();
                remap.apply(subject, scratch).then_some(scratch.as_slice())
            }
        }
    }

    /// The filter of everything that subjects of `filter`, which must lie within the import, become.
    pub(super) fn image(&self, filter: &Subject) -> Option<Subject> {
        Subject::new(self.apply(filter.as_bytes(), &mut Vec::new())?).ok()
    }
}
