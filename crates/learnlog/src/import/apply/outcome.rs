//! What became of one command. Invariant: a repeated command is told from a new one, and a
//! rejection is a rejection also when it is repeated.

use learnlog_proto::api::submit_response::Answer;

use crate::client::bulk::Settled;

/// In one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// A new entry.
    Recorded,
    /// An earlier run has recorded it.
    Repeated,
    /// There was nothing to do.
    Unchanged,
    /// The rules say no; or the row says something else than it said when it was first imported.
    Rejected,
    /// Somebody has given up this command id.
    Abandoned,
    /// The server does not take it.
    Refused,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Self; 6] = [
        Self::Recorded,
        Self::Repeated,
        Self::Unchanged,
        Self::Rejected,
        Self::Abandoned,
        Self::Refused,
    ];

    /// As result files have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Recorded => "recorded",
            Self::Repeated => "repeated",
            Self::Unchanged => "unchanged",
            Self::Rejected => "rejected",
            Self::Abandoned => "abandoned",
            Self::Refused => "refused",
        }
    }

    /// What the row says is in the ledger.
    pub fn is_taken(self) -> bool {
        match self {
            Self::Recorded | Self::Repeated | Self::Unchanged => true,
            Self::Rejected | Self::Abandoned | Self::Refused => false,
        }
    }
}

/// What became of one command, and where that stands.
#[derive(Debug)]
pub struct Settlement {
    /// In one word.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Log and sequence of the entry that is the answer.
    pub entry: Option<(u32, u64)>,
}

impl Settlement {
    /// Of an answer, or of a final refusal.
    pub fn of(settled: Settled) -> Self {
        let response = match settled {
            Ok(response) => response,
            Err(refusal) => {
                let reason = refusal.to_string();
                return Self { outcome: Outcome::Refused, reason, entry: None };
            }
        };
        let is_repeated = response.repeated_command;
        let (outcome, reason) = match response.answer {
            Some(Answer::Recorded(_)) if is_repeated => (Outcome::Repeated, String::new()),
            Some(Answer::Recorded(_)) => (Outcome::Recorded, String::new()),
            Some(Answer::Unchanged(unchanged)) => (Outcome::Unchanged, unchanged.reason),
            Some(Answer::Rejected(rejected)) => (Outcome::Rejected, rejected.reason),
            Some(Answer::Abandoned(_)) => (Outcome::Abandoned, String::new()),
            None => (Outcome::Refused, "this client is older than the server".to_owned()),
        };
        let entry = response.entry.map(|entry| (entry.log, entry.sequence));
        Self { outcome, reason, entry }
    }

    /// "log:sequence".
    pub fn position(&self) -> String {
        self.entry.map(|(log, sequence)| format!("{log}:{sequence}")).unwrap_or_default()
    }
}
