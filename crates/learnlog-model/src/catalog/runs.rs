//! What is explored of the catalog's freshness.

use super::model::{CatalogModel, MAY_REST, NEVER_BACK, Variant};
use super::state::decided;
use crate::check::{explore, possible, refute};
use crate::run::{Mutation, Run};

const MODEL: &str = "catalog";

/// Every waiting writer can go on.
const GOES_ON: &str = "a writer that waits for the catalog can go on";

/// Every configuration.
pub fn runs() -> Vec<Run> {
    let run = |name: &'static str, deep: bool, definitions: u8, limits: (u8, u8)| {
        let model = move || CatalogModel { variant: Variant::Faithful, definitions, limits };
        let explore = Box::new(move |threads: usize| {
            possible(explore(model(), threads), &model(), GOES_ON, |_, state| decided(state))
        });
        Run { model: MODEL, name, deep, explore }
    };
    vec![
        run("2 definitions, 2 commands, 1 crash", false, 2, (2, 1)),
        run("2 definitions, 3 commands, 1 crash", true, 2, (3, 1)),
    ]
}

/// Every mutation.
pub fn mutations() -> Vec<Mutation> {
    let mutation = |variant: Variant, caught_by: &'static str| {
        let model = move || CatalogModel { variant, definitions: 2, limits: (2, 0) };
        let refute = Box::new(move || refute(model));
        Mutation { model: MODEL, name: format!("{variant:?}"), caught_by, refute }
    };
    vec![
        mutation(Variant::ForgetsTheLog, NEVER_BACK),
        mutation(Variant::ForgetsAnswers, MAY_REST),
        mutation(Variant::ForwardsBare, MAY_REST),
        mutation(Variant::RelaysUnnoted, MAY_REST),
    ]
}
