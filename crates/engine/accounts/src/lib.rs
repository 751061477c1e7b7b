//! Accounts: who someone is, what they may do, and what crosses between accounts.
