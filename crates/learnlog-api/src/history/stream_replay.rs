//! ReplayStream: one stream, from the entry index. Invariant: entries come in the order of the stream, none twice
//! and none left out.

use std::time::Duration;

use futures::Stream;
use learnlog_domain::stream::StreamId;
use learnlog_proto::api;
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::queries::error::QueryError;
use learnlog_readmodels::queries::stream_entries::{STREAM_ENTRIES_MAX, StreamEntry};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::queries::wait::{Asking, refusal};

/// Between two looks for new entries of a stream that is followed.
pub const LOOK_PAUSE: Duration = Duration::from_millis(100);

/// What is to be replayed.
pub struct StreamReplay {
    asking: Asking,
    stream: StreamId,
    /// The stream sequence of the next entry.
    next: u64,
    /// Whether it goes on when the end is reached; held as long.
    follow: Option<OwnedSemaphorePermit>,
    looks: Interval,
}

impl StreamReplay {
    /// From the entry `from` of the stream on (0 or 1: from the first), and with a permit to `follow`, without end.
    pub fn new(
        asking: Asking,
        stream: StreamId,
        from: u64,
        follow: Option<OwnedSemaphorePermit>,
    ) -> Self {
        let mut looks = interval(LOOK_PAUSE);
        looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        Self { asking, stream, next: from.max(1), follow, looks }
    }

    /// The messages, as they are asked for.
    pub fn messages(
        self,
    ) -> impl Stream<Item = Result<api::ReplayStreamResponse, ApiError>> + Send + 'static {
        futures::stream::unfold(Some(self), |state| async move {
            let mut replay = state?;
            match replay.next_message().await {
                Ok(message) => Some((Ok(message?), Some(replay))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    /// None at the end.
    async fn next_message(&mut self) -> Result<Option<api::ReplayStreamResponse>, ApiError> {
        loop {
            let entries = self.read().await.map_err(|error| refusal(&error))?;
            if !entries.is_empty() {
                return self.message(entries).map(Some);
            }
            if self.follow.is_none() {
                return Ok(None);
            }
            self.looks.tick().await;
        }
    }

    async fn read(&self) -> Result<Vec<StreamEntry>, QueryError> {
        let _turn = self.asking.turn().await;
        let queries: &Queries = self.asking.queries();
        let answer = queries.stream_entries(self.stream, self.next, STREAM_ENTRIES_MAX).await?;
        Ok(answer.value)
    }

    fn message(
        &mut self,
        entries: Vec<StreamEntry>,
    ) -> Result<api::ReplayStreamResponse, ApiError> {
        let mut replayed = Vec::with_capacity(entries.len());
        for entry in entries {
            if entry.stream_sequence != self.next {
                let message = "an entry of the stream is missing from the index";
                return Err(ApiError::new(Reason::LogDamaged, message)
                    .with("stream", self.stream)
                    .with("stream_sequence", self.next));
            }
            self.next += 1;
            replayed.push(api::ReplayedEntry { sequence: entry.sequence, value: entry.value });
        }
        Ok(api::ReplayStreamResponse { entries: replayed })
    }
}
