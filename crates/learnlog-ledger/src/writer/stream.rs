//! A stream as the writer knows it: folded from all its entries. Invariant: entries are folded in order along their stream links, each
//! once; a broken link is refused. Because none is left out, a repeated command is recognized for ever.

use std::collections::HashMap;
use std::sync::Arc;

use learnlog_chain::{Hash, entry_hash};
use learnlog_codec::entry::{
    Body, CommandDigest, CommandOutcome, Entry, LogNumber, Outcome, StreamLink,
};
use learnlog_codec::event_type;
use learnlog_codec::parse::{InterpretError, ParsedEntry};
use learnlog_domain::evolve::evolve;
use learnlog_domain::id::CommandId;
use learnlog_domain::state::StreamState;
use learnlog_domain::stream::StreamId;

use crate::submission::{Answer, AnswerOutcome, EntryAddress};

/// State, and what was answered to which command.
pub(crate) struct Stream {
    pub id: StreamId,
    pub state: StreamState,
    /// The last entry folded.
    pub last: StreamLink,
    pub stream_sequence: u64,
    /// Everything of this stream at or below it in the log is folded.
    pub folded_to: u64,
    answers: HashMap<CommandId, Prior>,
}

/// The entry that decided a command id.
pub(crate) struct Prior {
    pub sequence: u64,
    hash: Hash,
    digest: Option<CommandDigest>,
    outcome: AnswerOutcome,
}

/// A history that cannot be what happened.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BrokenHistory {
    #[error("sequence {sequence} cannot be read by this process")]
    Unreadable {
        sequence: u64,
        #[source]
        source: InterpretError,
    },
    #[error("sequence {sequence} does not follow the entry before it in its stream")]
    BrokenLink { sequence: u64 },
    #[error("sequence {sequence} is not an entry of this stream")]
    OtherStream { sequence: u64 },
}

/// Estimated bytes of a stream's state without its history, and per entry of history.
const STREAM_BYTES: usize = 1_000;
const ENTRY_BYTES: usize = 260;

impl Stream {
    /// Before its first entry, in a log read up to `folded_to`.
    pub fn new(id: StreamId) -> Self {
        Self {
            id,
            state: StreamState::new(id),
            last: StreamLink::NONE,
            stream_sequence: 0,
            folded_to: 0,
            answers: HashMap::new(),
        }
    }

    /// Folds an entry as it lies in the log; nothing if it is folded already.
    pub fn fold_value(&mut self, sequence: u64, value: &[u8]) -> Result<(), BrokenHistory> {
        if sequence <= self.folded_to {
            return Ok(());
        }
        let unreadable = |source| BrokenHistory::Unreadable { sequence, source };
        let entry = ParsedEntry::read(value).map_err(unreadable)?;
        self.fold(&entry, entry_hash(value))
    }

    /// Folds a decoded entry whose bytes have that hash; nothing if it is folded already.
    pub fn fold(&mut self, entry: &Entry, hash: Hash) -> Result<(), BrokenHistory> {
        let sequence = entry.sequence;
        if sequence <= self.folded_to {
            return Ok(());
        }
        let command = match &entry.body {
            Body::Command(command) if command.stream == self.id => command,
            Body::Command(_) | Body::Genesis(_) => {
                return Err(BrokenHistory::OtherStream { sequence });
            }
        };
        if command.previous_in_stream != self.last
            || command.stream_sequence != self.stream_sequence + 1
        {
            return Err(BrokenHistory::BrokenLink { sequence });
        }
        self.apply(command, sequence, hash);
        Ok(())
    }

    fn apply(&mut self, command: &CommandOutcome, sequence: u64, hash: Hash) {
        if let Outcome::Recorded(events) = &command.outcome {
            let state = std::mem::replace(&mut self.state, StreamState::new(self.id));
            self.state =
                events.iter().fold(state, |state, recorded| evolve(state, &recorded.event));
        }
        // The first accepted entry with an id decides.
        self.answers.entry(command.envelope.command_id).or_insert_with(|| Prior {
            sequence,
            hash,
            digest: command.envelope.digest,
            outcome: answer_outcome(&command.outcome),
        });
        self.last = StreamLink { sequence, hash };
        self.stream_sequence = command.stream_sequence;
        self.folded_to = sequence;
    }

    /// The entry that has this command id.
    pub fn prior(&self, command_id: CommandId) -> Option<&Prior> {
        self.answers.get(&command_id)
    }

    /// What it may occupy.
    pub fn estimated_bytes(&self) -> usize {
        STREAM_BYTES + self.answers.len() * ENTRY_BYTES
    }
}

impl Prior {
    /// Whether a command with that digest is the one that was decided. An abandoned id has no digest and matches any command; so does
    /// `Abandon`. Digests under different keys cannot be compared: then the entry is the answer.
    pub fn is_same_command(&self, digest: Option<&CommandDigest>) -> bool {
        match (&self.digest, digest) {
            (Some(mine), Some(theirs)) => mine.key_id != theirs.key_id || mine.hmac == theirs.hmac,
            (None, _) | (_, None) => true,
        }
    }

    /// The answer that it is.
    pub fn answer(&self, log: LogNumber, repeated: bool) -> Answer {
        let entry = EntryAddress { log, sequence: self.sequence, hash: self.hash };
        Answer { entry: Some(entry), outcome: self.outcome.clone(), repeated }
    }
}

/// What an outcome tells its caller.
pub(crate) fn answer_outcome(outcome: &Outcome) -> AnswerOutcome {
    match outcome {
        Outcome::Recorded(events) => AnswerOutcome::Recorded(
            events.iter().map(|recorded| event_type(&recorded.event)).collect(),
        ),
        Outcome::Rejected(rejected) => AnswerOutcome::Rejected(Arc::new(rejected.clone())),
        Outcome::Unchanged(reason) => AnswerOutcome::Unchanged(reason.as_str().into()),
        Outcome::Abandoned => AnswerOutcome::Abandoned,
    }
}
