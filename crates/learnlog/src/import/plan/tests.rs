//! Plans of small sources, and of the Open University's.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod oulad;
