//! A caller: commands and queries over gRPC, as another service would make them.

use std::time::Duration;

use learnlog_proto::api as pb;
use learnlog_proto::api::command::Command as Kind;
use learnlog_proto::api::command_service_client::CommandServiceClient;
use learnlog_proto::api::ledger_service_client::LedgerServiceClient;
use learnlog_proto::api::query_service_client::QueryServiceClient;
use learnlog_proto::google::r#type::Date;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::Channel;
use tonic::{Request, Status};
use uuid::Uuid;

use crate::process::{PATIENCE, Server};
use crate::site::Site;

/// Between two tries.
const POLL_PAUSE: Duration = Duration::from_millis(100);

/// A connection with a token.
pub type Authorized = InterceptedService<Channel, Bearer>;

/// Adds a token to every call.
#[derive(Clone)]
pub struct Bearer(String);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let value = format!("Bearer {}", self.0).parse().expect("a token is ASCII");
        request.metadata_mut().insert("authorization", value);
        Ok(request)
    }
}

/// A caller of one server.
#[derive(Clone)]
pub struct Caller {
    pub commands: CommandServiceClient<Authorized>,
    pub queries: QueryServiceClient<Authorized>,
    pub ledger: LedgerServiceClient<Authorized>,
}

impl Caller {
    pub fn new(site: &Site, server: &Server) -> Self {
        Self::with_token(server, site.token("test"))
    }

    pub fn with_token(server: &Server, token: String) -> Self {
        let channel = InterceptedService::new(server.channel(), Bearer(token));
        Self {
            commands: CommandServiceClient::new(channel.clone()),
            queries: QueryServiceClient::new(channel.clone()),
            ledger: LedgerServiceClient::new(channel),
        }
    }

    pub async fn submit(&self, command: pb::Command) -> Result<pb::SubmitResponse, Status> {
        let request = pb::SubmitRequest { command: Some(command), ..Default::default() };
        self.commands.clone().submit(request).await.map(tonic::Response::into_inner)
    }

    /// Submits again and again, under the same command id, until there is an answer.
    pub async fn insist(&self, command: pb::Command) -> pb::SubmitResponse {
        let mut pause = tokio::time::interval(POLL_PAUSE);
        let mut last = None;
        let asking = async {
            loop {
                pause.tick().await;
                match self.submit(command.clone()).await {
                    Ok(answer) => return answer,
                    Err(status) => last = Some(status),
                }
            }
        };
        match tokio::time::timeout(PATIENCE, asking).await {
            Ok(answer) => answer,
            Err(_) => panic!("no answer to {} in time; the last was {last:?}", command.command_id),
        }
    }
}

/// A command under that id, on a day of 2026.
pub fn command(id: Uuid, kind: Kind) -> pb::Command {
    let day = Date { year: 2026, month: 3, day: 31 };
    let when = Some(pb::occurred_input::When::Day(day));
    pb::Command {
        command_id: id.to_string(),
        occurred: Some(pb::OccurredInput { when }),
        source_system: "test".into(),
        command: Some(kind),
        ..Default::default()
    }
}

/// A definition under that id.
pub fn definition(id: Uuid, kind: Kind) -> pb::Command {
    pb::Command { occurred: None, ..command(id, kind) }
}

/// Adds a learner.
pub fn add_person(id: Uuid, learner: Uuid) -> pb::Command {
    let person = pb::PersonInput { display_name: "Ada".into(), ..Default::default() };
    let learner_id = learner.to_string();
    command(id, Kind::AddPerson(pb::AddPerson { learner_id, person: Some(person) }))
}

/// Sets a learner's worker type.
pub fn change_person(id: Uuid, learner: Uuid, worker_type: &str) -> pb::Command {
    let set = pb::PersonInput { worker_type: worker_type.into(), ..Default::default() };
    let learner_id = learner.to_string();
    command(
        id,
        Kind::ChangePerson(pb::ChangePerson { learner_id, set: Some(set), clear: Vec::new() }),
    )
}

/// A new id.
pub fn id() -> Uuid {
    Uuid::now_v7()
}
