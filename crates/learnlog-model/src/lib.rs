//! The protocols of the ledger as models that are explored state by state. Invariant: a run that
//! says "holds" has seen every reachable state of its configuration; a model must not know the
//! product's code, so that both can be wrong only apart.

mod append;
mod catalog;
pub mod check;
mod merge;
mod possible;
pub mod run;
mod seats;
mod vanish;

use run::{Mutation, Run};

/// Every configuration of every model.
pub fn runs() -> Vec<Run> {
    [
        append::runs::runs(),
        catalog::runs::runs(),
        merge::runs::runs(),
        seats::runs::runs(),
        vanish::runs::runs(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Every mutation of every model.
pub fn mutations() -> Vec<Mutation> {
    [
        append::runs::mutations(),
        catalog::runs::mutations(),
        merge::runs::mutations(),
        seats::runs::mutations(),
        vanish::runs::mutations(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
