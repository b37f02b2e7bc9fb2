//! Hands out commands to many callers. Invariant: a learner's commands stay in one hand and in
//! order, and none is handed out twice; a learner comes back for the second term only after many
//! others, so that nothing kept of the first can be counted on.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use learnlog_proto::api::SubmitRequest;

use super::learner::{Learner, STEPS};

/// Learners who have rested before the first of them comes back.
const RESTING_LEARNERS: u32 = 10_000;

/// Some learners' commands of one term, a step of each in turn.
#[derive(Debug)]
pub struct Bundle {
    seed: u64,
    first_learner: u32,
    learners: u32,
    term: u32,
    next: u32,
}

/// A command with whom it is about.
#[derive(Debug)]
pub struct Item {
    /// The learner.
    pub learner: Learner,
    /// The command.
    pub request: SubmitRequest,
}

impl Iterator for Bundle {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        let number = self.first_learner + self.next % self.learners;
        let learner = Learner { seed: self.seed, number };
        let request = learner.request(self.term, self.next / self.learners)?;
        self.next += 1;
        Some(Item { learner, request })
    }
}

impl Bundle {
    fn is_finished(&self) -> bool {
        self.next >= self.learners * STEPS
    }
}

/// Where callers get their commands.
#[derive(Debug)]
pub struct Source(Mutex<State>);

#[derive(Debug)]
struct State {
    seed: u64,
    next_learner: u32,
    unfinished: Vec<Bundle>,
    resting: VecDeque<Bundle>,
    resting_learners: u32,
    /// First learner and number of learners who are through their first term.
    known: Vec<(u32, u32)>,
}

impl Source {
    /// From the beginning.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(State {
            seed,
            next_learner: 0,
            unfinished: Vec::new(),
            resting: VecDeque::new(),
            resting_learners: 0,
            known: Vec::new(),
        }))
    }

    /// Commands for one caller: a bundle that was put back, else one of `learners` learners, at least 1.
    pub fn take(&self, learners: u32) -> Bundle {
        let mut state = self.lock();
        if let Some(bundle) = state.unfinished.pop() {
            return bundle;
        }
        if state.resting_learners > RESTING_LEARNERS
            && let Some(bundle) = state.resting.pop_front()
        {
            state.resting_learners -= bundle.learners;
            return bundle;
        }
        let first_learner = state.next_learner;
        state.next_learner += learners;
        Bundle { seed: state.seed, first_learner, learners, term: 0, next: 0 }
    }

    /// The next command of `bundle`, which is exchanged for another one when it is finished.
    pub fn next_of(&self, bundle: &mut Bundle) -> Option<Item> {
        if bundle.is_finished() {
            let finished = std::mem::replace(bundle, self.take(bundle.learners));
            self.put_back(finished);
        }
        bundle.next()
    }

    /// Takes a bundle back, finished or not. What came out of an unfinished one must have been answered.
    pub fn put_back(&self, bundle: Bundle) {
        let mut state = self.lock();
        if !bundle.is_finished() {
            state.unfinished.push(bundle);
        } else if bundle.term == 0 {
            state.known.push((bundle.first_learner, bundle.learners));
            state.resting_learners += bundle.learners;
            state.resting.push_back(Bundle { term: 1, next: 0, ..bundle });
        }
    }

    /// Learners who are through their first term.
    pub fn known(&self) -> Vec<Learner> {
        let state = self.lock();
        let numbers = state.known.iter().flat_map(|(first, count)| *first..first + count);
        numbers.map(|number| Learner { seed: state.seed, number }).collect()
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
