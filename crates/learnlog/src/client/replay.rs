//! The history as the server streams it. Invariant: entries come in order, each once, also across
//! calls that broke and were made again. What they say, and whether they are what they should be,
//! is left to the readers.

use learnlog_proto::api::{
    ReplayLogRequest, ReplayLogResponse, ReplayStreamRequest, ReplayStreamResponse, ReplayedEntry,
    StrayCount,
};
use learnlog_proto::ledger::{LedgerPosition, StreamKind};
use tonic::{Status, Streaming};
use uuid::Uuid;

use crate::client::backoff::Backoff;
use crate::client::refusal::{ClientError, Refusal};
use crate::client::{Client, QUERY_MAX_ATTEMPTS};

/// What is replayed.
#[derive(Debug, Clone)]
pub enum History {
    /// All entries of one log.
    Log(u32),
    /// All entries of one stream, once the index has seen the position.
    Stream(StreamKind, Uuid, Option<LedgerPosition>),
}

/// A replay under way.
pub struct Replay {
    client: Client,
    history: History,
    /// In the log, or in the stream.
    next_sequence: u64,
    follow: bool,
    call: Option<Call>,
    backoff: Backoff,
    strays: Vec<StrayCount>,
}

enum Call {
    Log(Streaming<ReplayLogResponse>),
    Stream(Streaming<ReplayStreamResponse>),
}

impl Client {
    /// Replays from `from` (1: the beginning) to the end as it is now, or for ever if `follow`.
    pub fn replay(&self, history: History, from: u64, follow: bool) -> Replay {
        Replay {
            client: self.clone(),
            history,
            next_sequence: from.max(1),
            follow,
            call: None,
            backoff: Backoff::new(),
            strays: Vec::new(),
        }
    }
}

impl Replay {
    /// The next entries; None at the end. Errors: [`ClientError::Refused`], UNAVAILABLE only after
    /// five attempts in a row.
    pub async fn next(&mut self) -> Result<Option<Vec<ReplayedEntry>>, ClientError> {
        loop {
            match self.attempt().await {
                Ok(entries) => {
                    self.backoff.reset();
                    let count = entries.as_ref().map_or(0, Vec::len);
                    self.next_sequence = self.next_sequence.saturating_add(count as u64);
                    return Ok(entries);
                }
                Err(status) => {
                    self.call = None;
                    let refusal = Refusal::from_status(&status);
                    let is_last = self.backoff.pauses() + 1 >= QUERY_MAX_ATTEMPTS;
                    if !refusal.is_unavailable() || is_last {
                        return Err(ClientError::refused(refusal));
                    }
                    self.backoff.pause().await;
                }
            }
        }
    }

    /// Strays that the server passed in the last call, by cause.
    pub fn strays(&self) -> &[StrayCount] {
        &self.strays
    }

    async fn attempt(&mut self) -> Result<Option<Vec<ReplayedEntry>>, Status> {
        let mut call = match self.call.take() {
            Some(call) => call,
            None => self.open().await?,
        };
        let entries = match &mut call {
            Call::Log(call) => call.message().await?.map(|message| {
                self.strays = message.strays;
                message.entries
            }),
            Call::Stream(call) => call.message().await?.map(|message| message.entries),
        };
        self.call = Some(call);
        Ok(entries)
    }

    /// No deadline: a whole history takes as long as it takes.
    async fn open(&self) -> Result<Call, Status> {
        let mut ledger = self.client.ledger();
        match &self.history {
            History::Log(log) => {
                let request = ReplayLogRequest {
                    log: *log,
                    from_sequence: self.next_sequence,
                    follow: self.follow,
                };
                Ok(Call::Log(ledger.replay_log(request).await?.into_inner()))
            }
            History::Stream(kind, id, at_least) => {
                let request = ReplayStreamRequest {
                    stream_kind: (*kind).into(),
                    stream_id: id.to_string(),
                    from_stream_sequence: self.next_sequence,
                    at_least: at_least.clone(),
                    follow: self.follow,
                };
                Ok(Call::Stream(ledger.replay_stream(request).await?.into_inner()))
            }
        }
    }
}
