//! Subjects: validated once, compared, overlapped and transformed.
