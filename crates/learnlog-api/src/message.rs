//! Messages as they come in. Invariant: a message that is too large or cannot be decoded is answered by us, as
//! INVALID_ARGUMENT: the transport's own codes for it (OUT_OF_RANGE, INTERNAL) would tell the caller of a command
//! to retry for ever.

use std::marker::PhantomData;

use bytes::Buf;
use learnlog_proto::api;
use prost::Message;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder};
use tonic::{Code, Status};
use tonic_prost::ProstCodec;

use crate::commands::service::{NAME_LIMIT_BYTES, NAMES_LIMIT};
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::command::COMMAND_LIMIT_BYTES;

#[cfg(test)]
mod tests;

/// The server of CommandService over [`LimitedCodec`].
pub mod server {
    #![allow(missing_docs, unused_qualifications, clippy::all)]
    include!(concat!(env!("OUT_DIR"), "/learnlog.api.v1.CommandService.rs"));
}

/// Bytes of one encoded request of Submit, or item of SubmitStream: a command and what stands around it.
pub const SUBMIT_LIMIT_BYTES: usize = COMMAND_LIMIT_BYTES + (4 << 10);

/// Bytes of one encoded DeriveIds: as many names, each as long, as it may have.
pub const DERIVE_LIMIT_BYTES: usize = NAMES_LIMIT * (NAME_LIMIT_BYTES + 4) + (4 << 10);

/// What the transport takes in at most. Beyond it nothing is read; [`explain`] answers.
pub const TRANSPORT_LIMIT_BYTES: usize = 8 << 20;

/// Bytes of one encoded request of the other services.
pub const QUESTION_LIMIT_BYTES: usize = 64 << 10;

/// A request that has a limit of its own.
pub trait Limited: Message + Default + Send + 'static {
    /// Bytes of one, encoded.
    const LIMIT_BYTES: usize;
}

impl Limited for api::SubmitRequest {
    const LIMIT_BYTES: usize = SUBMIT_LIMIT_BYTES;
}

impl Limited for api::SubmitStreamRequest {
    const LIMIT_BYTES: usize = SUBMIT_LIMIT_BYTES;
}

impl Limited for api::DeriveIdsRequest {
    const LIMIT_BYTES: usize = DERIVE_LIMIT_BYTES;
}

/// A request, or why there is none.
pub type Received<T> = Result<T, ApiError>;

/// Decodes requests `D` within our own limit, and encodes answers `E`.
#[derive(Debug, Clone)]
pub struct LimitedCodec<E, D>(PhantomData<(E, D)>);

impl<E, D> Default for LimitedCodec<E, D> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<E, D> Codec for LimitedCodec<E, D>
where
    E: Message + Send + 'static,
    D: Limited,
{
    type Encode = E;
    type Decode = Received<D>;
    type Encoder = <ProstCodec<E, D> as Codec>::Encoder;
    type Decoder = LimitedDecoder<D>;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<E, D>::raw_encoder(BufferSettings::default())
    }

    fn decoder(&mut self) -> Self::Decoder {
        LimitedDecoder(PhantomData)
    }
}

/// The decoder of [`LimitedCodec`].
#[derive(Debug)]
pub struct LimitedDecoder<D>(PhantomData<D>);

impl<D: Limited> Decoder for LimitedDecoder<D> {
    type Item = Received<D>;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Self::Item>, Status> {
        let bytes = buffer.remaining();
        if bytes > D::LIMIT_BYTES {
            buffer.advance(bytes);
            return Ok(Some(Err(too_large()
                .with("limit_bytes", D::LIMIT_BYTES)
                .with("found_bytes", bytes))));
        }
        let message = D::decode(&mut *buffer).map_err(|_| undecodable());
        // After a failure the rest of this message must not be taken for the next one.
        buffer.advance(buffer.remaining());
        Ok(Some(message))
    }
}

/// The transport's refusal of a request as ours; None where it is about something else.
pub fn explain(code: Code) -> Option<ApiError> {
    match code {
        // ResourceExhausted: larger than the limit once it is decompressed.
        Code::OutOfRange | Code::ResourceExhausted => Some(too_large()),
        Code::Internal => Some(undecodable()),
        _ => None,
    }
}

/// Answers for the transport where it refused the message of a call before any handler saw it: ours always carry details.
pub fn explained<B: Default>(response: http::Response<B>) -> http::Response<B> {
    if response.headers().contains_key(DETAILS) {
        return response;
    }
    let Some(status) = Status::from_header_map(response.headers()) else { return response };
    match explain(status.code()) {
        Some(error) => Status::from(error).into_http(),
        None => response,
    }
}

/// Where a status carries its details.
const DETAILS: &str = "grpc-status-details-bin";

fn too_large() -> ApiError {
    ApiError::new(Reason::MessageTooLarge, "the message has more bytes than a request may have")
}

fn undecodable() -> ApiError {
    ApiError::new(
        Reason::MessageUndecodable,
        "the bytes are not the message of this rpc, or their compression is broken",
    )
}
