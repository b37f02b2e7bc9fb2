//! ReplayStream: one stream, from the entry index. Invariant: entries come in the order of the stream, none twice
//! and none left out; a stream that is followed is read again after its log has moved.

use std::time::Duration;

use futures::Stream;
use learnlog_codec::entry::LogNumber;
use learnlog_domain::stream::StreamId;
use learnlog_proto::api;
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::queries::answer::Answer;
use learnlog_readmodels::queries::error::QueryError;
use learnlog_readmodels::queries::position::reached;
use learnlog_readmodels::queries::stream_entries::{STREAM_ENTRIES_MAX, StreamEntry};
use tokio::time::timeout;

use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::places::Place;
use crate::queries::wait::{Asking, refusal};

/// A stream that is followed is read again after that long, whatever the position of its log: the
/// slowest projection may hold that back while the entry index goes on.
pub const READ_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// What is to be replayed.
pub struct StreamReplay {
    asking: Asking,
    stream: StreamId,
    /// Where the stream lies.
    log: LogNumber,
    /// The stream sequence of the next entry.
    next: u64,
    /// Whether it goes on when the end is reached; held as long.
    follow: Option<Place>,
}

impl StreamReplay {
    /// From the entry `from` of the stream, which lies in `log`, on (0 or 1: from the first), and with a permit to `follow`, without end.
    pub fn new(
        asking: Asking,
        stream: StreamId,
        log: LogNumber,
        from: u64,
        follow: Option<Place>,
    ) -> Self {
        Self { asking, stream, log, next: from.max(1), follow }
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
            let answer = self.read().await.map_err(|error| refusal(&error))?;
            if !answer.value.is_empty() {
                return self.message(answer.value).map(Some);
            }
            if self.follow.is_none() {
                return Ok(None);
            }
            let seen = reached(&answer.position, self.log);
            let moved = self.asking.queries().wait_past(self.log, seen);
            if let Ok(Err(error)) = timeout(READ_AGAIN_AFTER, moved).await {
                return Err(refusal(&error));
            }
        }
    }

    async fn read(&self) -> Result<Answer<Vec<StreamEntry>>, QueryError> {
        let _turn = self.asking.turn().await;
        let queries: &Queries = self.asking.queries();
        queries.stream_entries(self.stream, self.next, STREAM_ENTRIES_MAX).await
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
