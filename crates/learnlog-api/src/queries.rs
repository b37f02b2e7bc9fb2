//! QueryService: answers from the read models, opened for the caller. Invariant: every answer names the position at which it was computed.

pub mod page_token;
