//! Simulated worlds: thousands keep every promise, each can be repeated, and a promise that is broken on purpose is found.

use std::num::NonZero;
use std::sync::atomic::{AtomicU64, Ordering};

use learnlog_simulation::plant::Plant;
use learnlog_simulation::run::run;

/// Worlds of one run of the tests.
const SEEDS: u64 = 2_000;

#[test]
fn every_world_keeps_every_promise() {
    let next = AtomicU64::new(1);
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let broken = || {
        std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)))
            .take_while(|&seed| seed <= SEEDS)
            .filter_map(|seed| {
                let violations = run(seed, None, false).unwrap().violations;
                (!violations.is_empty())
                    .then(|| format!("ops/simulate --seed {seed}: {violations:?}"))
            })
            .collect::<Vec<_>>()
    };
    let broken: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(broken)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    assert!(broken.is_empty(), "{} worlds: {broken:#?}", broken.len());
}

#[test]
fn a_world_is_the_same_each_time() {
    for seed in 1..=40 {
        let [first, second] = [(); 2].map(|()| run(seed, None, true).unwrap());
        let differs = first.trace.iter().zip(&second.trace).find(|(first, second)| first != second);
        assert_eq!(differs, None, "seed {seed}");
        assert_eq!(first.digest, second.digest, "seed {seed}");
    }
}

#[test]
fn the_weather_is_what_it_says() {
    let mut faults = std::collections::BTreeMap::<&str, u64>::new();
    let (mut strays, mut heard) = (0, 0);
    for seed in 1..=100 {
        let outcome = run(seed, None, false).unwrap();
        outcome.faults.iter().for_each(|(kind, count)| *faults.entry(kind).or_default() += count);
        strays += outcome.records - outcome.entries;
        heard += outcome.heard;
    }
    // Every kind of fault has come, lost races have left strays, and callers were answered all the same.
    assert_eq!(faults.len(), 23, "{faults:#?}");
    assert!(strays > 500 && heard > 3_000, "{strays} strays, {heard} answers");
}

#[test]
fn a_broken_promise_is_found() {
    for plant in Plant::ALL {
        let breaks = |seed: &u64| {
            let violations = run(*seed, Some(plant), false).unwrap().violations;
            violations.iter().any(|violation| violation.promise == plant.promise())
        };
        let found = (1..=10).filter(breaks).count();
        assert!(found >= 9, "{plant:?} was found in {found} of 10 worlds");
    }
}
