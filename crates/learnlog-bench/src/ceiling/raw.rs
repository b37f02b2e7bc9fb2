//! Items as the bytes that came in. Invariant: nothing is decoded, and nothing copied that lies in one piece.

use std::marker::PhantomData;

use bytes::{Buf, Bytes};
use tonic::Status;
use tonic::codec::{BufferSettings, Codec, DecodeBuf, Decoder};
use tonic_prost::ProstCodec;

/// Encodes answers `E`; requests stay bytes.
#[derive(Debug, Clone)]
pub struct RawCodec<E, D>(PhantomData<(E, D)>);

impl<E, D> Default for RawCodec<E, D> {
    fn default() -> Self {
        Self(PhantomData)
    }
}

impl<E: prost::Message + Send + 'static> Codec for RawCodec<E, Bytes> {
    type Encode = E;
    type Decode = Bytes;
    type Encoder = <ProstCodec<E, ()> as Codec>::Encoder;
    type Decoder = RawDecoder;

    fn encoder(&mut self) -> Self::Encoder {
        ProstCodec::<E, ()>::raw_encoder(BufferSettings::default())
    }

    fn decoder(&mut self) -> Self::Decoder {
        RawDecoder
    }
}

/// The decoder of [`RawCodec`].
#[derive(Debug)]
pub struct RawDecoder;

impl Decoder for RawDecoder {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, buffer: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        Ok(Some(buffer.copy_to_bytes(buffer.remaining())))
    }
}
