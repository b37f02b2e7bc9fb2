//! What could be reached with the same tools and nothing else: the ceilings that figures are
//! measured against. Invariant: a ceiling does the least that the work could be made of, by the
//! same libraries, and knows nothing of learnlog's rules.

pub mod consume;
pub mod project;
pub mod raw;
pub mod serve;
pub mod topic;
