//! T T T.
