//! NKeys: identities as Ed25519 keys in their decorated text form.
