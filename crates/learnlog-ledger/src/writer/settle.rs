//! Settling what is unknown: replace the producer, read the log, begin again. Invariant: the writer goes on only from what it has read
//! below a high watermark that lies past every offset ever reported; every job is then decided again, and finds itself if it got in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use learnlog_codec::entry::{Body, Entry, LogNumber};
use learnlog_codec::parse::InterpretError;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::Timestamp;

use crate::chain_reader::{ChainReader, ReadError};
use crate::checkpoint::Checkpoint;
use crate::event_log::{EventLog, LogError};
use crate::index::IndexError;
use crate::ledger::LogState;
use crate::limits::{
    ACKNOWLEDGED_GONE_WAIT, CLOCK_LIMIT, GROUP_LIMIT_COMMANDS, POLL_WAIT, RETRY_PAUSE,
    START_LAG_LIMIT_RECORDS,
};
use crate::metrics::RECOVERIES;
use crate::stray::Strays;
use crate::submission::SubmitError;
use crate::writer::pipeline::{Pending, Pipeline};
use crate::writer::tail::Tail;
use crate::writer::{Leave, Writer};

/// Why an attempt to settle failed.
#[derive(Debug, thiserror::Error)]
enum SettleError {
    #[error("the log cannot be read")]
    Read(#[from] ReadError),
    #[error("the log does not take a producer")]
    Open(#[source] LogError),
    #[error("the entry index does not answer")]
    Index(#[from] IndexError),
    #[error("the entry index is {records} records behind: waiting for the projector")]
    IndexBehind { records: u64 },
    #[error("the catalog is behind: waiting for it")]
    CatalogBehind,
    #[error(
        "the log ends at offset {high}, but offset {reported} was acknowledged: acknowledged entries may be gone"
    )]
    AcknowledgedGone { reported: u64, high: u64 },
    #[error("sequence {sequence} cannot be read by this process")]
    Unreadable {
        sequence: u64,
        #[source]
        source: InterpretError,
    },
    #[error("the log shows nothing between offset {next} and its end at {high}")]
    Stalled { next: u64, high: u64 },
    #[error("this machine's clock and PostgreSQL's are {apart_ms} ms apart: set the clocks")]
    Clock { apart_ms: i64 },
}

/// What lies in the log after a checkpoint.
struct ReadBack {
    entries: Vec<(Option<StreamId>, Bytes)>,
    checkpoint: Checkpoint,
    /// Everything below is applied: where the next record must land.
    end: u64,
    recorded_at: Option<Timestamp>,
    catalog_sequence: u64,
    strays: Strays,
}

impl Writer {
    /// Comes back when the writer may go on.
    pub(super) async fn settle(&mut self, reason: &str) -> Result<(), Leave> {
        tracing::info!(log = self.log.0, reason, "settling");
        metrics::counter!(RECOVERIES.name, "log" => self.log.0.to_string()).increment(1);
        self.discard_producer().await;
        let reported = self.pipeline.highest_reported();
        self.take_back_pipeline();
        let begun = Instant::now();
        let mut pause = tokio::time::interval(RETRY_PAUSE);
        pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            let stop = self.parts.stop.clone();
            let attempt = tokio::select! {
                () = stop.cancelled() => return Err(Leave::End),
                attempt = self.attempt(reported) => attempt,
            };
            let error = match attempt {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if is_final(&error, begun.elapsed()) {
                return Err(Leave::Stop(chain(&error)));
            }
            let why: Arc<str> = chain(&error).into();
            tracing::warn!(log = self.log.0, why = &*why, "not settled yet");
            self.set_state(LogState::Unavailable(Arc::clone(&why)));
            let unavailable = SubmitError::Unavailable { log: self.log, reason: why };
            self.fail_waiting(&unavailable);
            self.refuse_until_tick(&mut pause, &unavailable).await?;
        }
    }

    /// Every job of the pipeline is looked at again, in order, and every state that holds an unconfirmed entry is forgotten.
    fn take_back_pipeline(&mut self) {
        let mut jobs = Vec::new();
        for Pending { stream, job, waiting, .. } in self.pipeline.drain() {
            self.cache.take(stream);
            jobs.push(job);
            jobs.extend(waiting);
        }
        jobs.into_iter().rev().for_each(|job| self.again.push_front(job));
        self.blocked = false;
    }

    async fn refuse_until_tick(
        &mut self,
        pause: &mut tokio::time::Interval,
        error: &SubmitError,
    ) -> Result<(), Leave> {
        loop {
            tokio::select! {
                () = self.parts.stop.cancelled() => return Err(Leave::End),
                _ = pause.tick() => return Ok(()),
                job = self.incoming.recv() => match job {
                    Some(job) => job.fail(error.clone()),
                    None => return Err(Leave::End),
                },
            }
        }
    }

    /// One producer per generation: what it still holds is purged; what it has sent may still land.
    pub(super) async fn discard_producer(&mut self) {
        self.generation += 1;
        if let Some(mut producer) = self.producer.take() {
            let discarded = tokio::task::spawn_blocking(move || producer.purge()).await;
            if let Err(error) = discarded {
                tracing::error!(log = self.log.0, %error, "the producer could not be discarded");
            }
        }
    }

    async fn attempt(&mut self, reported: Option<u64>) -> Result<(), SettleError> {
        let from = match self.confirmed {
            Some(checkpoint) => checkpoint,
            None => self.start_from().await?,
        };
        let event_log = Arc::clone(&self.parts.event_log);
        let log = self.log;
        let read = tokio::task::spawn_blocking(move || read_back(&event_log, log, from, reported));
        let read = match read.await {
            Ok(read) => read?,
            Err(error) => {
                let operation = "read the log back";
                let source = LogError::Unavailable { operation, source: error.into() };
                return Err(ReadError::Log { log, source }.into());
            }
        };
        self.apply(read);
        self.refresh_catalog()?;
        self.check_clock().await?;
        self.open_producer().await
    }

    /// Where the index stands, once it is near enough to the end of the log.
    async fn start_from(&mut self) -> Result<Checkpoint, SettleError> {
        let checkpoint = self.parts.index.checkpoint(self.log).await?;
        let event_log = Arc::clone(&self.parts.event_log);
        let log = self.log;
        let bounds = tokio::task::spawn_blocking(move || event_log.bounds(log)).await;
        let bounds = match bounds {
            Ok(bounds) => bounds.map_err(|source| ReadError::Log { log, source })?,
            Err(error) => return Err(SettleError::Open(LogError::Fatal(error.into()))),
        };
        let records = bounds.high.saturating_sub(checkpoint.next_offset());
        if records > START_LAG_LIMIT_RECORDS {
            return Err(SettleError::IndexBehind { records });
        }
        self.tail = Tail::above(checkpoint.head.sequence);
        Ok(checkpoint)
    }

    fn apply(&mut self, read: ReadBack) {
        for (stream, value) in read.entries {
            if let Some(stream) = stream {
                self.cache.take(stream);
            }
            self.tail.push(stream, value);
        }
        self.confirmed = Some(read.checkpoint);
        self.head = read.checkpoint.head;
        if let Some(recorded_at) = read.recorded_at {
            self.recorded_at = recorded_at;
        }
        self.catalog_sequence = read.catalog_sequence;
        self.strays.add(&read.strays);
        self.pipeline = Pipeline::at(read.end);
        self.publish_head();
    }

    /// In the catalog itself the writer decides under what it has confirmed, which the follower must have seen.
    fn refresh_catalog(&mut self) -> Result<(), SettleError> {
        if self.log == CATALOG {
            let view = self.parts.catalog.borrow().clone();
            if view.sequence != self.head.sequence {
                return Err(SettleError::CatalogBehind);
            }
            self.tentative_catalog = view.catalog;
        }
        Ok(())
    }

    async fn check_clock(&self) -> Result<(), SettleError> {
        let before = self.parts.clock.now().micros();
        let reference = self.parts.reference_clock.now().await?.micros();
        let after = self.parts.clock.now().micros();
        // The answer was read somewhere between: only what lies outside counts.
        let apart = (before - reference).max(reference - after).max(0);
        if u128::try_from(apart).is_ok_and(|apart| apart > CLOCK_LIMIT.as_micros()) {
            return Err(SettleError::Clock { apart_ms: apart / 1_000 });
        }
        Ok(())
    }

    async fn open_producer(&mut self) -> Result<(), SettleError> {
        self.generation += 1;
        let (generation, reports) = (self.generation, self.report_sender.clone());
        let event_log = Arc::clone(&self.parts.event_log);
        let log = self.log;
        let sink = Box::new(move |report| drop(reports.send((generation, report))));
        let producer =
            tokio::task::spawn_blocking(move || event_log.open_producer(log, sink)).await;
        self.producer = Some(match producer {
            Ok(producer) => producer.map_err(SettleError::Open)?,
            Err(error) => return Err(SettleError::Open(LogError::Fatal(error.into()))),
        });
        Ok(())
    }
}

/// Reads everything after `from`, up to a high watermark that lies past `reported`.
fn read_back(
    event_log: &Arc<dyn EventLog>,
    log: LogNumber,
    from: Checkpoint,
    reported: Option<u64>,
) -> Result<ReadBack, SettleError> {
    let high = event_log.bounds(log).map_err(|source| ReadError::Log { log, source })?.high;
    if let Some(reported) = reported
        && high <= reported
    {
        return Err(SettleError::AcknowledgedGone { reported, high });
    }
    let mut reader = ChainReader::open(event_log, log, from)?;
    let mut entries = Vec::new();
    let mut patience = Instant::now() + ACKNOWLEDGED_GONE_WAIT;
    let mut unreadable = None;
    while reader.next_offset() < high && !reader.reached_end() {
        let passed = reader.poll(GROUP_LIMIT_COMMANDS, POLL_WAIT, &mut |accepted| {
            let sequence = accepted.sequence;
            match accepted.entry.interpret() {
                Ok(entry) => {
                    entries.push((stream_of(&entry), Bytes::copy_from_slice(accepted.value)));
                }
                Err(source) => {
                    unreadable.get_or_insert(SettleError::Unreadable { sequence, source });
                }
            }
        })?;
        if let Some(error) = unreadable {
            return Err(error);
        }
        if passed > 0 {
            patience = Instant::now() + ACKNOWLEDGED_GONE_WAIT;
        } else if Instant::now() > patience {
            return Err(SettleError::Stalled { next: reader.next_offset(), high });
        }
    }
    Ok(ReadBack {
        entries,
        checkpoint: reader.checkpoint(),
        end: high.max(reader.next_offset()),
        recorded_at: reader.recorded_at(),
        catalog_sequence: reader.catalog_sequence(),
        strays: *reader.strays(),
    })
}

fn stream_of(entry: &Entry) -> Option<StreamId> {
    match &entry.body {
        Body::Command(command) => Some(command.stream),
        Body::Genesis(_) => None,
    }
}

/// Whether waiting cannot help.
fn is_final(error: &SettleError, waited: Duration) -> bool {
    match error {
        SettleError::Read(ReadError::Log { source, .. }) | SettleError::Open(source) => {
            matches!(source, LogError::OffsetGone { .. })
        }
        SettleError::Read(_) | SettleError::Unreadable { .. } => true,
        SettleError::AcknowledgedGone { .. } => waited > ACKNOWLEDGED_GONE_WAIT,
        SettleError::Index(_)
        | SettleError::IndexBehind { .. }
        | SettleError::CatalogBehind
        | SettleError::Stalled { .. }
        | SettleError::Clock { .. } => false,
    }
}

/// The error and what it comes from, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text = format!("{text}: {source}");
        next = source.source();
    }
    text
}
