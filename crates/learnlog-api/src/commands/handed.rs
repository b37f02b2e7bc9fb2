//! A command that somebody has taken over, on its way to an answer. Invariant: dropped without one, it counts as rejected
//! where it was handed to this process's ledger: nobody is there any more to see what became of it.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use learnlog_domain::stream::StreamId;
use learnlog_ledger::ledger::PendingAnswer;
use learnlog_ledger::submission::{Answer, AnswerOutcome, SubmitError};
use tokio::sync::oneshot;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::caller::Owed;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::ownership::lane::Forwarded;

/// On its way.
pub struct Handed {
    stream: StreamId,
    course: Course,
    turn: Option<TaskTrackerToken>,
}

enum Course {
    Ledger(PendingAnswer, Option<Owed>),
    Forwarded(oneshot::Receiver<Forwarded>),
}

/// What became of it.
pub enum Answered {
    /// This process's ledger says so.
    Ledger(Result<Answer, SubmitError>),
    /// Another process says so, or this one in its place.
    Forwarded(Forwarded),
}

impl Handed {
    /// To this process's ledger.
    pub fn of_ledger(stream: StreamId, pending: PendingAnswer, owed: Option<Owed>) -> Self {
        Self { stream, course: Course::Ledger(pending, owed), turn: None }
    }

    /// To a lane.
    pub fn forwarded(stream: StreamId, answer: oneshot::Receiver<Forwarded>) -> Self {
        Self { stream, course: Course::Forwarded(answer), turn: None }
    }

    /// The same, holding up those of its call that would go another way.
    pub fn with_turn(self, turn: TaskTrackerToken) -> Self {
        Self { turn: Some(turn), ..self }
    }

    /// Of the command.
    pub fn stream(&self) -> StreamId {
        self.stream
    }
}

impl Future for Handed {
    type Output = Answered;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let answered = match &mut self.course {
            Course::Ledger(pending, owed) => {
                let answered = ready!(Pin::new(pending).poll(context));
                if let Some(owed) = owed.take() {
                    let rejected = answered.as_ref().is_ok_and(is_new_rejection);
                    owed.settle(rejected, Instant::now());
                }
                Answered::Ledger(answered)
            }
            Course::Forwarded(answer) => {
                let answered = ready!(Pin::new(answer).poll(context));
                Answered::Forwarded(answered.unwrap_or_else(|_| Err(shutting_down())))
            }
        };
        self.turn = None;
        Poll::Ready(answered)
    }
}

fn is_new_rejection(answer: &Answer) -> bool {
    let new = answer.entry.is_some() && !answer.repeated;
    new && matches!(answer.outcome, AnswerOutcome::Rejected(_))
}

fn shutting_down() -> ApiError {
    ApiError::new(
        Reason::LedgerUnavailable,
        "this process is ending: the command may be recorded; send it again with the same \
         command_id",
    )
}
