//! Processes on one log in memory.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use learnlog_codec::entry::{Genesis, LogNumber};
use learnlog_ledger::ledger::Ledger;
use learnlog_ledger::memory::MemoryLog;
use learnlog_proto::api;
use learnlog_proto::api::command_service_client::CommandServiceClient;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tonic::metadata::MetadataMap;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Request, Status};
use uuid::Uuid;

use crate::caller::REJECTIONS_LIMIT_PER_MINUTE;
use crate::commands::desk::Desk;
use crate::commands::service::Commands;
use crate::input::samples;
use crate::message::server::command_service_server::{CommandService, CommandServiceServer};
use crate::ownership::process::Process;
use crate::ownership::router::Router;
use crate::testing::{self, OTHER, OWN};

/// A log and the keys of who uses it.
pub struct Stand {
    log: MemoryLog,
    genesis: Genesis,
    table: Arc<testing::Table>,
}

/// One process.
pub struct Member {
    pub ledger: Arc<Ledger>,
    pub router: Arc<Router>,
    pub door: Door,
}

/// A server, how it is called, and with what it was.
pub struct Door {
    pub address: String,
    pub client: CommandServiceClient<Channel>,
    pub calls: Arc<Mutex<Vec<MetadataMap>>>,
}

impl Stand {
    pub async fn new() -> Self {
        let (log, genesis) = testing::settled_log().await;
        Self { log, genesis, table: Arc::default() }
    }

    pub async fn member(&self, id: Uuid) -> Member {
        let event_log = Arc::new(self.log.clone());
        let ledger = Arc::new(testing::ledger(event_log, self.genesis.clone()).await);
        let keyring = Arc::new(testing::keyring_over(Arc::clone(&self.table)).await);
        let router = Arc::new(Router::new(id, Arc::clone(&ledger), None));
        let tasks = TaskTracker::new();
        let desk = Desk::new(Arc::clone(&ledger), keyring, Arc::clone(&router), tasks);
        let commands = Commands::new(Arc::new(desk), CancellationToken::new());
        Member { ledger, router, door: door(commands).await }
    }

    /// Two processes of which the first one leaves everything to the second.
    pub async fn two(&self) -> (Member, Member) {
        let (first, second) = (self.member(OWN).await, self.member(OTHER).await);
        first.leave_all_to(&second.door.address);
        (first, second)
    }

    /// Entries of learners.
    pub fn learner_entries(&self) -> u64 {
        use learnlog_ledger::event_log::EventLog;
        self.log.bounds(LogNumber(1)).unwrap().high - 1
    }
}

impl Member {
    /// Everything is owned by the process there.
    pub fn leave_all_to(&self, address: &str) {
        let own = testing::process(OWN, &self.door.address);
        let own = Process { unable_to_write: (0..3).map(LogNumber).collect(), ..own };
        self.router.update(vec![own, testing::process(OTHER, address)]);
    }

    /// Everything is this process's, though another one is there.
    pub fn take_all_from(&self, address: &str) {
        let other = testing::process(OTHER, address);
        let other = Process { unable_to_write: (0..3).map(LogNumber).collect(), ..other };
        self.router.update(vec![testing::process(OWN, &self.door.address), other]);
    }

    pub async fn submit(&self, command: api::Command) -> Result<api::SubmitResponse, Status> {
        let call = self.door.client.clone().submit(authorized(submit_request(command))).await;
        call.map(tonic::Response::into_inner)
    }
}

/// Serves as long as the test lasts.
pub async fn door(commands: impl CommandService) -> Door {
    let calls = Arc::<Mutex<Vec<MetadataMap>>>::default();
    let (seen, caller) = (Arc::clone(&calls), testing::caller(REJECTIONS_LIMIT_PER_MINUTE));
    let gate = move |mut request: Request<()>| {
        seen.lock().unwrap().push(request.metadata().clone());
        request.extensions_mut().insert(caller.clone());
        Ok(request)
    };
    let service = InterceptedService::new(CommandServiceServer::new(commands), gate);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let incoming = TcpIncoming::from(listener);
    let served = Server::builder().add_service(service).serve_with_incoming(incoming);
    // It ends with the test's runtime.
    drop(TaskTracker::new().spawn(served));
    let channel = Endpoint::from_shared(address.clone()).unwrap().connect_lazy();
    Door { address, client: CommandServiceClient::new(channel), calls }
}

/// A call of somebody who showed a token.
pub fn authorized<T>(message: T) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", "Bearer of-the-caller".parse().unwrap());
    request.set_timeout(Duration::from_secs(60));
    request
}

pub fn submit_request(command: api::Command) -> api::SubmitRequest {
    api::SubmitRequest { command: Some(command), ..api::SubmitRequest::default() }
}

/// The sample of that kind, under the command id of that number.
pub fn command(kind: &str, number: u8) -> api::Command {
    api::Command { command_id: samples::id(number), basis: None, ..samples::named(kind) }
}
