//! QueryService: answers from the read models, opened for the caller. Invariant: every answer names the position at
//! which it was computed, and what cannot be opened (its key was destroyed) is left empty.

pub mod dashboard;
pub mod named;
mod opening;
pub mod overdue;
pub mod page_token;
pub mod service;
pub mod transcript;
pub mod wait;
