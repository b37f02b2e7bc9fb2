//! From a command to a produced entry. Invariant: an entry is chained on everything produced before it, and no state changes unless the
//! record was handed over.

use std::sync::Arc;

use bytes::Bytes;
use learnlog_chain::{Hash, entry_hash};
use learnlog_codec::encode::{encode, headers};
use learnlog_codec::entry::{Body, CommandOutcome, Entry, Outcome, RecordedEvent, Rejected};
use learnlog_domain::catalog::Catalog;
use learnlog_domain::context::Context;
use learnlog_domain::decide::decide;
use learnlog_domain::decision::Decision;
use learnlog_domain::id::EntryId;
use learnlog_domain::time::Timestamp;

use crate::catalog_view::CatalogView;
use crate::event_log::{LogError, NewRecord};
use crate::limits::ENTRY_LIMIT_BYTES;
use crate::submission::{Request, SubmitError};
use crate::writer::pipeline::Pending;
use crate::writer::stream::{Stream, answer_outcome};
use crate::writer::{Job, Leave, Writer};
use learnlog_codec::placement::CATALOG;

impl Writer {
    /// What the rules say to the job's command on this state.
    pub(super) fn outcome(
        &self,
        job: &Job,
        stream: &Stream,
        view: Option<&CatalogView>,
    ) -> Outcome {
        let (catalog, _) = self.catalog_for(view);
        self.outcome_under(job, stream, &catalog, self.next_recorded_at())
    }

    fn outcome_under(
        &self,
        job: &Job,
        stream: &Stream,
        catalog: &Catalog,
        recorded_at: Timestamp,
    ) -> Outcome {
        let command = match &job.submission.request {
            Request::Abandon => return Outcome::Abandoned,
            Request::Decide(command) => command,
        };
        let occurred = job.submission.envelope.occurred.clone();
        let context = Context { recorded_at, occurred };
        match decide(&stream.state, catalog, &context, command) {
            Ok(Decision::Events(events)) => Outcome::Recorded(
                events
                    .into_iter()
                    .map(|decided| RecordedEvent {
                        event: decided.event,
                        consequence_of: decided.consequence_of,
                    })
                    .collect(),
            ),
            Ok(Decision::Unchanged(reason)) => Outcome::Unchanged(reason.reason().to_owned()),
            Err(rejection) => Outcome::Rejected(Rejected {
                reason: rejection.reason().to_owned(),
                details: rejection
                    .details()
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            }),
        }
    }

    /// The writer's clock, never going back within the log.
    fn next_recorded_at(&self) -> Timestamp {
        self.parts.clock.now().max(self.recorded_at)
    }

    /// A UUIDv7 of that time.
    fn new_entry_id(&self, at: Timestamp) -> EntryId {
        let mut random = [0; 10];
        self.parts.host.random(&mut random);
        let millis = u64::try_from(at.micros() / 1_000).unwrap_or_default();
        EntryId::time_ordered(millis, &random)
    }

    /// Decides, chains and produces. The stream goes back to the cache, folded if the record was handed over.
    pub(super) fn append(
        &mut self,
        job: Job,
        mut stream: Stream,
        view: Option<&CatalogView>,
    ) -> Result<(), (Leave, Job)> {
        let (catalog, catalog_sequence) = self.catalog_for(view);
        let recorded_at = self.next_recorded_at();
        let outcome = self.outcome_under(&job, &stream, &catalog, recorded_at);
        let entry = Entry {
            sequence: self.head.sequence + 1,
            previous_hash: self.head.hash,
            log: self.log,
            entry_id: self.new_entry_id(recorded_at),
            recorded_at,
            catalog_sequence,
            body: Body::Command(Box::new(CommandOutcome {
                stream: stream.id,
                stream_sequence: stream.stream_sequence + 1,
                previous_in_stream: stream.last,
                envelope: job.submission.envelope.clone(),
                outcome,
            })),
        };
        let value = encode(&entry);
        if value.len() > ENTRY_LIMIT_BYTES {
            self.cache.put(stream);
            let bytes = value.len();
            job.fail(SubmitError::TooLarge { bytes, limit_bytes: Some(ENTRY_LIMIT_BYTES) });
            return Ok(());
        }
        if let Err(error) = self.hand_over(&entry, &stream, value.clone()) {
            self.cache.put(stream);
            return self.not_handed_over(job, value.len(), &error);
        }
        let hash = entry_hash(&value);
        if let Err(error) = stream.fold(&entry, hash) {
            // The entry was made from this very state; if it does not fold, this process is wrong about the stream.
            return Err((Leave::Stop(format!("{}: {error}", stream.id)), job));
        }
        self.cache.put(stream);
        self.produced(&entry, hash, value, catalog, job);
        Ok(())
    }

    fn hand_over(&mut self, entry: &Entry, stream: &Stream, value: Bytes) -> Result<(), LogError> {
        let record = NewRecord {
            key: Bytes::copy_from_slice(&stream.id.key()),
            headers: headers(entry, self.parts.genesis.ledger_id),
            value,
        };
        match &mut self.producer {
            Some(producer) => producer.produce(entry.sequence, record),
            None => Err(LogError::Fatal("no producer".into())),
        }
    }

    fn not_handed_over(
        &mut self,
        job: Job,
        bytes: usize,
        error: &LogError,
    ) -> Result<(), (Leave, Job)> {
        match error {
            LogError::QueueFull if !self.pipeline.is_empty() => {
                self.blocked = true;
                self.again.push_front(job);
                Ok(())
            }
            LogError::TooLarge => {
                job.fail(SubmitError::TooLarge { bytes, limit_bytes: None });
                Ok(())
            }
            _ => Err((Leave::Settle(format!("a record was not taken: {error}")), job)),
        }
    }

    fn produced(
        &mut self,
        entry: &Entry,
        hash: Hash,
        value: Bytes,
        catalog: Arc<Catalog>,
        mut job: Job,
    ) {
        self.head = self.head.after(hash);
        self.recorded_at = entry.recorded_at;
        self.catalog_sequence = entry.catalog_sequence;
        let Body::Command(command) = &entry.body else { return };
        if self.log == CATALOG
            && let Outcome::Recorded(events) = &command.outcome
        {
            // Both hold the catalog: letting go of the other one first lets it be changed in place.
            self.tentative_catalog = Arc::default();
            let catalog = events.iter().fold(Arc::unwrap_or_clone(catalog), |catalog, recorded| {
                catalog.evolve(command.stream, &recorded.event)
            });
            self.tentative_catalog = Arc::new(catalog);
        }
        job.attempted = true;
        let outcome = answer_outcome(&command.outcome);
        self.pipeline.push(Pending::new(
            entry.sequence,
            command.stream,
            hash,
            value,
            self.parts.clock.now(),
            outcome,
            job,
        ));
    }
}
