//! What is explored of merging.

use super::model::{MergeModel, Variant};
use super::properties::{ENDS, UNION};
use crate::check::{explore, possible, refute};
use crate::run::{Mutation, Run};

const MODEL: &str = "merge";

/// One learner into the other.
const ONE: &[(usize, usize)] = &[(0, 1)];
/// And somebody else the other way round.
const BOTH: &[(usize, usize)] = &[(0, 1), (1, 0)];

/// Every configuration.
pub fn runs() -> Vec<Run> {
    let run = |name: &'static str, deep: bool, merges: &'static [(usize, usize)], facts: u8| {
        let model = move || MergeModel { variant: Variant::Faithful, merges, facts };
        let explore = Box::new(move |threads: usize| {
            possible(explore(model(), threads), &model(), ENDS, MergeModel::ended)
        });
        Run { model: MODEL, name, deep, explore }
    };
    vec![
        run("one merge and its undoing, 2 facts each", false, ONE, 2),
        run("two learners merged into each other, 1 fact each", false, BOTH, 1),
        run("two learners merged into each other, 2 facts each", true, BOTH, 2),
    ]
}

/// Every mutation.
pub fn mutations() -> Vec<Mutation> {
    let mutation = |variant: Variant,
                    merges: &'static [(usize, usize)],
                    caught_by: &'static str| {
        let model = move || MergeModel { variant, merges, facts: 1 };
        let refute = Box::new(move || possible(refute(model), &model(), ENDS, MergeModel::ended));
        Mutation { model: MODEL, name: format!("{variant:?}"), caught_by, refute }
    };
    vec![
        mutation(Variant::AbsorbsWhatWasSeen, ONE, UNION),
        mutation(Variant::AbsorbsTwice, ONE, UNION),
        mutation(Variant::ReopensFirst, ONE, UNION),
        mutation(Variant::ClosedTakesMore, ONE, UNION),
        mutation(Variant::UnlistedIsNobodys, ONE, UNION),
        mutation(Variant::NoWayBack, BOTH, ENDS),
    ]
}
