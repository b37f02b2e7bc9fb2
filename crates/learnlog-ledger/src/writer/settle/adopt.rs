//! Taking over what was read. Invariant: what the writer holds afterwards (head, tail, expected offset) is what lies in the log up to the
//! last record read, and no state that an entry just read belongs to is kept.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use learnlog_codec::placement::CATALOG;

use crate::checkpoint::Checkpoint;
use crate::event_log::LogError;
use crate::host::blocking;
use crate::limits::{CATALOG_WAIT, START_LAG_LIMIT_RECORDS};
use crate::read_error::ReadError;
use crate::trail::Trail;
use crate::writer::cache::StreamCache;
use crate::writer::pipeline::Pipeline;
use crate::writer::settle::error::SettleError;
use crate::writer::settle::read_back::{ReadBack, ReadEntry, Span, read_back};
use crate::writer::tail::Tail;
use crate::writer::{Leave, Writer};

impl Writer {
    /// Reads what others have written since, while nothing of this writer's is under way. The producer stays.
    pub(in crate::writer) async fn read_on(&mut self) -> Result<(), Leave> {
        let stop = self.parts.stop.clone();
        let read = tokio::select! {
            biased;
            () = stop.cancelled() => return Err(Leave::End),
            read = self.catch_up() => read,
        };
        read.map_err(|error| Leave::Settle(error.chain()))
    }

    pub(super) async fn attempt(&mut self) -> Result<(), SettleError> {
        self.catch_up().await?;
        self.doubt.dispel();
        self.check_clock().await?;
        self.open_producer().await
    }

    async fn catch_up(&mut self) -> Result<(), SettleError> {
        let from = self.near_the_end().await?;
        let event_log = Arc::clone(&self.parts.event_log);
        let span =
            Span { log: self.log, from, reported: self.highest_reported, counted_to: self.read_to };
        let read = blocking(&*self.parts.host, move || read_back(&event_log, span)).await;
        let read = read.ok_or_else(|| self.interrupted("read the log back"))??;
        self.apply(from, read);
        self.refresh_catalog().await
    }

    /// Where to read on: where this writer stands, or where the index does; near enough to the end of the log to be kept in memory.
    async fn near_the_end(&mut self) -> Result<Trail, SettleError> {
        let event_log = Arc::clone(&self.parts.event_log);
        let log = self.log;
        let bounds = blocking(&*self.parts.host, move || event_log.bounds(log)).await;
        let bounds = bounds.ok_or_else(|| self.interrupted("ask for the bounds"))?;
        let high = bounds.map_err(|source| ReadError::Log { log, source })?.high;
        let behind = |checkpoint: Checkpoint| high.saturating_sub(checkpoint.next_offset());
        if let Some(confirmed) = self.confirmed {
            if behind(confirmed.newest()) <= START_LAG_LIMIT_RECORDS {
                return Ok(confirmed);
            }
            // Others have written more than this writer may hold: it begins anew.
            self.confirmed = None;
            self.cache = StreamCache::new();
        }
        let checkpoint = self.parts.index.checkpoint(log).await?;
        let records = behind(checkpoint);
        if records > START_LAG_LIMIT_RECORDS {
            return Err(SettleError::IndexBehind { records });
        }
        let earlier = self.parts.index.earlier(log, Trail::begins_at(&checkpoint)).await?;
        self.tail = Tail::above(checkpoint.head);
        Ok(Trail::new(earlier, checkpoint))
    }

    fn interrupted(&self, operation: &'static str) -> SettleError {
        let source = LogError::Unavailable { operation, source: "it broke: this is a bug".into() };
        ReadError::Log { log: self.log, source }.into()
    }

    fn apply(&mut self, from: Trail, read: ReadBack) {
        self.fruitful |= !read.entries.is_empty();
        for ReadEntry { stream, hash, value } in read.entries {
            if let Some(stream) = stream {
                self.cache.take(stream);
            }
            self.tail.push(stream, hash, value);
        }
        self.confirmed = Some(from.to(read.checkpoint));
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
        self.read_to = self.read_to.max(read.end);
        self.pipeline = Pipeline::at(read.end);
        self.publish_head();
    }

    /// In the catalog itself the writer decides under what it has confirmed, which the follower must have seen.
    async fn refresh_catalog(&mut self) -> Result<(), SettleError> {
        if self.log != CATALOG {
            return Ok(());
        }
        let sequence = self.head.sequence;
        let mut views = self.parts.catalog.clone();
        let seen = views.wait_for(|view| view.sequence >= sequence || view.stopped.is_some());
        let view = match tokio::time::timeout(CATALOG_WAIT, seen).await {
            Ok(Ok(view)) => view.clone(),
            // The follower lives as long as the ledger; without it, nothing is seen any more.
            Ok(Err(_)) | Err(_) => return Err(SettleError::CatalogBehind),
        };
        if let Some(why) = view.stopped {
            return Err(SettleError::CatalogStopped { why });
        }
        if view.sequence > sequence {
            return Err(SettleError::CatalogAhead);
        }
        self.tentative_catalog = view.catalog;
        Ok(())
    }
}
