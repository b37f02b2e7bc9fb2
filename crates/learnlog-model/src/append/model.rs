//! The append protocol as a graph of states. Invariant: every step is one that the design allows to
//! the writers, the log, the callers or the world; nothing happens that is not an action here.

use stateright::{Model, Property};

use super::config::Config;
use super::properties;
use super::sight::Sights;
use super::state::{Answer, State, Writer};
use super::words;
use super::writer::Step;

/// The model of one log.
#[derive(Debug)]
pub struct AppendModel {
    /// What is explored.
    pub config: Config,
    /// What was met.
    pub sights: Sights,
}

/// One step. Writers, commands and places in a pipeline are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A caller sends a command to a writer, who looks at it.
    Send { writer: usize, command: u8 },
    /// A writer looks again at a command.
    Look { writer: usize, command: u8 },
    /// A request lands.
    Land { writer: usize, place: usize },
    /// A report comes.
    Report { writer: usize, place: usize },
    /// The oldest entry's report says that it failed.
    Fail { writer: usize },
    /// The oldest entry's report has a made-up offset.
    Fabricate { writer: usize },
    /// A process dies and is started again.
    Crash { writer: usize },
    /// A writer reads the log up to an offset.
    Read { writer: usize, end: u8 },
    /// A request of a producer that is gone lands, and may land `again`.
    LandLate { place: usize, again: bool },
    /// Somebody else appends something.
    Stray,
    /// The followers have the next message.
    Commit,
    /// Another broker leads, whose log ends there.
    Failover { end: u8 },
    /// The index takes the next entry.
    Index,
    /// A writer drops from its tail what the index has.
    Prune { writer: usize },
    /// Who forwarded a command has waited long enough.
    Deadline { command: u8 },
    /// A snapshot of the index is taken.
    Snapshot { writer: usize, stream: u8 },
    /// A snapshot comes to the writer.
    Install { writer: usize },
    /// A caller sends a command to a writer, who has just dropped the stream's state.
    SendCold { writer: usize, command: u8 },
}

impl AppendModel {
    /// The model of that configuration.
    pub fn new(config: Config) -> Self {
        Self { config, sights: Sights::default() }
    }
}

impl Model for AppendModel {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State::new(&self.config)]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for (w, writer) in state.writers.iter().enumerate() {
            self.actions_of_callers(state, w, actions);
            self.actions_of_reports(state, w, actions);
            self.actions_of_reading(state, w, actions);
            self.actions_of_loads(state, w, actions);
            let idle = *writer == Writer::default();
            if state.left.crashes > 0 && !idle {
                actions.push(Action::Crash { writer: w });
            }
        }
        self.actions_of_the_world(state, actions);
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut step = Step { config: &self.config, sights: &self.sights, state: state.clone() };
        match action {
            Action::Send { writer, command } => {
                step.state.sent[usize::from(command)] += 1;
                step.dispatch(writer, command);
            }
            Action::Look { writer, command } => step.dispatch(writer, command),
            Action::Land { writer, place } => step.land(writer, place),
            Action::Report { writer, place } => step.report(writer, place),
            Action::Fail { writer } => step.fail(writer),
            Action::Fabricate { writer } => {
                step.state.left.unknowns -= 1;
                step.confirm(writer);
            }
            Action::Crash { writer } => step.crash(writer),
            Action::Read { writer, end } => step.read_back(writer, end),
            Action::LandLate { place, again } => step.land_late(place, again),
            Action::Deadline { command } => step.tell(command, Answer::Denied),
            Action::Stray => step.stray(),
            Action::Commit => step.commit(),
            Action::Failover { end } => step.failover(end),
            Action::Index => step.index(),
            Action::Prune { writer } => step.prune(writer),
            Action::Snapshot { writer, stream } => step.take_snapshot(writer, stream),
            Action::Install { writer } => step.install(writer),
            Action::SendCold { writer, command } => {
                step.state.sent[usize::from(command)] += 1;
                step.evict(writer, command);
                step.dispatch(writer, command);
            }
        }
        step.everybody_reads();
        Some(step.state.canonical(self))
    }

    fn format_action(&self, action: &Action) -> String {
        words::tell(&self.config, action)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        properties::of(&self.config)
    }
}
