//! From requests to what the domain takes. Invariant: what passes is within every documented limit; what does not
//! is refused with the field, what is wrong and what would be right, and leaves no entry. Whether the rules say yes
//! is left to the domain.

pub mod at;
pub mod canonical;
pub mod command;
pub mod definition;
pub mod draft;
pub mod field;
pub mod learning;
pub mod occurred;
pub mod person;
pub mod position;

#[cfg(test)]
pub mod samples;
