//! What writers and the entry index do. Invariant: they learn by reports and by reading alone.

use super::model::{VanishModel, Variant};
use super::state::{Entry, Placed, State};

impl VanishModel {
    pub(super) fn send(&self, state: &mut State, w: usize, command: u8, loads: bool) {
        state.sent[usize::from(command)] += 1;
        let known = state.writers[w].chain.clone();
        let mut history = known.clone();
        if loads {
            if state.index.len() > known.len() {
                // The index is ahead: the writer reads on first.
                state.writers[w].settling = true;
                return;
            }
            let same = state.index.last() == known[..state.index.len()].last();
            if !same && self.variant != Variant::SnapshotBySequence {
                state.writers[w].stopped = true;
                return;
            }
            history = state.index.clone();
            for placed in &known[state.index.len()..] {
                let last = history.last().map_or(0, |last| last.entry.id);
                if placed.entry.previous != last {
                    // A broken link is refused.
                    state.writers[w].stopped = true;
                    return;
                }
                history.push(*placed);
            }
            state.answered_from_elsewhere |=
                !same && history.iter().any(|placed| placed.entry.command == command);
        }
        match history.iter().find(|placed| placed.entry.command == command) {
            Some(placed) => Self::acknowledge(state, w, placed.entry.id),
            None => {
                let previous = known.last().map_or(0, |last| last.entry.id);
                let entry = Entry { id: state.fresh_id(), previous, command };
                state.writers[w].pending = Some((entry, None));
            }
        }
    }

    pub(super) fn acknowledge(state: &mut State, w: usize, id: u8) {
        for told in [&mut state.acknowledged, &mut state.writers[w].told] {
            if !told.contains(&id) {
                told.push(id);
            }
        }
        state.acknowledged_after_alarm |= state.writers[w].reader_stopped;
    }

    pub(super) fn report(state: &mut State, w: usize) {
        let writer = &mut state.writers[w];
        let Some((entry, Some(offset))) = writer.pending else { return };
        writer.pending = None;
        writer.reported = writer.reported.max(offset + 1);
        if offset != writer.expected {
            writer.settling = true;
            return;
        }
        writer.expected += 1;
        writer.chain.push(Placed { entry, offset });
        state.confirmed_stray |= !state.accepted().contains(&entry.id);
        Self::acknowledge(state, w, entry.id);
    }

    pub(super) fn settle(&self, state: &mut State, w: usize) {
        let high = u8::try_from(state.log.len()).unwrap_or(u8::MAX);
        let begins = state.writers[w].chain.is_empty() && !state.index.is_empty();
        if begins {
            state.writers[w].chain = state.index.clone();
        }
        let writer = &state.writers[w];
        let checkpoint = writer.chain.last().copied();
        let gone = high < writer.reported && self.variant != Variant::NoWatermark;
        let accepted = state.read(None, 0);
        let other = match self.variant {
            Variant::NoCheckpoint => false,
            Variant::LastMessageOnly => checkpoint.is_some_and(|placed| !state.holds(&placed)),
            _ => !accepted.starts_with(&writer.chain),
        };
        if gone || other {
            state.writers[w].stopped = true;
            return;
        }
        let from = checkpoint.map_or(0, |placed| placed.offset + 1);
        let read = state.read(checkpoint, from);
        let accepted = state.accepted();
        let lacks = |id: &u8| !accepted.contains(id);
        state.went_on |= state.writers[w].told.iter().any(lacks);
        state.began_wrong |= begins && state.index.iter().any(|one| lacks(&one.entry.id));
        let writer = &mut state.writers[w];
        writer.chain.extend(read);
        (writer.expected, writer.settling) = (high.max(from.min(high)), false);
    }

    pub(super) fn witness(&self, state: &mut State, w: usize) {
        state.writers[w].reader_stopped = true;
        if self.variant != Variant::WriterGoesOn {
            state.writers[w].stopped = true;
        }
    }

    pub(super) fn index(state: &mut State) {
        if usize::from(state.index_next) > state.log.len() {
            state.index_stopped = true;
            return;
        }
        let read = state.read(state.index.last().copied(), state.index_next);
        state.index.extend(read);
        state.index_next = u8::try_from(state.log.len()).unwrap_or(u8::MAX);
    }
}
