//! The steps of merges between two learners. Whoever comes after a crash reads the same entries, so
//! a coordinator has no memory: it may stop after any step, and another may go on.

use stateright::{Model, Property};

use super::properties;
use super::state::{Command, Item, State, absorbed, closed_by, decided};

/// Which rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// The protocol, and a way back for a source whose target refuses.
    Faithful,
    /// What is absorbed is what the source held when somebody looked, not what its closing ends.
    AbsorbsWhatWasSeen,
    /// The target does not recognize a repeated `absorb`.
    AbsorbsTwice,
    /// The source is reopened before the target has let go.
    ReopensFirst,
    /// A closed stream takes commands.
    ClosedTakesMore,
    /// What came to the target after somebody looked belongs to nobody after an unmerge.
    UnlistedIsNobodys,
    /// A source whose target refuses stays closed.
    NoWayBack,
}

/// The model.
#[derive(Debug)]
pub struct MergeModel {
    /// What holds.
    pub variant: Variant,
    /// From which stream to which, per merge.
    pub merges: &'static [(usize, usize)],
    /// Facts per stream at most.
    pub facts: u8,
}

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A learner does something.
    Fact { stream: usize },
    /// A coordinator sends a command of a merge.
    Send { merge: u8, command: Command, place: u8 },
    /// It arrives.
    Arrive { merge: u8, command: Command, place: u8 },
}

impl MergeModel {
    fn length(items: &[Item]) -> u8 {
        u8::try_from(items.len()).unwrap_or(u8::MAX)
    }

    /// What a coordinator may send now, because of what the streams hold.
    fn may_send(&self, state: &State, merge: u8, actions: &mut Vec<Action>) {
        let (from, to) = self.merges[usize::from(merge)];
        let (source, target) = (&state.streams[from], &state.streams[to]);
        let mut send = |command: Command, place: u8| {
            actions.push(Action::Send { merge, command, place });
        };
        send(Command::Close, 0);
        let closed = source.iter().position(|item| *item == Item::Closed(merge));
        if self.variant == Variant::AbsorbsWhatWasSeen {
            send(Command::Absorb, Self::length(source));
        } else if let Some(place) = closed {
            send(Command::Absorb, u8::try_from(place + 1).unwrap_or(u8::MAX));
        }
        let is_absorbed = decided(target, merge, Command::Absorb);
        let refused = target.contains(&Item::Refused(merge, Command::Absorb));
        if is_absorbed && !refused {
            send(Command::Unmerge, Self::length(target));
        }
        let unmerged =
            target.iter().any(|item| matches!(item, Item::Unmerged(m, _) if *m == merge));
        let early = self.variant == Variant::ReopensFirst && is_absorbed;
        let back = refused && self.variant != Variant::NoWayBack;
        if unmerged || early || back {
            send(Command::Reopen, 0);
        }
    }

    fn arrive(&self, state: &mut State, merge: u8, command: Command, place: u8) {
        let (from, to) = self.merges[usize::from(merge)];
        let at = match command {
            Command::Close | Command::Reopen => from,
            Command::Absorb | Command::Unmerge => to,
        };
        let items = &mut state.streams[at];
        let twice = self.variant == Variant::AbsorbsTwice && command == Command::Absorb;
        let again = items.iter().filter(|item| matches!(item, Item::Absorbed(..))).count() < 2;
        if decided(items, merge, command) && !(twice && again) {
            return;
        }
        let closed = closed_by(items);
        items.push(match command {
            Command::Reopen if closed == Some(merge) => Item::Reopened(merge),
            Command::Close if closed.is_none() => Item::Closed(merge),
            Command::Absorb if closed.is_none() => Item::Absorbed(merge, place),
            Command::Unmerge if closed.is_none() => Item::Unmerged(merge, place),
            refused => Item::Refused(merge, refused),
        });
    }

    /// Whether every merge has come to an end.
    pub fn ended(&self, state: &State) -> bool {
        self.merges.iter().zip(0..).all(|((from, to), merge)| {
            closed_by(&state.streams[*from]) != Some(merge)
                || !absorbed(&state.streams[*to], merge).is_empty()
        })
    }
}

impl Model for MergeModel {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        let streams = [Vec::new(), Vec::new()];
        vec![State { streams, sent: Vec::new(), facts: [self.facts; 2] }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for stream in 0..2 {
            let open = closed_by(&state.streams[stream]).is_none();
            let takes = open || self.variant == Variant::ClosedTakesMore;
            if state.facts[stream] > 0 && takes {
                actions.push(Action::Fact { stream });
            }
        }
        for merge in 0..u8::try_from(self.merges.len()).unwrap_or_default() {
            self.may_send(state, merge, actions);
        }
        for (merge, command, place) in state.sent.iter().copied() {
            actions.push(Action::Arrive { merge, command, place });
        }
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = state.clone();
        match action {
            Action::Fact { stream } => {
                next.facts[stream] -= 1;
                next.streams[stream].push(Item::Fact);
            }
            Action::Send { merge, command, place } => {
                // One coordinator after another may send it, each with what it saw.
                let alike = |sent: &&(u8, Command, u8)| (sent.0, sent.1) == (merge, command);
                if next.sent.iter().filter(alike).count() < 2
                    && !next.sent.contains(&(merge, command, place))
                {
                    next.sent.push((merge, command, place));
                    next.sent.sort_unstable();
                }
            }
            Action::Arrive { merge, command, place } => {
                self.arrive(&mut next, merge, command, place);
            }
        }
        (next != *state).then_some(next)
    }

    fn format_action(&self, action: &Action) -> String {
        match *action {
            Action::Fact { stream } => format!("something is recorded in stream {stream}"),
            Action::Send { merge, command, place } => {
                format!("a coordinator of merge {merge} sends {command:?}, having read {place}")
            }
            Action::Arrive { merge, command, place } => {
                format!("{command:?} of merge {merge} (read {place}) arrives")
            }
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::all()
    }
}
