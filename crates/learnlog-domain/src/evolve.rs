//! What an event does to the state of its stream. Invariant: total and pure: every event folds into
//! every state, and one that does not concern it changes nothing.

use crate::event::Event;
use crate::state::{LearnerState, StreamState};
use crate::{assignment, certification, completion, enrollment, person};

/// The state after an event.
pub fn evolve(mut state: StreamState, event: &Event) -> StreamState {
    match &mut state {
        StreamState::Learner(learner) => on_learner(learner, event),
        StreamState::Definition(current) => {
            if let Event::Catalog(event) = event {
                *current = Some(event.into());
            }
        }
        StreamState::Offering | StreamState::Operation => {}
    }
    state
}

fn on_learner(learner: &mut LearnerState, event: &Event) {
    match event {
        Event::Person(event) => person::evolve::evolve(learner, event),
        Event::Assignment(event) => assignment::evolve::evolve(learner, event),
        Event::Enrollment(event) => enrollment::evolve::evolve(learner, event),
        Event::Completion(event) => completion::evolve::evolve(learner, event),
        Event::Certification(event) => certification::evolve::evolve(learner, event),
        Event::Activity(_) | Event::Catalog(_) => {}
    }
}
