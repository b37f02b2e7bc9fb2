//! The measurements: one module per letter of the list in docs/performance.md. Invariant: where
//! there is a ceiling, its rounds alternate with learnlog's, each begins when the one before has
//! left nothing to do, and both get the same work.

pub mod overload;
pub mod processes;
pub mod projection;
pub mod queries;
pub mod replay;
pub mod start;
pub mod stream;
pub mod submit;
pub mod visible;
