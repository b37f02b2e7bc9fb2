//! Streams that are not in memory. Invariant: what is installed is everything: the index's snapshot, the tail (looked at after the snapshot
//! was taken, and gapless with it), and what is produced and unconfirmed. Long histories are folded off the writer's task.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures::FutureExt;
use learnlog_chain::Head;
use learnlog_codec::entry::LogNumber;
use learnlog_domain::stream::StreamId;

use crate::index::{EntryIndex, Histories, IndexError};
use crate::limits::{LOAD_LIMIT_QUERIES, LOAD_LIMIT_STREAMS};
use crate::submission::SubmitError;
use crate::writer::stream::{BrokenHistory, Stream};
use crate::writer::{Job, Leave, Writer};

/// What a task brought back.
pub(crate) enum Loaded {
    /// Streams, folded as far as the index had come.
    Streams { indexed: Head, streams: Vec<(StreamId, Result<Stream, BrokenHistory>)> },
    /// The index did not answer.
    Failed { streams: Vec<StreamId>, error: IndexError },
    /// How far the index has come.
    Index(Result<Head, IndexError>),
}

impl Writer {
    /// Keeps the job until its stream is loaded.
    pub(super) fn park(&mut self, job: Job) {
        let stream = job.submission.stream;
        let jobs = self.parked.entry(stream).or_default();
        if jobs.is_empty() {
            self.to_load.push_back(stream);
        }
        jobs.push(job);
        self.parked_jobs += 1;
    }

    pub(super) fn start_loads(&mut self) {
        while self.loads < LOAD_LIMIT_QUERIES && !self.to_load.is_empty() {
            let count = self.to_load.len().min(LOAD_LIMIT_STREAMS);
            let streams: Vec<_> = self.to_load.drain(..count).collect();
            self.loads += 1;
            let index = Arc::clone(&self.parts.index);
            let (log, answer) = (self.log, self.loaded_sender.clone());
            self.parts.tasks.spawn(async move {
                // The writer that asked may have ended.
                drop(answer.send(load_safely(index, log, streams).await).await);
            });
        }
    }

    /// Asks how far the index has come, unless that has been asked.
    pub(super) fn look_at_index(&mut self) {
        if std::mem::replace(&mut self.looking, true) {
            return;
        }
        let index = Arc::clone(&self.parts.index);
        let (log, answer) = (self.log, self.loaded_sender.clone());
        self.parts.tasks.spawn(async move {
            let reached = index.checkpoint(log).await.map(|checkpoint| checkpoint.head);
            drop(answer.send(Loaded::Index(reached)).await);
        });
    }

    pub(super) fn install(&mut self, loaded: Loaded) -> Result<(), Leave> {
        match loaded {
            Loaded::Index(reached) => {
                self.looking = false;
                match reached {
                    Ok(indexed) => {
                        self.agree(indexed)?;
                        self.tail.prune(indexed.sequence.min(self.confirmed_sequence()));
                    }
                    Err(error) => tracing::debug!(error = %error, "the index does not answer"),
                }
                self.refuse_while_full();
                Ok(())
            }
            Loaded::Failed { streams, error } => {
                self.loads -= 1;
                let reason: Arc<str> = error.to_string().into();
                tracing::warn!(error = &error as &dyn std::error::Error, "streams not loaded");
                let unavailable = SubmitError::Unavailable { log: self.log, reason };
                for stream in streams {
                    self.unpark(stream).into_iter().for_each(|job| job.fail(unavailable.clone()));
                }
                Ok(())
            }
            Loaded::Streams { indexed, streams } => {
                self.loads -= 1;
                if indexed.sequence > self.confirmed_sequence() {
                    return self.load_again(streams.into_iter().map(|(id, _)| id));
                }
                self.agree(indexed)?;
                for (id, stream) in streams {
                    self.install_one(id, indexed.sequence, stream);
                }
                Ok(())
            }
        }
    }

    /// An index of another history is not an index of this log: the log has lost entries that were indexed, and has grown again since.
    fn agree(&self, indexed: Head) -> Result<(), Leave> {
        if !self.tail.contradicts(indexed) {
            return Ok(());
        }
        let sequence = indexed.sequence;
        Err(Leave::Stop(format!(
            "the entry index holds another entry {sequence} than the log: the log has lost entries, or the database belongs to \
             another history. Restore the topic, or the database that belongs to it"
        )))
    }

    /// The index is ahead of what this writer knows to be in the log: folding it would let an answer come from entries that the writer
    /// has not confirmed. Either reports are on their way, or another process wrote.
    fn load_again(&mut self, streams: impl Iterator<Item = StreamId>) -> Result<(), Leave> {
        self.to_load.extend(streams.filter(|stream| self.parked.contains_key(stream)));
        if self.pipeline.is_empty() {
            return Err(Leave::ReadOn);
        }
        Ok(())
    }

    fn install_one(
        &mut self,
        id: StreamId,
        checkpoint_sequence: u64,
        stream: Result<Stream, BrokenHistory>,
    ) {
        if self.tail.floor() > checkpoint_sequence {
            // The tail has dropped what this snapshot did not hold yet.
            if self.parked.contains_key(&id) {
                self.to_load.push_back(id);
            }
            return;
        }
        match stream.and_then(|stream| self.complete(stream)) {
            Ok(stream) => {
                self.cache.put(stream);
                // Commands of this stream that wait behind them came later.
                let jobs = self.unpark(id);
                jobs.into_iter().rev().for_each(|job| self.again.push_front(job));
            }
            Err(error) => {
                let log = self.log.0;
                let cause = &error as &dyn std::error::Error;
                tracing::error!(log, stream = %id, error = cause, "broken history");
                let reason: Arc<str> = format!("the history of {id} is broken: {error}").into();
                for job in self.unpark(id) {
                    let reason = Arc::clone(&reason);
                    job.fail(SubmitError::Stopped { log: self.log, reason });
                }
            }
        }
    }

    /// Adds what the index did not hold when it was asked.
    fn complete(&self, mut stream: Stream) -> Result<Stream, BrokenHistory> {
        for (sequence, value) in self.tail.of_stream(stream.id) {
            stream.fold_value(sequence, value)?;
        }
        for pending in self.pipeline.of_stream(stream.id) {
            stream.fold_value(pending.sequence, &pending.value)?;
        }
        Ok(stream)
    }

    fn unpark(&mut self, stream: StreamId) -> Vec<Job> {
        let jobs = self.parked.remove(&stream).unwrap_or_default();
        self.parked_jobs -= jobs.len();
        jobs
    }
}

/// A bug in folding one stream must not take its place among the loads for good.
async fn load_safely(index: Arc<dyn EntryIndex>, log: LogNumber, streams: Vec<StreamId>) -> Loaded {
    let asked = streams.clone();
    let loaded = AssertUnwindSafe(load(index, log, streams)).catch_unwind().await;
    loaded.unwrap_or_else(|_| {
        let error = IndexError("a history broke this process's reader: this is a bug".into());
        Loaded::Failed { streams: asked, error }
    })
}

async fn load(index: Arc<dyn EntryIndex>, log: LogNumber, streams: Vec<StreamId>) -> Loaded {
    match index.load(log, streams.clone()).await {
        Err(error) => Loaded::Failed { streams, error },
        Ok(histories) => {
            let indexed = histories.head;
            let streams = fold(streams, &histories);
            Loaded::Streams { indexed, streams }
        }
    }
}

fn fold(
    streams: Vec<StreamId>,
    histories: &Histories,
) -> Vec<(StreamId, Result<Stream, BrokenHistory>)> {
    let mut folded: BTreeMap<StreamId, Result<Stream, BrokenHistory>> =
        streams.iter().map(|&id| (id, Ok(Stream::new(id)))).collect();
    for (id, sequence, value) in &histories.entries {
        if let Some(state) = folded.get_mut(id)
            && let Ok(stream) = state
            && let Err(broken) = stream.fold_value(*sequence, value)
        {
            *state = Err(broken);
        }
    }
    for stream in folded.values_mut().flatten() {
        stream.folded_to = stream.folded_to.max(histories.head.sequence);
    }
    folded.into_iter().collect()
}
