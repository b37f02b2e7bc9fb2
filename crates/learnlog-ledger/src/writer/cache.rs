//! Stream states in memory, least recently used out first. Invariant: bounded by estimated bytes; what is dropped can be loaded again, so
//! dropping is always safe.

use learnlog_domain::stream::StreamId;
use lru::LruCache;

use crate::limits::CACHE_LIMIT_BYTES;
use crate::writer::stream::Stream;

/// The states that one writer keeps.
pub(crate) struct StreamCache {
    streams: LruCache<StreamId, Stream>,
    bytes: usize,
}

impl StreamCache {
    pub fn new() -> Self {
        Self { streams: LruCache::unbounded(), bytes: 0 }
    }

    /// Takes a state out, to change it; `put` brings it back.
    pub fn take(&mut self, id: StreamId) -> Option<Stream> {
        let stream = self.streams.pop(&id)?;
        self.bytes -= stream.estimated_bytes();
        Some(stream)
    }

    /// Keeps a state, and drops others past the limit.
    pub fn put(&mut self, stream: Stream) {
        self.take(stream.id);
        self.bytes += stream.estimated_bytes();
        self.streams.put(stream.id, stream);
        while self.bytes > CACHE_LIMIT_BYTES && self.streams.len() > 1 {
            let Some((_, dropped)) = self.streams.pop_lru() else { return };
            self.bytes -= dropped.estimated_bytes();
        }
    }
}
