//! What came of a command, in short. Invariant: every kind of answer has its word, and only a
//! rejection is a no.

use learnlog_proto::api::SubmitResponse;
use learnlog_proto::api::submit_response::Answer as Kind;
use learnlog_proto::ledger::LedgerPosition;
use serde_json::Value;

use crate::exit::Exit;
use crate::output::sheet::{Column, Sheet, text};
use crate::output::{Answer, cell};

/// One answer in a row.
pub struct Summary {
    /// "recorded", "rejected", "unchanged", "abandoned".
    pub answer: &'static str,
    /// Event types, or the reason with its details.
    pub detail: String,
    /// "log:sequence"; empty with validate_only.
    pub entry: String,
    /// The entry was there before.
    pub repeated: bool,
}

impl Summary {
    /// Of a response.
    pub fn of(response: &SubmitResponse) -> Self {
        let (answer, detail) = match &response.answer {
            Some(Kind::Recorded(recorded)) => ("recorded", recorded.event_types.join(" ")),
            Some(Kind::Rejected(rejected)) => {
                let details = rejected.details.iter();
                let details = details.map(|detail| format!(" {}={}", detail.name, detail.value));
                ("rejected", rejected.reason.clone() + &details.collect::<String>())
            }
            Some(Kind::Unchanged(unchanged)) => ("unchanged", unchanged.reason.clone()),
            Some(Kind::Abandoned(_)) => ("abandoned", String::new()),
            None => ("unknown", "this client is older than the server".to_owned()),
        };
        let entry = response.entry.as_ref();
        let entry = entry.map(|entry| format!("{}:{}", entry.log, entry.sequence));
        let repeated = response.repeated_command;
        Self { answer, detail, entry: entry.unwrap_or_default(), repeated }
    }

    /// [`Exit::No`] for a rejection.
    pub fn exit(&self) -> Exit {
        if self.answer == "rejected" { Exit::No } else { Exit::Done }
    }

    /// As a result of its own.
    pub fn answer(
        &self,
        json: Value,
        command_id: &str,
        position: Option<&LedgerPosition>,
    ) -> Answer {
        let mut sheet = Sheet::new(COLUMNS);
        sheet.row([
            self.answer.to_owned(),
            self.entry.clone(),
            self.detail.clone(),
            self.repeated.to_string(),
            command_id.to_owned(),
        ]);
        let notes = vec![format!("visible from position {}", cell::position(position))];
        Answer { json, heading: None, sheets: vec![sheet], notes }
    }
}

const COLUMNS: &[Column] =
    &[text("answer"), text("entry"), text("detail"), text("repeated"), text("command_id")];
