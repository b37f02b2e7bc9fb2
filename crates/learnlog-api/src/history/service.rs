//! The rpcs of LedgerService.

use std::sync::Arc;
use std::time::{Duration, Instant};

use learnlog_codec::entry::{LedgerPosition, LogNumber};
use learnlog_codec::placement::log_of;
use learnlog_domain::stream::StreamId;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::event_log::EventLog;
use learnlog_ledger::ledger::{Ledger, LogStatus};
use learnlog_proto::api;
use learnlog_proto::api::ledger_service_server::LedgerService;
use learnlog_readmodels::entry_index;
use learnlog_readmodels::queries::Queries;
use learnlog_readmodels::queries::position::ProjectionPosition;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::{Request, Response, Status};

use super::log_replay::{AHEAD_LIMIT_MESSAGES, LogReplay};
use super::standing::{self, LogPlace, ToldHeads};
use super::stream_replay::StreamReplay;
use crate::authentication::interceptor::asking;
use crate::caller::Caller;
use crate::deadline::Deadline;
use crate::end::{Answers, End};
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::at::At;
use crate::input::{command, field, position};
use crate::ownership::router::Router;
use crate::places::Places;
use crate::queries::wait::Asking;

/// Replays of logs at once; each has a thread.
pub const LOG_REPLAYS_LIMIT: usize = 32;

/// Streams followed at once; each asks the entry index again whenever its log has moved.
pub const FOLLOWED_STREAMS_LIMIT: usize = 256;

/// Replays that begin behind fewer entries just read them.
const HINT_FROM_SEQUENCE: u64 = 1_000;

/// How long the index may take to say where a replay begins.
const HINT_WAIT: Duration = Duration::from_secs(2);

/// How long GetPosition waits for the read models to say how far they are.
pub const PROJECTIONS_WAIT: Duration = Duration::from_secs(2);

/// LedgerService.
pub struct History {
    /// The ledger, for its heads.
    pub ledger: Arc<Ledger>,
    /// Who owns which log.
    pub router: Arc<Router>,
    /// The logs, to be read by replays.
    pub event_log: Arc<dyn EventLog>,
    /// The entry index.
    pub asking: Asking,
    /// Where each log lies, by number.
    pub places: Vec<LogPlace>,
    /// What was told of the logs' heads.
    pub told: ToldHeads,
    /// Ends all streams.
    pub ending: CancellationToken,
    /// Where replaying threads are waited for.
    pub tasks: TaskTracker,
    /// Of replays of logs.
    pub replays: Places,
    /// Of streams that are followed.
    pub followed: Places,
}

impl History {
    fn logs(&self) -> u32 {
        u32::try_from(self.places.len()).unwrap_or(u32::MAX)
    }

    async fn replay_stream_of(
        &self,
        caller: &Caller,
        request: api::ReplayStreamRequest,
        deadline: Deadline,
    ) -> Result<StreamReplay, ApiError> {
        let read = read_stream(&request, self.logs());
        let (stream, at_least) = read.inspect_err(|e| caller.malformed(e, Instant::now()))?;
        let visible = async |_: &Queries| Ok(());
        self.asking.ask("ReplayStream", at_least.as_ref(), deadline, visible).await?;
        let from = request.from_stream_sequence;
        let follow = request.follow.then(|| self.followed.take(caller.principal()));
        let log = log_of(stream, self.ledger.genesis().entries_logs);
        Ok(StreamReplay::new(self.asking.clone(), stream, log, from, follow.transpose()?))
    }

    /// The entry before `from`, and where it lies. Where the index knows nothing, or does not answer, the log is read from its
    /// beginning.
    async fn hint(&self, log: LogNumber, from: u64) -> Option<Checkpoint> {
        let sequence = from.checked_sub(1).filter(|before| *before >= HINT_FROM_SEQUENCE)?;
        let deadline = Deadline::after(HINT_WAIT, None);
        let question = async |queries: &Queries| queries.entry_checkpoint(log, sequence).await;
        self.asking.ask("ReplayLog", None, deadline, question).await.ok()?
    }

    /// The head of a log that another process writes, as the entry index has it: this one's writer does not follow it.
    async fn follow(
        &self,
        status: &mut LogStatus,
        projections: &[ProjectionPosition],
        deadline: Deadline,
    ) {
        let of_log = |position: &LedgerPosition| {
            position.0.iter().find(|(log, _)| *log == status.log).map_or(0, |of| of.1)
        };
        let index = projections.iter().find(|of| of.projection == entry_index::ID.name);
        let sequence = index.map_or(0, |index| of_log(&index.position));
        if sequence <= status.checkpoint.head.sequence {
            return;
        }
        let log = status.log;
        let question = async |queries: &Queries| queries.entry_checkpoint(log, sequence).await;
        if let Ok(Some(head)) = self.asking.ask("GetPosition", None, deadline, question).await {
            status.checkpoint = head;
        }
    }

    async fn start_replay(
        &self,
        caller: &Caller,
        request: &api::ReplayLogRequest,
    ) -> Result<mpsc::Receiver<Result<api::ReplayLogResponse, ApiError>>, ApiError> {
        let log = read_log(request, self.logs());
        let log = log.inspect_err(|error| caller.malformed(error, Instant::now()))?;
        let place = self.replays.take(caller.principal())?;
        let writer = self.ledger.witnesses().into_iter().nth(log.0 as usize);
        let replay = LogReplay {
            event_log: Arc::clone(&self.event_log),
            log,
            from_sequence: request.from_sequence.max(1),
            follow: request.follow,
            hint: self.hint(log, request.from_sequence).await,
            writer,
        };
        let (messages, receiver) = mpsc::channel(AHEAD_LIMIT_MESSAGES);
        // Its end is waited for by the tracker; what it has to say, it says in messages.
        drop(self.tasks.spawn_blocking(move || {
            replay.run(&messages);
            drop(place);
        }));
        Ok(receiver)
    }
}

/// The stream of a request in a ledger with `logs` logs, and what must be visible. Errors: the INVALID_ARGUMENT reasons.
pub fn read_stream(
    request: &api::ReplayStreamRequest,
    logs: u32,
) -> Result<(StreamId, Option<LedgerPosition>), ApiError> {
    let (at_kind, at_id) = (At::root("stream_kind"), At::root("stream_id"));
    let stream = command::stream(at_kind, at_id, request.stream_kind, &request.stream_id)?;
    Ok((stream, position::position(At::root("at_least"), &request.at_least, logs)?))
}

/// The log of a request in a ledger with `logs` logs. Errors: NUMBER_OUT_OF_RANGE.
pub fn read_log(request: &api::ReplayLogRequest, logs: u32) -> Result<LogNumber, ApiError> {
    field::number(At::root("log"), request.log, 0, logs.saturating_sub(1)).map(LogNumber)
}

#[tonic::async_trait]
impl LedgerService for History {
    async fn get_position(
        &self,
        request: Request<api::GetPositionRequest>,
    ) -> Result<Response<api::GetPositionResponse>, Status> {
        asking(&request)?;
        let deadline = Deadline::of_call(request.metadata());
        let wait = Deadline::after(PROJECTIONS_WAIT, Some(deadline));
        let projections = match self.asking.projections(wait).await {
            Ok(projections) => Some(projections),
            Err(error) if error.reason() == Reason::InternalFault => return Err(error.into()),
            Err(_) => None,
        };
        let shared = self.router.shared();
        let mut status = self.ledger.status();
        for status in status.iter_mut().filter(|status| shared.is_elsewhere(status.log)) {
            self.follow(status, projections.as_deref().unwrap_or_default(), wait).await;
        }
        for status in &mut status {
            status.checkpoint = self.told.newest(status.log, status.checkpoint);
        }
        let (genesis, places) = (self.ledger.genesis(), &self.places);
        let response = standing::response(genesis, status, places, projections, &shared);
        Ok(Response::new(response))
    }

    type ReplayStreamStream = Answers<api::ReplayStreamResponse>;

    async fn replay_stream(
        &self,
        request: Request<api::ReplayStreamRequest>,
    ) -> Result<Response<Self::ReplayStreamStream>, Status> {
        let caller = asking(&request)?;
        let first = Deadline::of_call(request.metadata());
        let deadline = Deadline::of_stream(request.metadata());
        let end = End::of(deadline, caller.principal(), self.ending.clone());
        let replay = self.replay_stream_of(&caller, request.into_inner(), first).await?;
        Ok(Response::new(end.limit(replay.messages(), &self.tasks)))
    }

    type ReplayLogStream = Answers<api::ReplayLogResponse>;

    async fn replay_log(
        &self,
        request: Request<api::ReplayLogRequest>,
    ) -> Result<Response<Self::ReplayLogStream>, Status> {
        let caller = asking(&request)?;
        let deadline = Deadline::of_stream(request.metadata());
        let end = End::of(deadline, caller.principal(), self.ending.clone());
        let messages = self.start_replay(&caller, request.get_ref()).await?;
        Ok(Response::new(end.limit(ReceiverStream::new(messages), &self.tasks)))
    }
}

#[cfg(test)]
mod tests;
