//! What may happen next. Invariant: whatever the design leaves open is open here: which writer, which
//! order, how late.

use super::model::{Action, AppendModel};
use super::state::{COMMAND_LIMIT, State, Writer};
use super::variant::Variant;

impl AppendModel {
    fn has_room(&self, writer: &Writer) -> bool {
        let parts = if self.config.variant == Variant::TwoEntries { 2 } else { 1 };
        !writer.settling && writer.pipeline.len() + parts <= self.config.pipeline
    }

    /// Of commands that are alike, the first is sent first: which is which does not matter.
    fn in_turn(&self, state: &State, command: usize) -> bool {
        let commands = self.config.commands;
        let Some(before) = command.checked_sub(1) else { return true };
        let alone = |one: usize| {
            commands.iter().filter(|other| other.has_id_of(&commands[one])).count() == 1
        };
        let alike = commands[before].stream == commands[command].stream
            && commands[before].digest == commands[command].digest;
        !(alike && alone(before) && alone(command)) || state.sent[before] > 0
    }

    pub(super) fn actions_of_callers(&self, state: &State, w: usize, actions: &mut Vec<Action>) {
        let writer = &state.writers[w];
        if !self.has_room(writer) {
            return;
        }
        for command in 0..self.config.commands.len().min(COMMAND_LIMIT) {
            let waits = writer.jobs & 1 << command != 0;
            let stream = self.config.commands[command].stream;
            let command_number = u8::try_from(command).unwrap_or_default();
            let sent = state.sent[command] < self.config.attempts;
            if sent && !waits && self.in_turn(state, command) {
                actions.push(Action::Send { writer: w, command: command_number });
            }
            let loaded = writer.cache.iter().any(|folded| folded.stream == stream);
            if sent && !waits && loaded && self.config.loads && self.in_turn(state, command) {
                actions.push(Action::SendCold { writer: w, command: command_number });
            }
            if waits && (loaded || !self.config.loads) {
                actions.push(Action::Look { writer: w, command: command_number });
            }
        }
    }

    pub(super) fn actions_of_reports(&self, state: &State, w: usize, actions: &mut Vec<Action>) {
        let (writer, variant) = (&state.writers[w], self.config.variant);
        let in_turn = if variant == Variant::LaterReportConfirms { usize::MAX } else { 1 };
        for (place, pending) in writer.pipeline.iter().enumerate() {
            let acknowledged =
                |offset: u8| offset < state.committed || variant == Variant::AcksLeader;
            match pending.landed {
                None if self.keeps_order(state, writer, place) => {
                    actions.push(Action::Land { writer: w, place });
                }
                None => {}
                Some(offset) if place < in_turn && acknowledged(offset) => {
                    actions.push(Action::Report { writer: w, place });
                }
                Some(_) => {}
            }
        }
        let Some(oldest) = writer.pipeline.first() else { return };
        if state.left.unknowns > 0 || oldest.passed_over {
            actions.push(Action::Fail { writer: w });
            let made_up = oldest.landed.is_some() && state.left.unknowns > 0;
            if made_up && variant == Variant::FabricatedOffset {
                actions.push(Action::Fabricate { writer: w });
            }
        }
    }

    /// One producer's records keep their order; that one is passed over counts as an unknown.
    fn keeps_order(&self, state: &State, writer: &Writer, place: usize) -> bool {
        let first = writer.pipeline.iter().position(|one| one.landed.is_none() && !one.passed_over);
        first == Some(place) || state.left.unknowns > 0 && first.is_some_and(|first| place > first)
    }

    pub(super) fn actions_of_reading(&self, state: &State, w: usize, actions: &mut Vec<Action>) {
        let writer = &state.writers[w];
        let variant = self.config.variant;
        let confirmed = state.accepted_below(writer.known, variant).len();
        let behind = self.config.loads
            && writer.pipeline.is_empty()
            && usize::from(state.index) > confirmed
            && writer.known < state.committed;
        if !writer.settling && !behind {
            return;
        }
        let first = match (self.config.lag, state.left.short_reads) {
            (false, _) => state.committed,
            (true, 0) => writer.known.max(writer.reported).min(state.committed),
            (true, _) => writer.known.min(state.committed),
        };
        for end in first..=state.committed {
            let read = state.accepted_below(end, variant).len();
            if writer.known > 0 || read >= usize::from(state.index) {
                actions.push(Action::Read { writer: w, end });
            }
        }
    }

    pub(super) fn actions_of_loads(&self, state: &State, w: usize, actions: &mut Vec<Action>) {
        let writer = &state.writers[w];
        if !self.config.loads || writer.settling {
            return;
        }
        let confirmed = state.accepted_below(writer.known, self.config.variant).len();
        if usize::from(writer.floor) < confirmed.min(usize::from(state.index)) {
            actions.push(Action::Prune { writer: w });
        }
        if writer.load.is_some() {
            actions.push(Action::Install { writer: w });
            return;
        }
        for stream in 0..2 {
            let cached = writer.cache.iter().any(|folded| folded.stream == stream);
            let asked =
                self.config.commands.iter().enumerate().any(|(command, asked)| {
                    asked.stream == stream && writer.jobs & 1 << command != 0
                });
            if asked && !cached {
                actions.push(Action::Snapshot { writer: w, stream });
            }
        }
    }

    pub(super) fn actions_of_the_world(&self, state: &State, actions: &mut Vec<Action>) {
        for (place, late) in state.late.iter().enumerate() {
            if place > 0 && state.late[place - 1] == *late {
                continue;
            }
            if !late.landed {
                actions.push(Action::LandLate { place, again: false });
            }
            if state.left.duplicates > 0 {
                actions.push(Action::LandLate { place, again: !late.landed });
            }
        }
        if state.left.strays > 0 {
            actions.push(Action::Stray);
        }
        let length = u8::try_from(state.log.len()).unwrap_or(u8::MAX);
        if state.committed < length {
            actions.push(Action::Commit);
        }
        if state.left.failovers > 0 {
            let unclean = self.config.variant == Variant::UncleanElection;
            let first = if unclean { 0 } else { state.committed };
            actions.extend((first..length).map(|end| Action::Failover { end }));
        }
        if self.config.variant == Variant::DeadlineIsNo {
            let asked = (0..).zip(state.sent.iter().zip(&state.answers));
            let waits = asked.filter(|(_, (sent, told))| **sent > 0 && told.is_none());
            actions.extend(waits.map(|(command, _)| Action::Deadline { command }));
        }
        let accepted = state.accepted(self.config.variant).len();
        if self.config.loads && usize::from(state.index) < accepted {
            actions.push(Action::Index);
        }
    }
}
