//! Two processes, the catalog, one log. Invariant: `heard` is kept for the promise alone; no rule
//! looks at it.

/// A command on its way, or in a writer's hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Command {
    /// The newest definition that the process which took it had told callers of.
    pub heard: u8,
    /// What is asked of the deciding writer's catalog.
    pub at_least: u8,
}

/// An entry, or a request for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Entry {
    /// After which sequence it was chained.
    pub after: u8,
    /// Decided under it.
    pub catalog: u8,
    /// Of the command.
    pub heard: u8,
}

/// A process.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Process {
    /// The definitions that it knows.
    pub view: u8,
    /// The newest that it answered with, as it noted.
    pub answered: u8,
    /// The newest that its callers heard of from it.
    pub told: u8,
    /// The newest that callers heard of at its address, before it was started again, too.
    pub told_ever: u8,
    /// The log as its writer knows it: sequence and catalog sequence of the last entry.
    pub head: (u8, u8),
    /// What its writer works on.
    pub job: Option<Command>,
    /// What is under way.
    pub pending: Option<Entry>,
}

/// The world.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct State {
    /// How many definitions there are.
    pub catalog: u8,
    /// The log.
    pub log: Vec<Entry>,
    /// Requests whose producer is gone.
    pub late: Vec<Entry>,
    /// To which process which command is under way.
    pub forwarded: Vec<(usize, Command)>,
    /// Both.
    pub processes: [Process; 2],
    /// Commands and crashes that may still come.
    pub left: (u8, u8),
    /// Somebody was decided on under less than the address had told, after a restart.
    pub forgotten: bool,
}

/// Every command that a writer holds can be decided.
pub fn decided(state: &State) -> bool {
    state.processes.iter().all(|process| process.job.is_none()) && state.forwarded.is_empty()
}
