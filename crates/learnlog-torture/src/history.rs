//! What callers asked and what they were told, as lines of JSON. Invariant: times are of one clock that never goes back, that of the
//! process that runs the callers: a call was made after its invocation's and answered before its completion's.

mod file;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::file::{Recorder, read};
use crate::hash::Hash;

/// Log to sequence.
pub type Position = BTreeMap<u32, u64>;

/// One line of one caller.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// Microseconds since the run began.
    pub at: u64,
    /// Of this caller, from 0: an invocation and what came of it have one number.
    pub operation: u64,
    /// What happened.
    pub what: What,
}

/// What happened.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// A call went out.
    Invoked {
        /// Which process was asked.
        process: usize,
        /// How often it had been started.
        life: u64,
        /// What for.
        call: Call,
    },
    /// Something came back, or will not.
    Completed(Outcome),
}

/// What was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Call {
    /// To decide a command.
    Submit(Asked),
    /// The same, as an item of SubmitStream. Items of one call follow each other in the order sent, with indices from 0.
    Item { index: usize, asked: Asked },
    /// What is recorded of a learner.
    Transcript { learner: Uuid, at_least: Position },
    /// A learner's entries, all.
    ReplayStream { learner: Uuid, at_least: Position },
    /// A log from this sequence on.
    ReplayLog { log: u32, from: u64 },
    /// Where logs and projections stand.
    Position,
}

impl Call {
    /// The command that is to be decided, if it is for that.
    pub fn command(&self) -> Option<&Asked> {
        match self {
            Self::Submit(asked) | Self::Item { asked, .. } => Some(asked),
            Self::Transcript { .. }
            | Self::ReplayStream { .. }
            | Self::ReplayLog { .. }
            | Self::Position => None,
        }
    }
}

/// A command, without what only the rules need to know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The learner.
    pub stream: Uuid,
    /// The caller's.
    pub command_id: Uuid,
    /// Of everything asked; the entry has it as its correlation id. None: to abandon whatever has that command id.
    pub content: Option<Uuid>,
    /// Decide no earlier.
    pub at_least: Position,
}

/// What came of a call.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// An entry.
    Answered(Answer),
    /// The answer is final for this attempt: nothing of it will be written.
    Refused(Failure),
    /// Nobody knows.
    Unknown(Failure),
    /// A transcript.
    Transcript(Transcript),
    /// Entries, by sequence, with whatever ended them.
    Entries {
        /// In the order in which they came.
        entries: Vec<(u64, Hash)>,
        /// For a stream: as far as the index had come at least.
        whole: bool,
    },
    /// Where logs and projections stand.
    Position {
        /// By log.
        heads: BTreeMap<u32, (u64, Hash)>,
        /// Of the projection that is least far, by log.
        projected: Position,
        /// How often the process had been started when the answer was there.
        life: u64,
    },
    /// A question without an answer.
    Failed(Failure),
}

/// What a command's answer says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Of the entry.
    pub log: u32,
    /// Of the entry.
    pub sequence: u64,
    /// Of the entry.
    pub hash: Hash,
    /// It was there before the call.
    pub repeated: bool,
    /// What the entry is said to hold.
    pub said: Said,
    /// What shows it, to whoever asks elsewhere.
    pub position: Position,
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Said {
    /// Types of its events.
    Recorded(Vec<String>),
    /// The reason.
    Rejected(String),
    /// The reason.
    Unchanged(String),
    /// Nothing.
    Abandoned,
    /// The command id was used for something else, which has that answer.
    Reused(String),
}

/// What learnlog or the transport says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Failure {
    /// gRPC's, as a word.
    pub code: String,
    /// learnlog's; empty where it is not learnlog's.
    pub reason: String,
}

/// What is compared of a transcript.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transcript {
    /// At which it was computed.
    pub position: Position,
    /// Of the learner.
    pub content: Content,
}

/// What is compared of a learner's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Content {
    /// The number of facts.
    pub facts: usize,
    /// Of the facts.
    pub digest: Hash,
    /// All of them.
    pub enrollments: Vec<Uuid>,
    /// All of them.
    pub assignments: Vec<Uuid>,
}

/// One line of a transcript's facts, as both sides hash it.
pub fn fact_line(sequence: u64, index: u32, event_type: &str, rejection: &str) -> String {
    format!("{sequence}/{index} {event_type} {rejection}\n")
}
