//! A command that somebody has taken over, on its way to an answer. Invariant: dropped without one, it counts as rejected
//! where it was handed to this process's ledger: nobody is there any more to see what became of it. Only one that was
//! forwarded is seen to its end, because it was not its caller who hung up.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use learnlog_domain::stream::StreamId;
use learnlog_ledger::ledger::PendingAnswer;
use learnlog_ledger::submission::{Answer, AnswerOutcome, SubmitError};
use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use super::answer::ended;
use crate::caller::Owed;
use crate::ownership::lane::Forwarded;

/// On its way.
pub struct Handed {
    stream: StreamId,
    course: Course,
    turn: Option<TaskTrackerToken>,
}

enum Course {
    Ledger(Deciding),
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
    /// To this process's ledger; one that was forwarded goes on in `afterwards` where nobody waits for it.
    pub fn of_ledger(
        stream: StreamId,
        pending: PendingAnswer,
        owed: Option<Owed>,
        afterwards: Option<TaskTracker>,
    ) -> Self {
        let deciding = Deciding { pending: Some(pending), owed, afterwards };
        Self { stream, course: Course::Ledger(deciding), turn: None }
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
            Course::Ledger(deciding) => Answered::Ledger(ready!(Pin::new(deciding).poll(context))),
            Course::Forwarded(answer) => {
                let answered = ready!(Pin::new(answer).poll(context));
                Answered::Forwarded(answered.unwrap_or_else(|_| Err(ended())))
            }
        };
        self.turn = None;
        Poll::Ready(answered)
    }
}

/// A command that this process's ledger has.
struct Deciding {
    /// None: it has been answered.
    pending: Option<PendingAnswer>,
    owed: Option<Owed>,
    afterwards: Option<TaskTracker>,
}

impl Future for Deciding {
    type Output = Result<Answer, SubmitError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let Some(pending) = &mut self.pending else { return Poll::Pending };
        let answered = ready!(Pin::new(pending).poll(context));
        self.pending = None;
        if let Some(owed) = self.owed.take() {
            owed.settle(answered.as_ref().is_ok_and(is_new_rejection), Instant::now());
        }
        Poll::Ready(answered)
    }
}

impl Drop for Deciding {
    fn drop(&mut self) {
        // Any caller could write the mark of a forwarded call: its rejections count all the same.
        if let (Some(pending), Some(owed), Some(tasks)) =
            (self.pending.take(), self.owed.take(), self.afterwards.take())
            && let Ok(runtime) = Handle::try_current()
        {
            let deciding = Self { pending: Some(pending), owed: Some(owed), afterwards: None };
            drop(tasks.spawn_on(deciding, &runtime));
        }
    }
}

fn is_new_rejection(answer: &Answer) -> bool {
    let new = answer.entry.is_some() && !answer.repeated;
    new && matches!(answer.outcome, AnswerOutcome::Rejected(_))
}
