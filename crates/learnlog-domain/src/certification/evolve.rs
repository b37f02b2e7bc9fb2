//! What facts about certificates do to the state.

use crate::certification::event::CertificationEvent;
use crate::certification::state::HeldCycle;
use crate::state::LearnerState;

/// Folds one fact. A cycle never goes back.
pub fn evolve(learner: &mut LearnerState, event: &CertificationEvent) {
    let (CertificationEvent::Certified(satisfied) | CertificationEvent::Recertified(satisfied)) =
        event;
    let state = learner.certifications.entry(satisfied.certification_id);
    let cycle = HeldCycle::from(&satisfied.cycle);
    if state.held.is_none_or(|held| held.number < cycle.number) {
        state.held = Some(cycle);
    }
}
