//! What callers have asked and heard. Invariant: kept apart from everything that it is compared with.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use learnlog_domain::command::Command;
use learnlog_domain::id::CommandId;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Occurred;
use learnlog_ledger::submission::{Answer, Request, Submission};

/// One attempt.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Where it goes.
    pub stream: StreamId,
    /// Under which id.
    pub command: CommandId,
    /// Of the content; None for one who gives the command up.
    pub digest: Option<[u8; 32]>,
    /// The position that it asked for.
    pub at_least: u64,
    /// When, since the beginning.
    pub at: Duration,
    /// What.
    pub request: Request,
    /// When it happened.
    pub occurred: Option<Occurred>,
}

/// An attempt that was answered.
#[derive(Debug, Clone)]
pub struct Heard {
    /// What was asked.
    pub asked: Asked,
    /// When the answer came, since the beginning.
    pub at: Duration,
    /// The process that was asked had said before that everything which the command names is defined.
    pub rests_on_answer: bool,
    /// What it said.
    pub answer: Answer,
}

/// Of all callers.
#[derive(Default)]
pub struct History {
    /// Every attempt by stream and id, in order.
    pub asked: BTreeMap<(StreamId, CommandId), Vec<Asked>>,
    /// Every answer, in order.
    pub heard: Vec<Heard>,
    /// The first attempt of each, to be made again in the end.
    pub submissions: BTreeMap<(StreamId, CommandId), Submission>,
}

impl Asked {
    /// The attempt that this submission is.
    pub fn of(submission: &Submission, at: Duration) -> Self {
        Self {
            stream: submission.stream,
            command: submission.envelope.command_id,
            digest: submission.envelope.digest.map(|digest| digest.hmac),
            at_least: submission.at_least,
            at,
            request: submission.request.clone(),
            occurred: submission.envelope.occurred.clone(),
        }
    }

    /// The command, unless it gives one up.
    pub fn decided(&self) -> Option<&Command> {
        match &self.request {
            Request::Decide(command) => Some(command),
            Request::Abandon => None,
        }
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.decided().is_some() { "decide" } else { "abandon" };
        write!(f, "to {what} {} on {} at least {}", self.command, self.stream, self.at_least)
    }
}

impl History {
    /// Keeps an attempt.
    pub fn ask(&mut self, asked: Asked, submission: &Submission) {
        let key = (asked.stream, asked.command);
        self.submissions.entry(key).or_insert_with(|| submission.clone());
        self.asked.entry(key).or_default().push(asked);
    }

    /// What nobody has heard of.
    pub fn unknown(&self) -> Vec<(StreamId, CommandId)> {
        let heard: std::collections::BTreeSet<_> =
            self.heard.iter().map(|heard| (heard.asked.stream, heard.asked.command)).collect();
        self.asked.keys().filter(|key| !heard.contains(key)).copied().collect()
    }
}
