//! Settling what is unknown: replace the producer, read the log, begin again. Invariant: the writer goes on only from what it has read
//! below a high watermark that lies past every offset ever reported; every job is then decided again, and finds itself if it got in.

mod error;
mod read_back;

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use learnlog_codec::placement::CATALOG;

use crate::checkpoint::Checkpoint;
use crate::event_log::LogError;
use crate::ledger::LogState;
use crate::limits::{CLOCK_LIMIT, RETRY_PAUSE, START_LAG_LIMIT_RECORDS};
use crate::metrics::RECOVERIES;
use crate::read_error::ReadError;
use crate::submission::SubmitError;
use crate::writer::pipeline::{Pending, Pipeline};
use crate::writer::tail::Tail;
use crate::writer::{Leave, Writer};
use error::SettleError;
use read_back::{ReadBack, read_back};

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
            if error.is_final(begun.elapsed()) {
                return Err(Leave::Stop(error.chain()));
            }
            let why: Arc<str> = error.chain().into();
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
        if self.log == CATALOG {
            let sequence = read.checkpoint.head.sequence;
            self.parts.catalog_answered.fetch_max(sequence, Ordering::AcqRel);
        }
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
