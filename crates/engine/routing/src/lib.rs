//! Who is interested in a subject, answered from a shared snapshot.
