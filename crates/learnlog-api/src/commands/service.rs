//! The rpcs of CommandService.

use std::sync::Arc;
use std::time::{Duration, Instant};

use learnlog_proto::api;
use prost::Message;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;
use tonic::{Request, Response, Status, Streaming};

use super::admission::Admission;
use super::answer::{not_reached, outcome_unknown};
use super::desk::{Asker, Desk, Way, unanswered};
use super::handed::Handed;
use super::order::Order;
use super::stream::items;
use super::stream::room::{Room, Rooms};
use crate::authentication::interceptor::{asking, caller};
use crate::deadline::Deadline;
use crate::end::{Answers, End};
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::at::At;
use crate::input::field;
use crate::message::Received;
use crate::message::server::command_service_server::CommandService;
use crate::metrics;
use crate::ownership::token::{Token, is_forwarded};
use crate::places::Places;

/// Names of one DeriveIds.
pub const NAMES_LIMIT: usize = 10_000;

/// Bytes of one name.
pub const NAME_LIMIT_BYTES: usize = 500;

/// Calls of SubmitStream under way at once.
pub const STREAMS_LIMIT: usize = 1_024;

/// Calls of SubmitStream in which other processes forward: each of them has one for each of its callers. Counted apart, so that callers
/// who take all places hold up no forwarded command.
pub const FORWARDED_STREAMS_LIMIT: usize = 16_384;

/// How long the command of a unary call waits for room in a queue that streams may have filled.
pub const ROOM_WAIT: Duration = Duration::from_millis(200);

/// CommandService.
pub struct Commands {
    desk: Arc<Desk>,
    admission: Arc<Admission>,
    rooms: Rooms,
    streams: Places,
    forwarded: Places,
    ending: CancellationToken,
}

impl Commands {
    /// Over that desk; streams end when `ending` is canceled.
    pub fn new(desk: Arc<Desk>, ending: CancellationToken) -> Self {
        let admission = Arc::new(Admission::new(desk.log_count()));
        let streams = Places::new(STREAMS_LIMIT, Reason::TooManyStreams);
        let forwarded = Places::new(FORWARDED_STREAMS_LIMIT, Reason::TooManyStreams);
        Self { desk, admission, rooms: Rooms::default(), streams, forwarded, ending }
    }

    /// The turns that its commands take.
    pub fn admission(&self) -> Arc<Admission> {
        Arc::clone(&self.admission)
    }

    /// Errors: nobody was authenticated, or another process was meant.
    fn asker<T>(&self, request: &Request<T>) -> Result<Asker, ApiError> {
        let (caller, metadata) = (caller(request)?, request.metadata());
        let forwarded = is_forwarded(metadata, self.desk.router().own())?;
        Ok(Asker { caller, token: Token::of_call(metadata), forwarded })
    }

    async fn answer(
        &self,
        request: Received<api::SubmitRequest>,
        asker: &Asker,
        deadline: Deadline,
    ) -> Result<api::SubmitResponse, ApiError> {
        let bytes = request.as_ref().map_or(0, Message::encoded_len);
        let order = request
            .and_then(|request| self.desk.read(request))
            .inspect_err(|error| asker.caller.malformed(error, Instant::now()))?;
        let log = self.desk.log_of(&order);
        let _room = self.admission.room(log, bytes).inspect_err(unanswered)?;
        let waiting = self.admission.position(log).inspect_err(unanswered)?;
        let reached = deadline.limit(self.desk.reach(&order)).await;
        let at_least = reached.unwrap_or_else(|_| Err(not_reached())).inspect_err(unanswered)?;
        drop(waiting);
        let stream = order.draft.stream;
        let place = self.admission.place(log).inspect_err(unanswered)?;
        let turn = place.turn(deadline).await.inspect_err(unanswered)?;
        let answered =
            deadline.limit(async { Ok(self.hand_over(order, asker, at_least).await?.await) });
        let answered = answered.await;
        match &answered {
            Ok(Err(_)) => turn.refused(),
            Ok(Ok(_)) | Err(_) => drop(turn),
        }
        let answered = answered.unwrap_or_else(|_| Err(outcome_unknown()));
        self.desk.settle(answered.inspect_err(unanswered)?, stream)
    }

    /// To who owns the order's log.
    async fn hand_over(
        &self,
        mut order: Order,
        asker: &Asker,
        at_least: u64,
    ) -> Result<Handed, ApiError> {
        let stream = order.draft.stream;
        while let Way::There(lane) = self.desk.way(&order, asker) {
            let forwarded = timeout(ROOM_WAIT, self.desk.forward(order, &lane, false));
            match forwarded.await.unwrap_or_else(|_| Err(self.desk.overloaded(stream)))? {
                Ok(handed) => return Ok(handed),
                // The lane has just ended: the log may be another's now.
                Err(back) => order = back,
            }
        }
        let keys = self.desk.keys(std::iter::once(&order)).await?;
        let handed = timeout(ROOM_WAIT, self.desk.hand_over(order, &keys, asker, at_least));
        handed.await.unwrap_or_else(|_| Err(self.desk.overloaded(stream)))
    }
}

#[tonic::async_trait]
impl CommandService for Commands {
    async fn submit(
        &self,
        request: Request<Received<api::SubmitRequest>>,
    ) -> Result<Response<api::SubmitResponse>, Status> {
        let began = Instant::now();
        let asker = self.asker(&request)?;
        asker.caller.may_call()?;
        let deadline = Deadline::of_call(request.metadata());
        let answered = self.answer(request.into_inner(), &asker, deadline).await;
        ::metrics::histogram!(metrics::SUBMIT_SECONDS.name).record(began.elapsed().as_secs_f64());
        Ok(Response::new(answered?))
    }

    type SubmitStreamStream = Answers<api::SubmitStreamResponse>;

    async fn submit_stream(
        &self,
        request: Request<Streaming<Received<api::SubmitStreamRequest>>>,
    ) -> Result<Response<Self::SubmitStreamStream>, Status> {
        let asker = self.asker(&request)?;
        let places = if asker.forwarded { &self.forwarded } else { &self.streams };
        let place = places.take(asker.caller.principal())?;
        let deadline = Deadline::of_stream(request.metadata());
        let room = Room::of(self.rooms.clone(), place);
        let (desk, ending) = (Arc::clone(&self.desk), self.ending.clone());
        let end = End::of_items(deadline, ending.clone());
        let answers = items(desk, asker, room, request.into_inner(), deadline, ending);
        Ok(Response::new(end.limit(answers, self.desk.tasks())))
    }

    async fn derive_ids(
        &self,
        request: Request<Received<api::DeriveIdsRequest>>,
    ) -> Result<Response<api::DeriveIdsResponse>, Status> {
        let caller = asking(&request)?;
        let request = request.into_inner().and_then(checked);
        let request = request.inspect_err(|error| caller.malformed(error, Instant::now()))?;
        let key = self.desk.keyring().ledger();
        let id = |name: &String| {
            key.derive_id(&request.kind, &request.source_system, name).hyphenated().to_string()
        };
        Ok(Response::new(api::DeriveIdsResponse { ids: request.names.iter().map(id).collect() }))
    }
}

/// A request for ids whose names are within their limits. Errors: the INVALID_ARGUMENT reasons.
pub fn checked(request: api::DeriveIdsRequest) -> Result<api::DeriveIdsRequest, ApiError> {
    field::kind(At::root("kind"), &request.kind)?;
    field::required_name(At::root("source_system"), &request.source_system)?;
    let list = At::root("names");
    field::count(list, request.names.len(), 0, NAMES_LIMIT)?;
    for (index, name) in request.names.iter().enumerate() {
        field::required_text(list.item(index), name, NAME_LIMIT_BYTES)?;
    }
    Ok(request)
}
