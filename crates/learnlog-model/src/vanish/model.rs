//! The steps of a log that may lose its tail. Invariant: a writer learns only by reports and by
//! reading; that something is gone, nobody tells it.

use stateright::{Model, Property};

use super::properties;
use super::state::{State, Writer};

/// Which rule is broken, or not there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// A writer stops when a reader of its process diverges, compares a snapshot with its chain, and
    /// folds again all that it holds before it goes on.
    Faithful,
    /// Only the message at the checkpoint is read again.
    LastMessageOnly,
    /// The reader stops, the writer goes on.
    WriterGoesOn,
    /// A snapshot of the index is believed by its sequence.
    SnapshotBySequence,
    /// The message at the checkpoint is not read again.
    NoCheckpoint,
    /// The watermark need not lie past what was reported.
    NoWatermark,
    /// Readers do not look at what the writer has confirmed.
    NoWitness,
}

/// A model of loss.
#[derive(Debug)]
pub struct VanishModel {
    /// What holds.
    pub variant: Variant,
    /// Losses, crashes and unknowns at most.
    pub limits: (u8, u8, u8),
    /// Whether states that differ only in which writer is which are one.
    pub reduced: bool,
}

/// One step. Writers and commands are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A caller sends a command; the writer decides on what it remembers, or on the index.
    Send { writer: usize, command: u8, loads: bool },
    /// The entry lands.
    Land { writer: usize },
    /// Its report comes.
    Report { writer: usize },
    /// Its report says that it failed.
    Fail { writer: usize },
    /// The writer reads back.
    Settle { writer: usize },
    /// A process dies and is started again.
    Crash { writer: usize },
    /// A reader of the process compares the log with what its writer has confirmed.
    Witness { writer: usize },
    /// The index reads on.
    Index,
    /// The broker loses everything from that offset on.
    Lose { end: u8 },
}

impl VanishModel {
    /// A reader that reads everything finds another message where its writer has confirmed one.
    pub fn diverges(state: &State, writer: &Writer) -> bool {
        writer.chain.iter().any(|placed| {
            // What lies beyond the end is not met: a reader waits there.
            usize::from(placed.offset) < state.log.len() && !state.holds(placed)
        })
    }

    fn actions_of(&self, state: &State, w: usize, actions: &mut Vec<Action>) {
        let writer = &state.writers[w];
        if state.left.1 > 0 && *writer != Writer::default() {
            actions.push(Action::Crash { writer: w });
        }
        if writer.stopped {
            return;
        }
        let witness = self.variant != Variant::NoWitness && !writer.reader_stopped;
        if witness && Self::diverges(state, writer) {
            actions.push(Action::Witness { writer: w });
        }
        if writer.settling {
            actions.push(Action::Settle { writer: w });
            return;
        }
        match writer.pending {
            None => {
                let next = state.sent.iter().position(|sent| *sent == 0);
                let again = (state.sent[0] == 1).then_some(0);
                for command in next.into_iter().chain(again) {
                    let command = u8::try_from(command).unwrap_or_default();
                    for loads in [false, true] {
                        actions.push(Action::Send { writer: w, command, loads });
                    }
                }
            }
            Some((_, None)) => actions.push(Action::Land { writer: w }),
            Some((_, Some(_))) => actions.push(Action::Report { writer: w }),
        }
        if writer.pending.is_some() && state.left.2 > 0 {
            actions.push(Action::Fail { writer: w });
        }
    }
}

impl Model for VanishModel {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::new(self.limits)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        (0..state.writers.len()).for_each(|w| self.actions_of(state, w, actions));
        if !state.index_stopped && usize::from(state.index_next) != state.log.len() {
            actions.push(Action::Index);
        }
        if state.left.0 > 0 {
            let length = u8::try_from(state.log.len()).unwrap_or(u8::MAX);
            actions.extend((0..length).map(|end| Action::Lose { end }));
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = state.clone();
        match action {
            Action::Send { writer, command, loads } => {
                self.send(&mut next, writer, command, loads);
            }
            Action::Land { writer } => {
                let offset = u8::try_from(next.log.len()).unwrap_or(u8::MAX);
                let (entry, landed) = next.writers[writer].pending.as_mut()?;
                *landed = Some(offset);
                let entry = *entry;
                next.log.push(entry);
            }
            Action::Report { writer } => Self::report(&mut next, writer),
            Action::Fail { writer } => {
                next.left.2 -= 1;
                next.writers[writer].pending = None;
                next.writers[writer].settling = true;
            }
            Action::Settle { writer } => self.settle(&mut next, writer),
            Action::Crash { writer } => {
                next.left.1 -= 1;
                next.writers[writer] = Writer { settling: true, ..Writer::default() };
            }
            Action::Witness { writer } => self.witness(&mut next, writer),
            Action::Index => Self::index(&mut next),
            Action::Lose { end } => {
                next.left.0 -= 1;
                next.log.truncate(usize::from(end));
            }
        }
        if self.reduced {
            next.forget();
            next.writers.sort_unstable();
        }
        (next != *state).then_some(next)
    }

    fn format_action(&self, action: &Action) -> String {
        match *action {
            Action::Send { writer, command, loads } => {
                let on = if loads { "the entry index" } else { "what it remembers" };
                format!("a caller sends command {command} to writer {writer}, which looks at {on}")
            }
            Action::Land { writer } => format!("the entry of writer {writer} lands"),
            Action::Report { writer } => format!("its report comes to writer {writer}"),
            Action::Fail { writer } => format!("writer {writer} is told that its entry failed"),
            Action::Settle { writer } => format!("writer {writer} reads back"),
            Action::Crash { writer } => format!("writer {writer} dies and is started again"),
            Action::Witness { writer } => {
                format!("a reader beside writer {writer} meets another message than was confirmed")
            }
            Action::Index => "the entry index reads on".to_owned(),
            Action::Lose { end } => format!("the broker loses everything from offset {end} on"),
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}
