//! Messages on the wire, good and bad, and the transport's refusals.

#![allow(clippy::unwrap_used)]

use learnlog_proto::api::{SubmitRequest, SubmitResponse};
use tonic::codec::Streaming;
use tonic::codegen::Body;
use tonic_types::StatusExt;

use super::*;
use crate::input::samples;

/// What the decoder makes of messages on the wire, each with its prefix of 5 bytes.
async fn decoded(messages: &[Vec<u8>]) -> Vec<Result<SubmitRequest, Reason>> {
    let mut wire = Vec::new();
    for message in messages {
        wire.push(0);
        wire.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        wire.extend(message);
    }
    let body = tonic::body::Body::new(http_body_util::Full::new(bytes::Bytes::from(wire)));
    assert!(!body.is_end_stream());
    let decoder = LimitedCodec::<SubmitResponse, SubmitRequest>::default().decoder();
    let mut stream = Streaming::new_request(decoder, body, None, Some(TRANSPORT_LIMIT_BYTES));
    let mut found = Vec::new();
    while let Some(message) = stream.message().await.unwrap() {
        found.push(message.map_err(|error| error.reason()));
    }
    found
}

fn request() -> SubmitRequest {
    SubmitRequest { command: Some(samples::named("enroll")), ..SubmitRequest::default() }
}

/// A request of so many bytes.
fn sized(bytes: usize) -> SubmitRequest {
    let mut request = request();
    let text = "x".repeat(bytes - request.encoded_len());
    request.command.as_mut().unwrap().source_system.push_str(&text);
    // The lengths in front of longer parts are longer themselves.
    let over = request.encoded_len() - bytes;
    let source = &mut request.command.as_mut().unwrap().source_system;
    source.truncate(source.len() - over);
    request
}

#[tokio::test]
async fn a_bad_message_does_not_spoil_the_next() {
    let good = request().encode_to_vec();
    let bad = vec![0xff; 40];
    let cut = good[..good.len() - 3].to_vec();
    let found = decoded(&[good.clone(), bad, good.clone(), cut, good]).await;
    let undecodable = Err(Reason::MessageUndecodable);
    let good = Ok(request());
    assert_eq!(found, [good.clone(), undecodable.clone(), good.clone(), undecodable, good]);
}

#[tokio::test]
async fn a_message_has_so_many_bytes() {
    let most = sized(SUBMIT_LIMIT_BYTES);
    assert_eq!(most.encoded_len(), SUBMIT_LIMIT_BYTES);
    let more = sized(SUBMIT_LIMIT_BYTES + 1).encode_to_vec();
    let found = decoded(&[more, most.encode_to_vec()]).await;
    assert_eq!(found, [Err(Reason::MessageTooLarge), Ok(most)]);
}

#[test]
fn the_transports_refusals_become_ours() {
    let explained_as = |status: Status| {
        let response = explained::<()>(status.into_http());
        let status = Status::from_header_map(response.headers()).unwrap();
        let reason = status.get_details_error_info().map(|info| info.reason);
        (status.code(), reason.unwrap_or_default())
    };
    let bad = |reason: &str| (Code::InvalidArgument, reason.to_owned());
    assert_eq!(explained_as(Status::out_of_range("x")), bad("MESSAGE_TOO_LARGE"));
    assert_eq!(explained_as(Status::resource_exhausted("x")), bad("MESSAGE_TOO_LARGE"));
    assert_eq!(explained_as(Status::internal("x")), bad("MESSAGE_UNDECODABLE"));
    assert_eq!(explained_as(Status::unimplemented("x")), (Code::Unimplemented, String::new()));
    let ours = Status::from(ApiError::new(Reason::SequenceNotReached, "x"));
    assert_eq!(explained_as(ours), (Code::OutOfRange, "SEQUENCE_NOT_REACHED".to_owned()));
    let fine = explained(http::Response::new(()));
    assert_eq!(fine.status(), 200);
}
