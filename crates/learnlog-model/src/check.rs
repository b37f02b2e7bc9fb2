//! Exploring a model breadth first. Invariant: an outcome says whether it saw everything; a bound
//! that was met is never silence.

use std::fmt::Debug;
use std::hash::Hash;
use std::time::{Duration, Instant};

use crate::possible::dead_ends;

use stateright::{Checker as _, Expectation, HasDiscoveries, Model};

/// States that one run generates at most, repeated ones included.
pub const STATES_LIMIT: usize = 400_000_000;

/// What a run found.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// Different states.
    pub states: usize,
    /// Longest shortest path to a state, in steps.
    pub depth: usize,
    /// How many promises were checked.
    pub promises: usize,
    /// Promises that are broken, each with the steps of a shortest way there, in words.
    pub broken: Vec<Broken>,
    /// What should have been met and was not.
    pub unseen: Vec<&'static str>,
    /// Whether every reachable state was seen.
    pub complete: bool,
    /// How long it took.
    pub took: Duration,
}

/// A promise that is broken.
#[derive(Debug, Clone)]
pub struct Broken {
    /// Its name.
    pub promise: &'static str,
    /// A shortest way there.
    pub steps: Vec<String>,
}

impl Outcome {
    /// Whether everything was seen, nothing broken, and nothing missed.
    pub fn holds(&self) -> bool {
        self.complete && self.broken.is_empty() && self.unseen.is_empty()
    }

    /// Whether that promise is broken.
    pub fn breaks(&self, promise: &str) -> bool {
        self.broken.iter().any(|broken| broken.promise == promise)
    }
}

/// Explores every reachable state.
pub fn explore<M>(model: M, threads: usize) -> Outcome
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Send + Sync + Clone + PartialEq,
    M::Action: Clone + PartialEq + Debug,
{
    run(model, threads, HasDiscoveries::All, None)
}

/// Explores ever deeper until a promise is broken, so that the way there is a shortest one.
pub fn refute<M>(model: impl Fn() -> M) -> Outcome
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Send + Sync + Clone + PartialEq,
    M::Action: Clone + PartialEq + Debug,
{
    let mut depth = 1;
    loop {
        let outcome = run(model(), 1, HasDiscoveries::AnyFailures, Some(depth));
        if !outcome.broken.is_empty() || outcome.depth < depth {
            return outcome;
        }
        depth += 1;
    }
}

/// Adds to an outcome that a goal is possible from everywhere, or the promise that it is not.
pub fn possible<M>(
    mut outcome: Outcome,
    model: &M,
    promise: &'static str,
    goal: fn(&M, &M::State) -> bool,
) -> Outcome
where
    M: Model,
    M::State: Clone + Eq + Hash + Debug,
{
    outcome.promises += 1;
    if outcome.broken.is_empty()
        && let Some(state) = dead_ends(model, goal).first()
    {
        let steps = vec![format!("from here no way leads to it: {state:?}")];
        outcome.broken.push(Broken { promise, steps });
    }
    outcome
}

fn run<M>(model: M, threads: usize, until: HasDiscoveries, steps: Option<usize>) -> Outcome
where
    M: Model + Send + Sync + 'static,
    M::State: Hash + Send + Sync + Clone + PartialEq,
    M::Action: Clone + PartialEq + Debug,
{
    let begun = Instant::now();
    let properties = model.properties();
    let is_promise =
        |name: &str| properties.iter().any(|one| one.name == name && fails(&one.expectation));
    let builder = model.checker().threads(threads).finish_when(until);
    let builder = builder.target_state_count(STATES_LIMIT);
    let checker = match steps {
        // It counts states on the way, and does not look at those at the limit itself.
        Some(steps) => builder.target_max_depth(steps + 2).spawn_bfs().join(),
        None => builder.spawn_bfs().join(),
    };
    let discoveries = checker.discoveries();
    let mut broken: Vec<Broken> = discoveries
        .iter()
        .filter(|(name, _)| is_promise(name))
        .map(|(promise, path)| {
            let actions = path.clone().into_actions();
            let steps = actions.iter().map(|action| checker.model().format_action(action));
            Broken { promise, steps: steps.collect() }
        })
        .collect();
    broken.sort_by_key(|broken| (broken.steps.len(), broken.promise));
    let unseen = properties.iter().filter(|one| !fails(&one.expectation));
    let unseen = unseen.map(|one| one.name).filter(|name| !discoveries.contains_key(name));
    Outcome {
        states: checker.unique_state_count(),
        depth: checker.max_depth().saturating_sub(1),
        promises: properties.iter().filter(|one| fails(&one.expectation)).count(),
        unseen: unseen.collect(),
        complete: checker.state_count() < STATES_LIMIT && broken.is_empty(),
        broken,
        took: begun.elapsed(),
    }
}

fn fails(expectation: &Expectation) -> bool {
    expectation.discovery_is_failure()
}
