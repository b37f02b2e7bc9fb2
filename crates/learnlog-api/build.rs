//! Generates the server of CommandService by hand: as learnlog-proto would, but with a codec that hands bad
//! messages to the handler.

use tonic_build::manual::{Builder, Method, Service};

fn main() {
    let method = |name: &str, route: &str| {
        Method::builder()
            .name(name)
            .route_name(route)
            .input_type(format!("crate::message::Received<learnlog_proto::api::{route}Request>"))
            .output_type(format!("learnlog_proto::api::{route}Response"))
            .codec_path("crate::message::LimitedCodec")
    };
    let service = Service::builder()
        .name("CommandService")
        .package("learnlog.api.v1")
        .method(method("submit", "Submit").build())
        .method(
            method("submit_stream", "SubmitStream").client_streaming().server_streaming().build(),
        )
        .method(method("derive_ids", "DeriveIds").build())
        .build();
    Builder::new().build_client(false).compile(&[service]);
}
