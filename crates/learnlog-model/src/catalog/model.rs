//! Two processes, the catalog, one log. An append is one step, as the append model has shown; that a
//! request lands late and that a race is lost stays, because a catalog sequence ages meanwhile.

use stateright::{Model, Property};

use super::state::{Command, Entry, Process, State};

/// Which rule is broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    /// A writer waits for the catalog that its log, its process and the forwarder have seen.
    Faithful,
    /// It does not wait for the one that its log was last decided under.
    ForgetsTheLog,
    /// It does not wait for the one that its process has answered with.
    ForgetsAnswers,
    /// A forwarded command does not say which catalog its process has answered with.
    ForwardsBare,
    /// A process that relays an answer about a definition does not note it.
    RelaysUnnoted,
}

/// Catalog sequences within a log never go back.
pub const NEVER_BACK: &str = "a catalog sequence never goes back within a log";
/// A command that a process takes is decided under what it answered before.
pub const MAY_REST: &str = "who heard of a definition from a process may rest on it there";

/// One step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Action {
    /// A caller of a process has something defined, there or by the other process.
    Define { at: usize, forwarded: bool },
    /// A process learns of the next definition.
    Follow { at: usize },
    /// A caller sends a command to a process, which takes it or forwards it.
    Send { at: usize, forwarded: bool },
    /// A forwarded command arrives.
    Arrive { place: usize },
    /// A writer decides.
    Decide { at: usize },
    /// Its request lands, and its report comes.
    Land { at: usize },
    /// A request of a writer that is gone lands.
    LandLate { place: usize },
    /// A process dies and is started again.
    Crash { at: usize },
}

/// The model.
#[derive(Debug)]
pub struct CatalogModel {
    /// What holds.
    pub variant: Variant,
    /// Definitions at most.
    pub definitions: u8,
    /// Commands and crashes at most.
    pub limits: (u8, u8),
}

impl CatalogModel {
    fn is_fresh(&self, process: &Process, command: Command) -> bool {
        let log = if self.variant == Variant::ForgetsTheLog { 0 } else { process.head.1 };
        let answered = if self.variant == Variant::ForgetsAnswers { 0 } else { process.answered };
        process.view >= log.max(answered).max(command.at_least)
    }

    fn define(&self, state: &mut State, at: usize, forwarded: bool) {
        state.catalog += 1;
        let newest = state.catalog;
        let by = if forwarded { 1 - at } else { at };
        state.processes[by].answered = newest;
        let process = &mut state.processes[at];
        (process.told, process.told_ever) = (newest, newest);
        if self.variant != Variant::RelaysUnnoted {
            process.answered = newest;
        }
    }

    fn send(&self, state: &mut State, at: usize, forwarded: bool) {
        state.left.0 -= 1;
        let process = &state.processes[at];
        let says = forwarded && self.variant != Variant::ForwardsBare;
        let at_least = if says { process.answered } else { 0 };
        let command = Command { heard: process.told, at_least };
        if forwarded {
            state.forwarded.push((1 - at, command));
            state.forwarded.sort_unstable();
        } else {
            state.forgotten |= process.told_ever > process.told && process.view < process.told_ever;
            state.processes[at].job = Some(command);
        }
    }

    fn land(state: &mut State, at: usize) {
        let Some(entry) = state.processes[at].pending.take() else { return };
        if Self::append(state, entry) {
            state.processes[at].job = None;
        }
        // Confirmed, or read back.
        let last = state.log.last().map_or(0, |last| last.catalog);
        state.processes[at].head = (u8::try_from(state.log.len()).unwrap_or(u8::MAX), last);
    }

    fn append(state: &mut State, entry: Entry) -> bool {
        let accepted = usize::from(entry.after) == state.log.len();
        if accepted {
            state.log.push(entry);
        }
        accepted
    }

    fn crash(state: &mut State, at: usize) {
        state.left.1 -= 1;
        let process = &mut state.processes[at];
        let told_ever = process.told_ever;
        let pending = process.pending;
        let last = state.log.last().map_or(0, |last| last.catalog);
        let head = (u8::try_from(state.log.len()).unwrap_or(u8::MAX), last);
        *process = Process { told_ever, head, ..Process::default() };
        state.late.extend(pending);
        state.late.sort_unstable();
    }
}

impl Model for CatalogModel {
    type State = State;
    type Action = Action;

    fn init_states(&self) -> Vec<State> {
        vec![State { left: self.limits, ..State::default() }]
    }

    fn actions(&self, state: &State, actions: &mut Vec<Action>) {
        for (at, process) in state.processes.iter().enumerate() {
            if state.catalog < self.definitions {
                actions.push(Action::Define { at, forwarded: false });
                actions.push(Action::Define { at, forwarded: true });
            }
            if process.view < state.catalog {
                actions.push(Action::Follow { at });
            }
            if state.left.0 > 0 {
                actions.push(Action::Send { at, forwarded: true });
                if process.job.is_none() {
                    actions.push(Action::Send { at, forwarded: false });
                }
            }
            match (process.job, process.pending) {
                (_, Some(_)) => actions.push(Action::Land { at }),
                (Some(job), None) if self.is_fresh(process, job) => {
                    actions.push(Action::Decide { at });
                }
                _ => {}
            }
            if state.left.1 > 0 {
                actions.push(Action::Crash { at });
            }
        }
        for (place, (to, _)) in state.forwarded.iter().enumerate() {
            if state.processes[*to].job.is_none() {
                actions.push(Action::Arrive { place });
            }
        }
        actions.extend((0..state.late.len()).map(|place| Action::LandLate { place }));
    }

    fn next_state(&self, state: &State, action: Action) -> Option<State> {
        let mut next = state.clone();
        match action {
            Action::Define { at, forwarded } => self.define(&mut next, at, forwarded),
            Action::Follow { at } => next.processes[at].view += 1,
            Action::Send { at, forwarded } => self.send(&mut next, at, forwarded),
            Action::Arrive { place } => {
                let (to, command) = next.forwarded.remove(place);
                next.processes[to].job = Some(command);
            }
            Action::Decide { at } => {
                let process = &mut next.processes[at];
                let heard = process.job?.heard;
                let (after, catalog) = (process.head.0, process.view);
                process.pending = Some(Entry { after, catalog, heard });
            }
            Action::Land { at } => Self::land(&mut next, at),
            Action::LandLate { place } => {
                let entry = next.late.remove(place);
                Self::append(&mut next, entry);
            }
            Action::Crash { at } => Self::crash(&mut next, at),
        }
        Some(next)
    }

    fn format_action(&self, action: &Action) -> String {
        let way = |forwarded: bool| if forwarded { ", which forwards it" } else { "" };
        match *action {
            Action::Define { at, forwarded } => {
                format!("a caller of process {at} defines something{}", way(forwarded))
            }
            Action::Follow { at } => format!("process {at} learns of the next definition"),
            Action::Send { at, forwarded } => {
                format!("a caller sends a command to process {at}{}", way(forwarded))
            }
            Action::Arrive { place } => format!("forwarded command {place} arrives"),
            Action::Decide { at } => format!("the writer of process {at} decides"),
            Action::Land { at } => format!("the request of process {at} lands"),
            Action::LandLate { place } => format!("late request {place} lands"),
            Action::Crash { at } => format!("process {at} dies and is started again"),
        }
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(NEVER_BACK, |_, state: &State| {
                state.log.windows(2).all(|two| two[0].catalog <= two[1].catalog)
            }),
            Property::always(MAY_REST, |_, state: &State| {
                state.log.iter().all(|entry| entry.catalog >= entry.heard)
            }),
            Property::sometimes("a writer waits for the catalog", |model: &Self, state: &State| {
                let waits = |process: &Process| {
                    process.job.is_some_and(|job| !model.is_fresh(process, job))
                };
                state.processes.iter().any(waits)
            }),
            Property::sometimes("a restarted process knows less than it told", |_, state| {
                let state: &State = state;
                state.forgotten
            }),
        ]
    }
}
