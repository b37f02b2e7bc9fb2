//! Generates the ceilings' server of CommandService: the same routes, but items of SubmitStream stay the bytes that came in.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let submit = Method::builder()
        .name("submit")
        .route_name("Submit")
        .input_type("learnlog_proto::api::SubmitRequest")
        .output_type("learnlog_proto::api::SubmitResponse")
        .codec_path("tonic_prost::ProstCodec")
        .build();
    let submit_stream = Method::builder()
        .name("submit_stream")
        .route_name("SubmitStream")
        .input_type("bytes::Bytes")
        .output_type("learnlog_proto::api::SubmitStreamResponse")
        .codec_path("crate::ceiling::raw::RawCodec")
        .client_streaming()
        .server_streaming()
        .build();
    let service = Service::builder()
        .name("CommandService")
        .package("learnlog.api.v1")
        .method(submit)
        .method(submit_stream)
        .build();
    Builder::new().build_client(false).compile(&[service]);
}
