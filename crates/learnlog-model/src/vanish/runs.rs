//! What is explored of loss.

use super::model::{VanishModel, Variant};
use super::properties as promise;
use crate::check::{explore, refute};
use crate::run::{Mutation, Run};

const MODEL: &str = "vanish";

/// Every configuration.
pub fn runs() -> Vec<Run> {
    let run = |name: &'static str, deep: bool, variant: Variant, limits: (u8, u8, u8)| {
        let explore = Box::new(move |threads: usize| {
            explore(VanishModel { variant, limits, reduced: true }, threads)
        });
        Run { model: MODEL, name, deep, explore }
    };
    vec![
        run("1 loss, 1 crash", false, Variant::Faithful, (1, 1, 0)),
        run("1 loss, 1 unknown", false, Variant::Faithful, (1, 0, 1)),
        run(
            "1 loss, 1 unknown, the watermark not looked at",
            true,
            Variant::NoWatermark,
            (1, 0, 1),
        ),
        run("2 losses, 1 unknown", true, Variant::Faithful, (2, 0, 1)),
    ]
}

/// Every mutation.
pub fn mutations() -> Vec<Mutation> {
    let mutation = |variant: Variant, crashes: u8, caught_by: &'static str| {
        let refute = Box::new(move || {
            refute(|| VanishModel { variant, limits: (1, crashes, 1), reduced: false })
        });
        Mutation { model: MODEL, name: format!("{variant:?}"), caught_by, refute }
    };
    vec![
        mutation(Variant::WriterGoesOn, 0, promise::AFTER_ALARM),
        mutation(Variant::SnapshotBySequence, 0, promise::SNAPSHOT),
        mutation(Variant::NoCheckpoint, 1, promise::RESTARTED),
        mutation(Variant::LastMessageOnly, 0, promise::RESTARTED),
        mutation(Variant::NoWitness, 0, promise::SAID),
    ]
}
