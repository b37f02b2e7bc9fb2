//! A server that does as it is told, attempt by attempt. It records each command id once, like the
//! real one.

use std::collections::{BTreeMap, HashSet};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use futures::{Stream, StreamExt};
use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::api::command_service_server::{CommandService, CommandServiceServer};
use learnlog_proto::api::ledger_service_server::{LedgerService, LedgerServiceServer};
use learnlog_proto::api::submit_stream_response::Result as Item;
use learnlog_proto::api::{
    Command, DeriveIdsRequest, DeriveIdsResponse, GetPositionRequest, GetPositionResponse,
    ItemError, ReplayLogRequest, ReplayLogResponse, ReplayStreamRequest, ReplayStreamResponse,
    ReplayedEntry, SubmitRequest, SubmitResponse, SubmitStreamRequest, SubmitStreamResponse,
};
use tokio_util::task::AbortOnDropHandle;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Code, Request, Response, Status, Streaming};
use tonic_types::{ErrorDetails, StatusExt};
use uuid::Uuid;

use crate::client::Client;
use crate::client::connect::ConnectArgs;

/// What the server does with one attempt.
#[derive(Debug, Clone, Copy)]
pub enum Behavior {
    /// Records and answers.
    Record,
    /// Fails the call as something on the way would: without ErrorInfo.
    Fail(Code),
    /// Records, and fails the call before answering.
    RecordAndFail(Code),
    /// Fails the call with ErrorInfo.
    Refuse(Code),
    /// Answers the item with an error; a call that is no stream fails with ErrorInfo.
    RefuseItem(Code),
    /// Takes it and says nothing.
    Ignore,
}

type Script = Box<dyn Fn(u64, &Command) -> Behavior + Send + Sync>;

#[derive(Default)]
struct Seen {
    attempts: u64,
    calls: u64,
    ids: HashSet<String>,
    recorded: Vec<(String, String)>,
    /// Learners with a command that was taken and not yet answered, in the current call.
    open: HashSet<String>,
    overtakers: u64,
}

/// What the server says and replays of a ledger.
#[derive(Default)]
pub struct TestLedger {
    pub position: GetPositionResponse,
    pub logs: BTreeMap<u32, Vec<Vec<u8>>>,
}

struct Inner {
    script: Script,
    ledger: TestLedger,
    seen: Mutex<Seen>,
}

#[derive(Clone)]
struct Service(Arc<Inner>);

/// The server; gone when dropped.
pub struct TestServer {
    address: SocketAddr,
    service: Service,
    _task: AbortOnDropHandle<()>,
}

pub fn connect_args(server: &str, patience: u64) -> ConnectArgs {
    ConnectArgs {
        server: server.to_owned(),
        token: Some("secret".to_owned()),
        token_file: None,
        tls_ca: None,
        tls_cert: None,
        tls_key: None,
        deadline: 30,
        patience,
    }
}

impl TestServer {
    /// Serves on a free port until dropped.
    pub async fn start(script: impl Fn(u64, &Command) -> Behavior + Send + Sync + 'static) -> Self {
        Self::of(TestLedger::default(), script).await
    }

    /// The same, over a ledger.
    pub async fn of(
        ledger: TestLedger,
        script: impl Fn(u64, &Command) -> Behavior + Send + Sync + 'static,
    ) -> Self {
        let inner = Inner { script: Box::new(script), ledger, seen: Mutex::default() };
        let service = Service(Arc::new(inner));
        let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap();
        let address = incoming.local_addr().unwrap();
        let server = Server::builder()
            .add_service(CommandServiceServer::new(service.clone()))
            .add_service(LedgerServiceServer::new(service.clone()))
            .serve_with_incoming(incoming);
        let tracker = tokio_util::task::TaskTracker::new();
        let task = tracker.spawn(async move { server.await.unwrap() });
        Self { address, service, _task: AbortOnDropHandle::new(task) }
    }

    pub fn client(&self, patience: u64) -> Client {
        connect_args(&format!("http://{}", self.address), patience).client().unwrap()
    }

    pub fn attempts(&self) -> u64 {
        self.service.0.seen.lock().unwrap().attempts
    }

    pub fn calls(&self) -> u64 {
        self.service.0.seen.lock().unwrap().calls
    }

    pub fn overtakers(&self) -> u64 {
        self.service.0.seen.lock().unwrap().overtakers
    }

    /// (learner, command) in the order of the ledger.
    pub fn recorded(&self) -> Vec<(String, String)> {
        self.service.0.seen.lock().unwrap().recorded.clone()
    }
}

fn learner(command: &Command) -> String {
    let Some(Kind::Enroll(enroll)) = &command.command else { panic!("only Enroll is sent") };
    enroll.learner_id.clone()
}

fn refusal(code: Code) -> Status {
    let details = ErrorDetails::with_error_info("TEST", "learnlog", []);
    Status::with_error_details(code, "as told", details)
}

impl Service {
    fn check_token<T>(request: &Request<T>) {
        assert_eq!(request.metadata().get("authorization").unwrap(), "Bearer secret");
    }

    fn next(&self, command: &Command) -> Behavior {
        let mut seen = self.0.seen.lock().unwrap();
        seen.attempts += 1;
        (self.0.script)(seen.attempts - 1, command)
    }

    fn record(&self, command: &Command) -> SubmitResponse {
        let mut seen = self.0.seen.lock().unwrap();
        let is_new = seen.ids.insert(command.command_id.clone());
        if is_new {
            seen.recorded.push((learner(command), command.command_id.clone()));
        }
        SubmitResponse { repeated_command: !is_new, ..SubmitResponse::default() }
    }

    fn item(&self, command: &Command) -> Result<Option<Item>, Status> {
        let response = match self.next(command) {
            Behavior::Record => Item::Response(self.record(command)),
            Behavior::RecordAndFail(code) => {
                self.record(command);
                return Err(Status::new(code, "as told"));
            }
            Behavior::Fail(code) => return Err(Status::new(code, "as told")),
            Behavior::Refuse(code) => return Err(refusal(code)),
            Behavior::RefuseItem(code) => Item::Error(ItemError {
                code: code.into(),
                message: "as told".to_owned(),
                reason: "TEST".to_owned(),
                ..ItemError::default()
            }),
            Behavior::Ignore => return Ok(None),
        };
        Ok(Some(response))
    }

    /// Answers of items that came together, the latest first, so that order is never an accident;
    /// up to the one that breaks the call.
    fn answers(&self, first: u64, chunk: Vec<Command>) -> Vec<Answer> {
        for command in &chunk {
            let mut seen = self.0.seen.lock().unwrap();
            let is_alone = seen.open.insert(learner(command));
            seen.overtakers += u64::from(!is_alone);
        }
        let mut answers = Vec::new();
        for (index, command) in (first..).zip(&chunk).collect::<Vec<_>>().into_iter().rev() {
            self.0.seen.lock().unwrap().open.remove(&learner(command));
            match self.item(command) {
                Ok(None) => {}
                Ok(result) => {
                    answers.push(Ok(SubmitStreamResponse { index, result, ..Default::default() }));
                }
                Err(status) => {
                    answers.push(Err(status));
                    break;
                }
            }
        }
        answers
    }
}

type Answer = Result<SubmitStreamResponse, Status>;

type Answers<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl CommandService for Service {
    async fn submit(
        &self,
        request: Request<SubmitRequest>,
    ) -> Result<Response<SubmitResponse>, Status> {
        Self::check_token(&request);
        let command = request.into_inner().command.unwrap();
        match self.item(&command)? {
            Some(Item::Response(response)) => Ok(Response::new(response)),
            Some(Item::Error(error)) => Err(refusal(Code::from_i32(error.code))),
            None => std::future::pending().await,
        }
    }

    type SubmitStreamStream = Answers<SubmitStreamResponse>;

    async fn submit_stream(
        &self,
        request: Request<Streaming<SubmitStreamRequest>>,
    ) -> Result<Response<Self::SubmitStreamStream>, Status> {
        Self::check_token(&request);
        let mut seen = self.0.seen.lock().unwrap();
        seen.calls += 1;
        seen.open.clear();
        drop(seen);
        let (service, mut first) = (self.clone(), 0);
        let answers = request.into_inner().ready_chunks(8).flat_map(move |chunk| {
            let chunk: Vec<_> = chunk
                .into_iter()
                .flatten()
                .map(|item| item.request.unwrap().command.unwrap())
                .collect();
            let answers = service.answers(first, chunk.clone());
            first += chunk.len() as u64;
            futures::stream::iter(answers)
        });
        Ok(Response::new(Box::pin(answers)))
    }

    async fn derive_ids(
        &self,
        request: Request<DeriveIdsRequest>,
    ) -> Result<Response<DeriveIdsResponse>, Status> {
        self.0.seen.lock().unwrap().attempts += 1;
        let names = request.into_inner().names;
        assert!(names.len() <= 10_000);
        let id = |name: &String| Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes()).to_string();
        Ok(Response::new(DeriveIdsResponse { ids: names.iter().map(id).collect() }))
    }
}

#[tonic::async_trait]
impl LedgerService for Service {
    async fn get_position(
        &self,
        request: Request<GetPositionRequest>,
    ) -> Result<Response<GetPositionResponse>, Status> {
        Self::check_token(&request);
        match self.next(&Command::default()) {
            Behavior::Fail(code) => Err(Status::new(code, "as told")),
            _ => Ok(Response::new(self.0.ledger.position.clone())),
        }
    }

    type ReplayStreamStream = Answers<ReplayStreamResponse>;

    async fn replay_stream(
        &self,
        _: Request<ReplayStreamRequest>,
    ) -> Result<Response<Self::ReplayStreamStream>, Status> {
        Err(Status::unimplemented("not asked for here"))
    }

    type ReplayLogStream = Answers<ReplayLogResponse>;

    async fn replay_log(
        &self,
        request: Request<ReplayLogRequest>,
    ) -> Result<Response<Self::ReplayLogStream>, Status> {
        let request = request.into_inner();
        let values = self.0.ledger.logs.get(&request.log).cloned().unwrap_or_default();
        let entries = (1..)
            .zip(values)
            .map(|(sequence, value)| ReplayedEntry { sequence, value: value.into() });
        let entries = entries.filter(|entry| entry.sequence >= request.from_sequence).collect();
        let message = ReplayLogResponse { entries, strays: Vec::new() };
        Ok(Response::new(Box::pin(futures::stream::iter([Ok(message)]))))
    }
}
