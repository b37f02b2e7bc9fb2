//! What is explored: how many writers, which commands, and how much may go wrong. Invariant: every
//! count is a bound, so that a configuration has finitely many states.

use super::variant::Variant;

/// A command as callers send it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// The stream that it is for.
    pub stream: u8,
    /// Its `command_id`, unique within its stream.
    pub id: u8,
    /// Of its content; 0 for an `Abandon`, which has none and matches any.
    pub digest: u8,
}

impl Command {
    /// A command with a content of its own.
    pub const fn new(stream: u8, id: u8) -> Self {
        Self { stream, id, digest: 1 }
    }

    /// The same id with another content.
    pub const fn reused(self) -> Self {
        Self { digest: 2, ..self }
    }

    /// The abandoning of the id.
    pub const fn abandoned(self) -> Self {
        Self { digest: 0, ..self }
    }

    /// Whether both speak of one command id.
    pub fn has_id_of(&self, other: &Self) -> bool {
        (self.stream, self.id) == (other.stream, other.id)
    }

    /// Whether an entry of one is the answer to the other, given that they have one id.
    pub fn is_same_command(&self, other: &Self) -> bool {
        self.digest == 0 || other.digest == 0 || self.digest == other.digest
    }
}

/// One exhaustive run.
#[derive(Debug, Clone)]
pub struct Config {
    /// Names the run.
    pub name: &'static str,
    /// Writers of the log, all alike.
    pub writers: usize,
    /// What callers ask.
    pub commands: &'static [Command],
    /// Unconfirmed entries per writer, at most 3.
    pub pipeline: usize,
    /// How often each command is sent, to any writer.
    pub attempts: u8,
    /// How many writers crash.
    pub crashes: u8,
    /// How many reports say that an entry failed, whatever became of it.
    pub unknowns: u8,
    /// How many requests land once more after their producer is gone.
    pub duplicates: u8,
    /// How many messages somebody else appends.
    pub strays: u8,
    /// How many times the leader is replaced; otherwise what lands is committed at once.
    pub failovers: u8,
    /// Whether a read-back may end before the end of the log, though past what was reported.
    pub lag: bool,
    /// How many reads end even before that, at a replica that is behind.
    pub short_reads: u8,
    /// Whether streams are loaded from the entry index; otherwise a state is whole at once.
    pub loads: bool,
    /// The protocol, or a broken one.
    pub variant: Variant,
    /// Whether states with the same futures are one: which writer is which, what is long past.
    pub reduced: bool,
}

impl Config {
    /// The smallest run, to be widened field by field.
    pub const SMALLEST: Self = Self {
        name: "two writers, two commands",
        writers: 2,
        commands: &[Command::new(0, 1), Command::new(0, 2)],
        pipeline: 2,
        attempts: 1,
        crashes: 0,
        unknowns: 0,
        duplicates: 0,
        strays: 0,
        failovers: 0,
        lag: false,
        short_reads: 0,
        loads: false,
        variant: Variant::Faithful,
        reduced: true,
    };

    /// The same run of a broken protocol.
    #[must_use]
    pub fn with(&self, variant: Variant) -> Self {
        Self { variant, ..self.clone() }
    }
}
