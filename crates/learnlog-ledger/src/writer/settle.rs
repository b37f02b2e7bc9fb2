//! Settling what is unknown: replace the producer, read the log, begin again. Invariant: the writer goes on only from what it has read
//! below a high watermark that lies past every offset ever reported; every job is then decided again, and finds itself if it got in.

mod adopt;
mod error;
mod read_back;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::event_log::LogError;
use crate::host::blocking;
use crate::ledger::LogState;
use crate::limits::{CLOCK_LIMIT, RETRY_PAUSE, TOLD_PAUSE};
use crate::metrics::RECOVERIES;
use crate::submission::SubmitError;
use crate::writer::pipeline::Pending;
use crate::writer::{Leave, Writer};
use error::SettleError;

impl Writer {
    /// Comes back when the writer may go on.
    pub(super) async fn settle(&mut self, reason: &str) -> Result<(), Leave> {
        tracing::info!(log = self.log.0, reason, "settling");
        metrics::counter!(RECOVERIES.name, "log" => self.log.0.to_string()).increment(1);
        self.discard_producer().await;
        self.take_back_pipeline();
        let begun = Instant::now();
        let mut pause = tokio::time::interval(RETRY_PAUSE);
        pause.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut told: Option<Instant> = None;
        if !std::mem::take(&mut self.fruitful) {
            // The last generation was for nothing, and the next one may be, too.
            pause.reset();
            self.wait_for_tick(&mut pause).await?;
        }
        loop {
            let stop = self.parts.stop.clone();
            let attempt = tokio::select! {
                biased;
                () = stop.cancelled() => return Err(Leave::End),
                attempt = self.attempt() => attempt,
            };
            let error = match attempt {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            // Counted from the first time that the log said so: what was waited for before is no reason to believe it.
            let ends_early = error.ends_early();
            let doubted =
                if ends_early { self.doubt.lasts(Instant::now()) } else { Duration::ZERO };
            if error.is_final(doubted) {
                return Err(Leave::Stop(error.chain()));
            }
            if error.is_momentary(begun.elapsed()) {
                self.wait_for_tick(&mut pause).await?;
                continue;
            }
            let why: Arc<str> = error.chain().into();
            if told.is_none_or(|at| at.elapsed() >= TOLD_PAUSE) {
                tracing::warn!(log = self.log.0, why = &*why, "not settled yet");
                told = Some(Instant::now());
            }
            self.set_state(LogState::Unavailable(Arc::clone(&why)));
            let unavailable = SubmitError::Unavailable { log: self.log, reason: why };
            self.fail_waiting(&unavailable);
            self.refuse_until_tick(&mut pause, &unavailable).await?;
        }
    }

    /// Every job is looked at again, in the order in which they came, and every state that holds an unconfirmed entry is forgotten.
    fn take_back_pipeline(&mut self) {
        let mut jobs = Vec::new();
        for Pending { stream, job, waiting, .. } in self.pipeline.drain() {
            self.cache.take(stream);
            jobs.push(job);
            jobs.extend(waiting);
        }
        jobs.extend(std::mem::take(&mut self.parked).into_values().flatten());
        (self.parked_jobs, self.waiting_jobs) = (0, 0);
        self.to_load.clear();
        self.held.clear();
        self.look_again(jobs);
        self.blocked = false;
    }

    /// Everybody waits.
    async fn wait_for_tick(&mut self, pause: &mut tokio::time::Interval) -> Result<(), Leave> {
        tokio::select! {
            biased;
            () = self.parts.stop.cancelled() => Err(Leave::End),
            _ = pause.tick() => Ok(()),
        }
    }

    async fn refuse_until_tick(
        &mut self,
        pause: &mut tokio::time::Interval,
        error: &SubmitError,
    ) -> Result<(), Leave> {
        loop {
            tokio::select! {
                biased;
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
        if let Some(mut producer) = self.producer.take() {
            blocking(&*self.parts.host, move || producer.purge()).await;
        }
        // They confirm nothing any more, but the log must be read past every offset that they name.
        while let Ok((generation, report)) = self.reports.try_recv() {
            if generation == self.generation {
                self.note(report);
            }
        }
        self.generation += 1;
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
        let opened = blocking(&*self.parts.host, move || event_log.open_producer(log, sink)).await;
        let broken = || Err(LogError::Fatal("opening a producer broke: this is a bug".into()));
        self.producer = Some(opened.unwrap_or_else(broken).map_err(SettleError::Open)?);
        Ok(())
    }
}
