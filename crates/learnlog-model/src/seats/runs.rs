//! What is explored of seats.

use super::model::{ENDS, KEPT, LIMIT, SeatsModel, Variant};
use super::state::ended;
use crate::check::{Outcome, explore, possible, refute};
use crate::run::{Mutation, Run};

const MODEL: &str = "seats";

fn seats(variant: Variant, limit: u8, requests: usize) -> SeatsModel {
    SeatsModel { variant, limit, requests }
}

/// Every configuration.
pub fn runs() -> Vec<Run> {
    let run = |name: &'static str, deep: bool, limit: u8, requests: usize| {
        let model = move || seats(Variant::Faithful, limit, requests);
        let explore = Box::new(move |threads: usize| {
            possible(explore(model(), threads), &model(), ENDS, |_, state| ended(state))
        });
        Run { model: MODEL, name, deep, explore }
    };
    vec![
        run("2 requests for 1 seat", false, 1, 2),
        run("3 requests for 1 seat", true, 1, 3),
        run("3 requests for 2 seats", true, 2, 3),
    ]
}

/// Every mutation.
pub fn mutations() -> Vec<Mutation> {
    let mutation = |variant: Variant, caught_by: &'static str| {
        let model = move || seats(variant, 1, 2);
        let refute = Box::new(move || -> Outcome {
            possible(refute(model), &model(), ENDS, |_, state| ended(state))
        });
        Mutation { model: MODEL, name: format!("{variant:?}"), caught_by, refute }
    };
    vec![
        mutation(Variant::FreesUnsettled, KEPT),
        mutation(Variant::FreesEnrolled, KEPT),
        mutation(Variant::FreesOnlyAbandoned, ENDS),
        mutation(Variant::NobodyTakesOver, ENDS),
        mutation(Variant::EnrollsFirst, LIMIT),
    ]
}
