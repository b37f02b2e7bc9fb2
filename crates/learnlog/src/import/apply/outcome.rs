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
    /// It was not submitted, because what it needs was not taken.
    HeldBack,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Self; 7] = [
        Self::Recorded,
        Self::Repeated,
        Self::Unchanged,
        Self::Rejected,
        Self::Abandoned,
        Self::Refused,
        Self::HeldBack,
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
            Self::HeldBack => "held_back",
        }
    }

    /// What the row says is in the ledger.
    pub fn is_taken(self) -> bool {
        match self {
            Self::Recorded | Self::Repeated | Self::Unchanged => true,
            Self::Rejected | Self::Abandoned | Self::Refused | Self::HeldBack => false,
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
    /// That entry was there before.
    pub is_repeated: bool,
    /// It was, and is a rejection.
    pub is_earlier_rejection: bool,
}

/// The answer to a command id that an entry has with other content …
const COMMAND_ID_REUSED: &str = "COMMAND_ID_REUSED";

/// … with the detail that says what that entry is.
const PRIOR_ANSWER: (&str, &str) = ("prior_answer", "REJECTED");

/// Rejections of what is there all the same, as somebody else has told it.
const EXISTS: [&str; 2] = ["PERSON_EXISTS", "ENROLLMENT_EXISTS"];

impl Settlement {
    /// Of an answer, or of a final refusal.
    pub fn of(settled: Settled) -> Self {
        let response = match settled {
            Ok(response) => response,
            Err(refusal) => return Self::without_entry(Outcome::Refused, refusal.to_string()),
        };
        let is_repeated = response.repeated_command;
        let is_earlier_rejection = is_repeated && is_rejection(response.answer.as_ref());
        let (outcome, reason) = match response.answer {
            Some(Answer::Recorded(_)) if is_repeated => (Outcome::Repeated, String::new()),
            Some(Answer::Recorded(_)) => (Outcome::Recorded, String::new()),
            Some(Answer::Unchanged(unchanged)) => (Outcome::Unchanged, unchanged.reason),
            Some(Answer::Rejected(rejected)) => (Outcome::Rejected, rejected.reason),
            Some(Answer::Abandoned(_)) => (Outcome::Abandoned, String::new()),
            None => (Outcome::Refused, "this client is older than the server".to_owned()),
        };
        let entry = response.entry.map(|entry| (entry.log, entry.sequence));
        Self { outcome, reason, entry, is_repeated, is_earlier_rejection }
    }

    /// Of a fact that waits, for that reason.
    pub fn held_back(reason: String) -> Self {
        Self::without_entry(Outcome::HeldBack, reason)
    }

    fn without_entry(outcome: Outcome, reason: String) -> Self {
        Self { outcome, reason, entry: None, is_repeated: false, is_earlier_rejection: false }
    }

    /// The command id is that of an entry with other content.
    pub fn is_changed_row(&self) -> bool {
        self.outcome == Outcome::Rejected && self.reason == COMMAND_ID_REUSED
    }

    /// What the fact makes is in the ledger, as this row or another one says it.
    pub fn is_there(&self) -> bool {
        let is_known = EXISTS.contains(&self.reason.as_str());
        self.outcome.is_taken() || self.is_changed_row() || is_known
    }

    /// "log:sequence".
    pub fn position(&self) -> String {
        self.entry.map(|(log, sequence)| format!("{log}:{sequence}")).unwrap_or_default()
    }
}

/// The rules said no to what the entry asked, whether the same is asked now or something else.
fn is_rejection(answer: Option<&Answer>) -> bool {
    let Some(Answer::Rejected(rejected)) = answer else { return false };
    let prior = rejected.details.iter().map(|detail| (&*detail.name, &*detail.value));
    rejected.reason != COMMAND_ID_REUSED || prior.into_iter().any(|prior| prior == PRIOR_ANSWER)
}
