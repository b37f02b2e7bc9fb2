//! What facts about certificates do to the state.

use crate::certification::event::{CertificationEvent, CycleSatisfied};
use crate::certification::state::HeldCycle;
use crate::state::LearnerState;

/// Folds one fact.
pub fn evolve(learner: &mut LearnerState, event: &CertificationEvent) {
    match event {
        CertificationEvent::Certified(satisfied) | CertificationEvent::Recertified(satisfied) => {
            satisfy(learner, satisfied);
        }
        // What was not renewed stays as it is.
        CertificationEvent::NotRenewed(_) => {}
    }
}

/// A cycle never goes back.
fn satisfy(learner: &mut LearnerState, satisfied: &CycleSatisfied) {
    let state = learner.certifications.entry(satisfied.certification_id);
    let cycle = HeldCycle::from(&satisfied.cycle);
    if state.held.is_none_or(|held| held.number < cycle.number) {
        state.held = Some(cycle);
    }
}
