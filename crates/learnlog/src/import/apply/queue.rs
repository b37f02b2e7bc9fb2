//! What is sent next. Invariant: the facts of one lane (all definitions, or one learner) follow one
//! another, each after the one before it is settled, so that what a settled fact decides about later
//! ones is known when they are sent; the queue never holds more than one attempt per open lane.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use futures::Stream;
use learnlog_proto::api::SubmitRequest;
use learnlog_proto::ledger::LedgerPosition;
use tokio::sync::mpsc;

use crate::client::Client;
use crate::client::refusal::ClientError;
use crate::import::apply::attempt::Attempt;
use crate::import::apply::ids::Ids;
use learnlog_import::plan::Plan;

/// Attempts that are made ready together: the ids of those that try again are asked for at once.
const BATCH_MAX_ITEMS: usize = 1_000;

/// The kind of the ids of commands that try again.
const RETRY_ID_KIND: &str = "command_retry";

/// Something to send.
#[derive(Debug)]
pub enum Work {
    /// A fact, for the first time.
    First(usize),
    /// A fact whose command was rejected, by the entry at that log and sequence.
    Again {
        /// Of the fact.
        index: usize,
        /// The command that was rejected.
        retry_of: String,
        /// Log and sequence of the rejection.
        entry: (u32, u64),
    },
    /// What would be taken.
    Submit(Attempt),
}

/// Makes requests of work.
pub struct Maker<'a> {
    /// Of which facts.
    pub plan: &'a Plan,
    /// Under which ids.
    pub ids: Ids,
    /// Who derives further ones.
    pub client: &'a Client,
    /// What must have been reached before anything is decided.
    pub at_least: Option<LedgerPosition>,
    /// Why there are no further requests, if they ended early.
    pub failed: Arc<Mutex<Option<ClientError>>>,
}

impl<'a> Maker<'a> {
    /// All requests, until the sender is gone or ids cannot be had.
    pub fn requests(
        self,
        work: mpsc::UnboundedReceiver<Work>,
    ) -> impl Stream<Item = (Attempt, SubmitRequest)> + 'a {
        let ready: VecDeque<Attempt> = VecDeque::new();
        futures::stream::unfold((self, work, ready), async |(maker, mut work, mut ready)| {
            if ready.is_empty() {
                let mut batch = Vec::new();
                work.recv_many(&mut batch, BATCH_MAX_ITEMS).await;
                match maker.attempts(batch).await {
                    Ok(attempts) => ready.extend(attempts),
                    Err(error) => {
                        let failed = maker.failed.lock();
                        *failed.unwrap_or_else(PoisonError::into_inner) = Some(error);
                    }
                }
            }
            let attempt = ready.pop_front()?;
            let request = maker.request(&attempt);
            Some(((attempt, request), (maker, work, ready)))
        })
    }

    async fn attempts(&self, work: Vec<Work>) -> Result<Vec<Attempt>, ClientError> {
        let names = work.iter().filter_map(|work| match work {
            Work::Again { index, entry, .. } => {
                Some(Attempt::retry_name(&self.ids.command(*index), *entry))
            }
            Work::First(_) | Work::Submit(_) => None,
        });
        let names: Vec<String> = names.collect();
        let derived = self.client.derive_ids(RETRY_ID_KIND, &self.plan.source, &names).await?;
        let mut derived = derived.into_iter();
        let attempts = work.into_iter().filter_map(|work| match work {
            Work::First(index) => Some(Attempt::first(index, self.ids.command(index))),
            Work::Submit(attempt) => Some(Attempt { is_question: false, ..attempt }),
            Work::Again { index, retry_of, entry } => {
                let (command_id, retry_of) = (derived.next()?.to_string(), Some((retry_of, entry)));
                Some(Attempt { index, command_id, retry_of, is_question: true })
            }
        });
        Ok(attempts.collect())
    }

    fn request(&self, attempt: &Attempt) -> SubmitRequest {
        let mut command = self.ids.commands(self.plan).command(&self.plan.facts[attempt.index]);
        command.command_id.clone_from(&attempt.command_id);
        if let Some((retry_of, _)) = &attempt.retry_of {
            command.retry_of.clone_from(retry_of);
        }
        SubmitRequest {
            command: Some(command),
            validate_only: attempt.is_question,
            at_least: self.at_least.clone(),
        }
    }
}

/// The lanes of some facts, in order.
pub fn lanes(plan: &Plan, facts: Range<usize>) -> VecDeque<Range<usize>> {
    let mut lanes: VecDeque<Range<usize>> = VecDeque::new();
    for index in facts {
        match lanes.back_mut() {
            Some(lane) if plan.facts[lane.start].learner == plan.facts[index].learner => {
                lane.end = index + 1;
            }
            Some(_) | None => lanes.push_back(index..index + 1),
        }
    }
    lanes
}
