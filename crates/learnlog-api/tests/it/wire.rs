//! Bytes as a client may send them, message or not.

use bytes::{Buf, BufMut};
use http::uri::PathAndQuery;
use learnlog_proto::api;
use prost::Message;
use tonic::codec::CompressionEncoding::Gzip;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::{Code, Status};

use crate::commands::{Caller, add_person, fresh, why};
use crate::world::shared;

/// Sends bytes, takes messages.
#[derive(Default)]
pub struct Raw<T>(std::marker::PhantomData<T>);

impl<T> Raw<T> {
    pub fn new() -> Self {
        Self(std::marker::PhantomData)
    }
}

impl<T: Message + Default + 'static> Codec for Raw<T> {
    type Encode = Vec<u8>;
    type Decode = T;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self::new()
    }

    fn decoder(&mut self) -> Self {
        Self::new()
    }
}

impl<T: Message> Encoder for Raw<T> {
    type Item = Vec<u8>;
    type Error = Status;

    fn encode(&mut self, bytes: Vec<u8>, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(&bytes);
        Ok(())
    }
}

impl<T: Message + Default> Decoder for Raw<T> {
    type Item = T;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<T>, Status> {
        let bytes = buffer.copy_to_bytes(buffer.remaining());
        T::decode(bytes).map(Some).map_err(|error| Status::internal(error.to_string()))
    }
}

async fn submit(caller: &Caller, bytes: Vec<u8>) -> Result<api::SubmitResponse, Status> {
    call(caller, "/learnlog.api.v1.CommandService/Submit", bytes).await
}

async fn call<T: Message + Default + 'static>(
    caller: &Caller,
    path: &'static str,
    bytes: Vec<u8>,
) -> Result<T, Status> {
    let mut client = tonic::client::Grpc::new(caller.channel());
    client.ready().await.unwrap();
    let path = PathAndQuery::from_static(path);
    let answer = client.unary(caller.request(bytes), path, Raw::new()).await;
    answer.map(tonic::Response::into_inner)
}

fn invalid(reason: &str) -> (Code, String) {
    (Code::InvalidArgument, reason.to_owned())
}

/// A good request whose source system has so many bytes.
fn padded(bytes: usize) -> Vec<u8> {
    let mut command = add_person(&fresh(), "x");
    command.source_system = "x".repeat(bytes);
    api::SubmitRequest { command: Some(command), ..Default::default() }.encode_to_vec()
}

#[tokio::test]
async fn what_is_no_message_is_an_invalid_argument() {
    let caller = Caller::of(shared(), "player").await;
    let status = submit(&caller, vec![0xff; 100]).await.unwrap_err();
    assert_eq!(why(&status), invalid("MESSAGE_UNDECODABLE"));
    let status = submit(&caller, padded(300 << 10)).await.unwrap_err();
    assert_eq!(why(&status), invalid("MESSAGE_TOO_LARGE"));
    // Beyond what the transport takes.
    let status = submit(&caller, padded(9 << 20)).await.unwrap_err();
    assert_eq!(why(&status), invalid("MESSAGE_TOO_LARGE"));
    let status = submit(&caller, padded(200 << 10)).await.unwrap_err();
    assert_eq!(why(&status), invalid("CODE_INVALID"));
    // Also where no command is asked.
    let path = "/learnlog.api.v1.QueryService/GetTranscript";
    let found = call::<api::GetTranscriptResponse>(&caller, path, vec![0xff; 100]).await;
    assert_eq!(why(&found.unwrap_err()), invalid("MESSAGE_UNDECODABLE"));
}

#[tokio::test]
async fn requests_and_answers_may_be_compressed() {
    let caller = Caller::of(shared(), "player").await;
    let mut client = caller.commands().send_compressed(Gzip).accept_compressed(Gzip);
    let command = Some(add_person(&fresh(), "Sara Tanner"));
    let request = api::SubmitRequest { command, ..Default::default() };
    assert!(client.submit(caller.request(request)).await.unwrap().into_inner().entry.is_some());
    // Small on the wire, and larger than anything taken once it is decompressed.
    let mut client = tonic::client::Grpc::new(caller.channel()).send_compressed(Gzip);
    client.ready().await.unwrap();
    let path = PathAndQuery::from_static("/learnlog.api.v1.CommandService/Submit");
    let request = caller.request(vec![0; 64 << 20]);
    let answer = client.unary(request, path, Raw::<api::SubmitResponse>::new()).await;
    assert_eq!(why(&answer.unwrap_err()), invalid("MESSAGE_TOO_LARGE"));
}
