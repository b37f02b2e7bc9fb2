//! SubmitStream as a forwarding process speaks it: requests are encoded from where they are kept, because they may have
//! to be sent once more.

use std::sync::Arc;

use bytes::BufMut;
use learnlog_proto::api;
use prost::Message;
use tonic::Status;
use tonic::codec::{Codec, EncodeBuf, Encoder};
use tonic_prost::ProstCodec;

/// The path of the rpc.
pub const SUBMIT_STREAM: &str = "/learnlog.api.v1.CommandService/SubmitStream";

/// The field of SubmitStreamRequest that holds the request, length-delimited: its number is 1.
const REQUEST_TAG: u8 = 1 << 3 | 2;

type Answers = ProstCodec<api::SubmitStreamRequest, api::SubmitStreamResponse>;

/// Writes kept requests, reads answers.
#[derive(Debug, Clone, Copy, Default)]
pub struct ForwardCodec;

impl Codec for ForwardCodec {
    type Encode = Arc<api::SubmitRequest>;
    type Decode = api::SubmitStreamResponse;
    type Encoder = ForwardEncoder;
    type Decoder = <Answers as Codec>::Decoder;

    fn encoder(&mut self) -> Self::Encoder {
        ForwardEncoder
    }

    fn decoder(&mut self) -> Self::Decoder {
        Answers::default().decoder()
    }
}

/// The encoder of [`ForwardCodec`].
#[derive(Debug, Clone, Copy)]
pub struct ForwardEncoder;

impl Encoder for ForwardEncoder {
    type Item = Arc<api::SubmitRequest>;
    type Error = Status;

    fn encode(&mut self, item: Self::Item, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_u8(REQUEST_TAG);
        // EncodeBuf grows as needed.
        item.encode_length_delimited(buffer).map_err(|error| Status::internal(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::input::samples;

    #[test]
    fn a_kept_request_is_written_as_an_item_of_the_stream() {
        let command = Some(samples::named("enroll"));
        let request = api::SubmitRequest { command, validate_only: true, at_least: None };
        let item = api::SubmitStreamRequest { request: Some(request.clone()) };
        let mut written = vec![REQUEST_TAG];
        request.encode_length_delimited(&mut written).unwrap();
        assert_eq!(written, item.encode_to_vec());
    }
}
