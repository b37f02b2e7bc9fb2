//! Committed messages that vanish: an unreplicated broker loses its tail. Invariant: what a process
//! can know is said and never silently continued; what nobody is left to remember is shown, too.

mod model;
mod properties;
pub mod runs;
mod state;
mod writer;
