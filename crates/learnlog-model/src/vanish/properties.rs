//! What must be said of a loss, and what cannot be. Invariant: every promise is about a process that
//! has what it needs to know in hand.

use stateright::{Model as _, Property};

use super::model::VanishModel;
use super::state::State;

/// Who told callers of an entry does not go on from a log that lacks it.
pub const LIVING: &str = "who acknowledged what is gone does not go on from reading";
/// Who starts on an index that holds more, or other, does not go on.
pub const RESTARTED: &str = "who starts from a checkpoint that is gone does not go on";
/// What a writer has confirmed and what it is told by the index are compared.
pub const SNAPSHOT: &str = "no answer comes from a snapshot that contradicts the writer";
/// After the alarm in a process, nothing is acknowledged there.
pub const AFTER_ALARM: &str = "nothing is acknowledged after the alarm of one's own reader";
/// What a living process can see is said by somebody.
pub const SAID: &str = "a difference that a living process can see is said in the end";

/// All of them.
pub fn all() -> Vec<Property<VanishModel>> {
    vec![
        Property::always(LIVING, |_, state: &State| !state.went_on),
        Property::always(RESTARTED, |_, state: &State| !state.began_wrong),
        Property::always(SNAPSHOT, |_, state: &State| !state.answered_from_elsewhere),
        Property::always(AFTER_ALARM, |_, state: &State| !state.acknowledged_after_alarm),
        Property::always(SAID, said),
        Property::sometimes("a loss is said by the writer that lives", |_, state: &State| {
            state.writers.iter().any(|writer| writer.stopped && is_gone(state, &writer.told))
        }),
        Property::sometimes("a loss is said by a writer that starts", |_, state: &State| {
            state.writers.iter().any(|writer| writer.stopped && writer.told.is_empty())
        }),
        Property::sometimes("a loss that nobody is left to remember", |_, state: &State| {
            let nobody = state.writers.iter().all(|writer| {
                !writer.stopped && writer.chain.iter().all(|placed| state.holds(placed))
            });
            nobody
                && !state.index_stopped
                && state.index.iter().all(|placed| state.holds(placed))
                && is_gone(state, &state.acknowledged)
        }),
        Property::sometimes(
            "a stray is confirmed: the log grew again to its offset",
            |_, state: &State| state.confirmed_stray,
        ),
    ]
}

fn is_gone(state: &State, ids: &[u8]) -> bool {
    let accepted = state.accepted();
    ids.iter().any(|id| !accepted.contains(id))
}

fn said(model: &VanishModel, state: &State) -> bool {
    let silent = state.writers.iter().any(|writer| {
        !writer.stopped && !writer.reader_stopped && VanishModel::diverges(state, writer)
    });
    if !silent {
        return true;
    }
    let mut actions = Vec::new();
    model.actions(state, &mut actions);
    !actions.is_empty()
}
