//! The bare server: Submit is an echo, answered at once; an item of SubmitStream is produced as it came and answered when Kafka has it. It
//! runs as a process of its own, as learnlog does.

use std::net::SocketAddr;
use std::pin::Pin;

use anyhow::Context;
use bytes::Bytes;
use learnlog_proto::api::submit_response::Answer;
use learnlog_proto::api::submit_stream_response::Result as ItemAnswer;
use learnlog_proto::api::{
    EntryAddress, RecordedAnswer, SubmitRequest, SubmitResponse, SubmitStreamResponse,
};
use learnlog_proto::ledger::{LedgerPosition, LogPosition};
use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::error::KafkaError;
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseRecord, ProducerContext, ThreadedProducer};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tonic::transport::Server;
use tonic::{Request, Response, Status, Streaming};

use self::server::command_service_server::{CommandService, CommandServiceServer};
use super::topic::PARTITIONS;
use crate::load::stream::IN_FLIGHT_ITEMS;

/// The routes of CommandService, generated for the ceilings.
pub mod server {
    #![allow(missing_docs, unused_qualifications, clippy::all)]
    include!(concat!(env!("OUT_DIR"), "/learnlog.api.v1.CommandService.rs"));
}

/// Serves until the process is ended. Errors: Kafka's client cannot be made, or the address not be had.
pub async fn run(listen: SocketAddr, kafka: &str, topic: String) -> anyhow::Result<()> {
    let producer = ClientConfig::new()
        .set("bootstrap.servers", kafka)
        .set("acks", "all")
        .set("linger.ms", "1")
        .create_with_context(Reports)
        .context("cannot make a producer")?;
    let bare = Bare { producer, topic, answer: answer() };
    Ok(Server::builder().add_service(CommandServiceServer::new(bare)).serve(listen).await?)
}

struct Bare {
    producer: ThreadedProducer<Reports>,
    topic: String,
    answer: SubmitResponse,
}

/// Which item was delivered, and who waits for it.
type Waiting = Box<(u64, mpsc::Sender<Delivery>)>;

type Delivery = (u64, Result<(), KafkaError>);

struct Reports;

impl ClientContext for Reports {}

impl ProducerContext for Reports {
    type DeliveryOpaque = Waiting;

    fn delivery(&self, result: &DeliveryResult<'_>, waiting: Waiting) {
        let (index, answers) = *waiting;
        let result = result.as_ref().map(|_| ()).map_err(|(error, _)| error.clone());
        // There is room for everything in flight; who has hung up wants no answer.
        let _ = answers.try_send((index, result));
    }
}

#[tonic::async_trait]
impl CommandService for Bare {
    async fn submit(
        &self,
        _request: Request<SubmitRequest>,
    ) -> Result<Response<SubmitResponse>, Status> {
        Ok(Response::new(self.answer.clone()))
    }

    type SubmitStreamStream =
        Pin<Box<dyn Stream<Item = Result<SubmitStreamResponse, Status>> + Send + 'static>>;

    async fn submit_stream(
        &self,
        request: Request<Streaming<Bytes>>,
    ) -> Result<Response<Self::SubmitStreamStream>, Status> {
        let (sender, deliveries) = mpsc::channel(IN_FLIGHT_ITEMS * 2);
        let (producer, topic) = (self.producer.clone(), self.topic.clone());
        let mut index = 0;
        let mut sender = Some(sender);
        let sent = request.into_inner().map(Some).chain(tokio_stream::once(None));
        let sent = sent.filter_map(move |item| {
            let Some(item) = item else {
                // With the last one, the deliveries end when the last report is there.
                sender = None;
                return None;
            };
            let waiting = Box::new((index, sender.clone()?));
            index += 1;
            let produced = item.and_then(|item| produce(&producer, &topic, waiting, &item));
            produced.err().map(Err)
        });
        let answer = self.answer.clone();
        let answered = ReceiverStream::new(deliveries).map(move |(index, result)| match result {
            Ok(()) => Ok(SubmitStreamResponse {
                index,
                result: Some(ItemAnswer::Response(answer.clone())),
                ..SubmitStreamResponse::default()
            }),
            Err(error) => Err(Status::unavailable(error.to_string())),
        });
        Ok(Response::new(Box::pin(sent.merge(answered))))
    }
}

fn produce(
    producer: &ThreadedProducer<Reports>,
    topic: &str,
    waiting: Waiting,
    item: &Bytes,
) -> Result<(), Status> {
    let partition = i32::try_from(waiting.0 % u64::from(PARTITIONS)).unwrap_or_default();
    let record: BaseRecord<'_, (), [u8], Waiting> =
        BaseRecord::with_opaque_to(topic, waiting).partition(partition).payload(item);
    producer.send(record).map_err(|(error, _)| Status::unavailable(error.to_string()))
}

/// As learnlog answers, in content and size.
fn answer() -> SubmitResponse {
    let logs = [(0, 123), (5, 123_456)];
    let logs = logs.map(|(log, sequence)| LogPosition { log, sequence });
    SubmitResponse {
        answer: Some(Answer::Recorded(RecordedAnswer {
            event_types: vec!["activity.progressed".to_owned()],
        })),
        entry: Some(EntryAddress { log: 5, sequence: 123_456, hash: vec![0xa5; 32] }),
        position: Some(LedgerPosition { logs: logs.into() }),
        repeated_command: false,
    }
}
