//! What is done with one command. Invariant: the first accepted entry with a command id is its answer, given only when it is confirmed;
//! a new entry is made only for an id that the whole stream does not know.

use std::sync::Arc;

use learnlog_codec::entry::Rejected;
use learnlog_codec::placement::CATALOG;

use crate::catalog_view::CatalogView;
use crate::submission::{Answer, AnswerOutcome, SubmitError};
use crate::writer::stream::Stream;
use crate::writer::{Held, Job, Leave, Writer};

/// The reason of the answer to a command id that was used for something else.
pub const COMMAND_ID_REUSED: &str = "COMMAND_ID_REUSED";

/// Names the detail of that answer that says what the entry with the id is: who finds a rejection
/// there may try again with `retry_of`.
const PRIOR_ANSWER: &str = "prior_answer";

impl Writer {
    pub(super) fn dispatch(&mut self, job: Job, view: Option<&CatalogView>) -> Result<(), Leave> {
        if job.is_given_up() {
            return Ok(());
        }
        let Some(job) = self.hold_until_reached(job)? else { return Ok(()) };
        let Some(stream) = self.cache.take(job.submission.stream) else {
            self.park(job);
            return Ok(());
        };
        let result = self.decide_on(job, stream, view);
        if let Err((leave, job)) = result {
            self.again.push_front(job);
            return Err(leave);
        }
        Ok(())
    }

    fn decide_on(
        &mut self,
        job: Job,
        stream: Stream,
        view: Option<&CatalogView>,
    ) -> Result<(), (Leave, Job)> {
        let envelope = &job.submission.envelope;
        if let Some(prior) = stream.prior(envelope.command_id) {
            let same = prior.is_same_command(envelope.digest.as_ref());
            let answer = prior.answer(self.log, !job.attempted);
            let sequence = prior.sequence;
            self.cache.put(stream);
            self.answer_when_confirmed(job, sequence, if same { answer } else { reused(answer) });
            return Ok(());
        }
        if !job.validate_only {
            return self.append(job, stream, view);
        }
        // In the catalog, what is asked may rest on any definition.
        let newest = match self.pipeline.last_mut() {
            Some(pending) if self.log == CATALOG => pending.sequence,
            _ => stream.last.sequence,
        };
        if newest > self.confirmed_sequence() {
            self.cache.put(stream);
            self.wait_for(job, newest);
            return Ok(());
        }
        let outcome = self.outcome(&job, &stream, view);
        self.cache.put(stream);
        let outcome = crate::writer::stream::answer_outcome(&outcome);
        job.answer(Answer { entry: None, outcome, repeated: false });
        Ok(())
    }

    fn answer_when_confirmed(&mut self, job: Job, sequence: u64, answer: Answer) {
        if sequence <= self.confirmed_sequence() {
            job.answer(answer);
        } else {
            self.wait_for(job, sequence);
        }
    }

    /// Looks at the job again when that entry is confirmed.
    fn wait_for(&mut self, job: Job, sequence: u64) {
        match self.pipeline.get_mut(sequence) {
            Some(pending) => {
                pending.waiting.push(job);
                self.waiting_jobs += 1;
            }
            None => self.again.push_back(job),
        }
    }

    /// A job that asks for a position waits until it is confirmed, after reading the log to its end if need be. Those of its stream that
    /// came later wait with it.
    fn hold_until_reached(&mut self, job: Job) -> Result<Option<Job>, Leave> {
        let sequence = self.confirmed_sequence();
        let held = self.held.get(&job.submission.stream).filter(|held| held.ticket < job.ticket);
        if let Some(held) = held.map(|held| held.sequence)
            && self.pipeline.get_mut(held).is_some()
        {
            self.wait_for(job, held);
            return Ok(None);
        }
        if job.submission.at_least <= sequence {
            return Ok(Some(job));
        }
        // As early as it may be. An entry that was made after the job came shows, once it is confirmed, all that lay in the log then:
        // nobody waits for ever where others keep the log busy.
        let at_least = job.submission.at_least;
        let caught_up = job.caught_up || sequence > job.came_at;
        let awaited = if self.pipeline.get_mut(at_least).is_some() {
            Some(at_least)
        } else if caught_up {
            None
        } else {
            self.pipeline.last_mut().map(|pending| pending.sequence)
        };
        if let Some(sequence) = awaited {
            let held = Held { ticket: job.ticket, sequence };
            self.held.entry(job.submission.stream).or_insert(held);
            self.wait_for(job, sequence);
            return Ok(None);
        }
        if caught_up {
            job.fail(SubmitError::NotReached { log: self.log, sequence });
            return Ok(None);
        }
        // One look serves everybody who waits already.
        self.again.push_front(job);
        self.again.iter_mut().for_each(|job| job.caught_up = true);
        Err(Leave::ReadOn)
    }

    pub(super) fn confirmed_sequence(&self) -> u64 {
        self.confirmed.map_or(0, |trail| trail.newest().head.sequence)
    }
}

/// The entry that has the id, as an answer to something else: no new entry.
fn reused(answer: Answer) -> Answer {
    let prior = match &answer.outcome {
        AnswerOutcome::Recorded(_) => "RECORDED",
        AnswerOutcome::Rejected(_) => "REJECTED",
        AnswerOutcome::Unchanged(_) => "UNCHANGED",
        AnswerOutcome::Abandoned => "ABANDONED",
    };
    let details = vec![(PRIOR_ANSWER.to_owned(), prior.to_owned())];
    let rejected = Rejected { reason: COMMAND_ID_REUSED.to_owned(), details };
    Answer { outcome: AnswerOutcome::Rejected(Arc::new(rejected)), ..answer }
}
