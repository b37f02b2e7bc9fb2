//! A submission and the caller who waits for its answer. Invariant: every job is answered or dropped with its writer, never both and never
//! twice.

use std::sync::Arc;

use tokio::sync::oneshot;

use crate::submission::{Answer, Submission, SubmitError};

/// One waiting caller.
pub(crate) struct Job {
    pub submission: Arc<Submission>,
    /// Look, write nothing.
    pub validate_only: bool,
    /// An entry of this job has been produced: if one is found, it may be this job's own.
    pub attempted: bool,
    /// Its place among the jobs that its writer has taken.
    pub ticket: u64,
    /// The last entry that had been produced when it came.
    pub came_at: u64,
    /// The log was read to its end for this job already.
    pub caught_up: bool,
    responder: oneshot::Sender<Result<Answer, SubmitError>>,
}

/// Where the caller waits.
pub(crate) type Reply = oneshot::Receiver<Result<Answer, SubmitError>>;

impl Job {
    pub fn new(submission: Submission, validate_only: bool) -> (Self, Reply) {
        let (responder, reply) = oneshot::channel();
        let job = Self {
            submission: Arc::new(submission),
            validate_only,
            attempted: false,
            came_at: 0,
            caught_up: false,
            ticket: 0,
            responder,
        };
        (job, reply)
    }

    /// The caller has gone. What was not produced yet need not be.
    pub fn is_given_up(&self) -> bool {
        self.responder.is_closed()
    }

    pub fn answer(self, answer: Answer) {
        // A caller who has gone asks again with the same command id.
        drop(self.responder.send(Ok(answer)));
    }

    pub fn fail(self, error: SubmitError) {
        let error = if self.attempted { error.after_an_attempt() } else { error };
        drop(self.responder.send(Err(error)));
    }
}
