//! The writer's normal work: whatever comes first. Invariant: new commands are taken only while every bound has room, so that slowness
//! behind the writer becomes waiting in front of it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::ledger::LogState;
use crate::limits::{
    GROUP_LIMIT_COMMANDS, INDEX_LOOK_PAUSE, PIPELINE_LIMIT_ENTRIES, QUEUE_LIMIT_COMMANDS,
    QUEUE_WAIT,
};
use crate::submission::SubmitError;
use crate::writer::{Job, Leave, Writer};
use learnlog_codec::placement::CATALOG;
use tokio::time::Instant;

/// Why a writer stops that a reader disagrees with.
const DISPUTED: &str = "a reader of this process has met another entry than the one that was acknowledged; keep the topic as it is, and \
                        see whether it was made anew or brokers disagree";

impl Writer {
    /// Works until something must be settled or the process ends.
    pub(super) async fn work(&mut self) -> Leave {
        self.set_state(LogState::Serving);
        let mut look = tokio::time::interval(INDEX_LOOK_PAUSE);
        look.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        let mut catalog = self.parts.catalog.clone();
        loop {
            if let Err(leave) = self.dispatch_again() {
                return leave;
            }
            self.start_loads();
            let room = self.has_room();
            let stop = self.parts.stop.clone();
            let disputed = self.signals.disputed.clone();
            let left = tokio::select! {
                biased;
                () = stop.cancelled() => Err(Leave::End),
                () = disputed.cancelled() => Err(Leave::Stop(DISPUTED.to_owned())),
                Some((generation, report)) = self.reports.recv() => {
                    self.take_reports(generation, report)
                }
                Some(loaded) = self.loaded.recv() => self.install(loaded),
                _ = look.tick(), if !self.tail.is_empty() => {
                    self.look_at_index();
                    Ok(())
                }
                Ok(()) = catalog.changed() => match &catalog.borrow_and_update().stopped {
                    Some(why) => Err(Leave::Stop(format!("the catalog is stopped: {why}"))),
                    None => Ok(()),
                },
                () = self.signals.refresh.notified(), if self.pipeline.is_empty() => Err(Leave::ReadOn),
                job = self.incoming.recv(), if room => match job {
                    Some(job) => self.take_group(job),
                    None => Err(Leave::End),
                },
            };
            if let Err(leave) = left {
                return leave;
            }
        }
    }

    /// Past this bound nothing is dropped and nothing more is taken; after a while, who waits is told.
    pub(super) fn refuse_while_full(&mut self) {
        if !self.tail.is_full() {
            if self.full_since.take().is_some_and(|since| since.elapsed() > QUEUE_WAIT) {
                self.set_state(LogState::Serving);
            }
            return;
        }
        let since = *self.full_since.get_or_insert_with(Instant::now);
        if since.elapsed() <= QUEUE_WAIT {
            return;
        }
        self.set_state(LogState::Unavailable(
            "the entry index does not follow: is a projector running?".into(),
        ));
        let error = SubmitError::Overloaded { log: self.log, limit: "TAIL_LIMIT_BYTES" };
        self.again.drain(..).for_each(|job| job.fail(error.clone()));
        while let Ok(job) = self.incoming.try_recv() {
            job.fail(error.clone());
        }
    }

    fn has_room(&self) -> bool {
        self.again.is_empty()
            && !self.blocked
            && !self.tail.is_full()
            && self.pipeline.len() < PIPELINE_LIMIT_ENTRIES
            && self.parked_jobs + self.waiting_jobs < QUEUE_LIMIT_COMMANDS
            && self.catalog_is_fresh()
    }

    /// A writer whose catalog is behind the one that its log was last decided under waits; so does
    /// one whose catalog lacks a definition that this process has already answered with.
    pub(super) fn catalog_is_fresh(&self) -> bool {
        if self.log == CATALOG {
            return true;
        }
        let answered = self.parts.catalog_answered.load(Ordering::Acquire);
        self.parts.catalog.borrow().sequence >= self.catalog_sequence.max(answered)
    }

    fn take_group(&mut self, first: Job) -> Result<(), Leave> {
        self.take(first);
        while self.again.len() < GROUP_LIMIT_COMMANDS {
            match self.incoming.try_recv() {
                Ok(job) => self.take(job),
                Err(_) => break,
            }
        }
        self.dispatch_again()
    }

    fn take(&mut self, mut job: Job) {
        self.tickets += 1;
        job.ticket = self.tickets;
        job.came_at = self.head.sequence;
        self.again.push_back(job);
    }

    /// These are looked at again, all in the order in which they came.
    pub(super) fn look_again(&mut self, jobs: Vec<Job>) {
        if !jobs.is_empty() {
            self.again.extend(jobs);
            self.again.make_contiguous().sort_by_key(|job| job.ticket);
        }
    }

    /// Decides what waits in front, as far as the bounds allow.
    pub(super) fn dispatch_again(&mut self) -> Result<(), Leave> {
        if !self.catalog_is_fresh() {
            return Ok(());
        }
        let catalog =
            if self.log == CATALOG { None } else { Some(self.parts.catalog.borrow().clone()) };
        while !self.blocked
            && !self.tail.is_full()
            && self.pipeline.len() < PIPELINE_LIMIT_ENTRIES
            && let Some(job) = self.again.pop_front()
        {
            self.dispatch(job, catalog.as_ref())?;
        }
        Ok(())
    }

    /// The catalog to decide under, and its sequence.
    pub(super) fn catalog_for(
        &self,
        view: Option<&crate::catalog_view::CatalogView>,
    ) -> (Arc<learnlog_domain::catalog::Catalog>, u64) {
        match view {
            Some(view) => (Arc::clone(&view.catalog), view.sequence),
            None => (Arc::clone(&self.tentative_catalog), self.head.sequence),
        }
    }
}
