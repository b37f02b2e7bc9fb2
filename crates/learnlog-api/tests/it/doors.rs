//! Who is let in, and what answers without being asked who.

use std::time::Duration;

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use learnlog_api::authentication::local_token::{LocalTokenSecret, issue_local_token};
use learnlog_api::server::tls::Tls;
use learnlog_codec::entry::{ActorKind, AuthenticationMethod, Body};
use learnlog_codec::parse::ParsedEntry;
use learnlog_proto::api;
use learnlog_proto::api::command_service_client::CommandServiceClient;
use learnlog_proto::api::ledger_service_client::LedgerServiceClient;
use learnlog_proto::api::query_service_client::QueryServiceClient;
use learnlog_testkit::eventually::eventually_async;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use tokio_stream::StreamExt;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint, Identity};
use tonic::{Code, Request};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use crate::commands::{Caller, add_person, fresh, why};
use crate::world::{PATIENCE, REJECTIONS_PER_MINUTE, World, shared};

const SERVICES: [&str; 3] = [
    "learnlog.api.v1.CommandService",
    "learnlog.api.v1.QueryService",
    "learnlog.api.v1.LedgerService",
];

fn nobody(reason: &str) -> (Code, String) {
    (Code::Unauthenticated, reason.to_owned())
}

#[tokio::test]
async fn nothing_is_answered_to_nobody() {
    let channel = shared().channel().await;
    let status = CommandServiceClient::new(channel.clone())
        .submit(api::SubmitRequest::default())
        .await
        .unwrap_err();
    assert_eq!(why(&status), nobody("CREDENTIALS_MISSING"));
    let items = tokio_stream::iter(Vec::<api::SubmitStreamRequest>::new());
    let status = CommandServiceClient::new(channel.clone()).submit_stream(items).await.unwrap_err();
    assert_eq!(why(&status), nobody("CREDENTIALS_MISSING"));
    let status = QueryServiceClient::new(channel.clone())
        .list_overdue(api::ListOverdueRequest::default())
        .await
        .unwrap_err();
    assert_eq!(why(&status), nobody("CREDENTIALS_MISSING"));
    let status = LedgerServiceClient::new(channel)
        .replay_log(api::ReplayLogRequest::default())
        .await
        .unwrap_err();
    assert_eq!(why(&status), nobody("CREDENTIALS_MISSING"));
}

#[tokio::test]
async fn a_forged_token_is_nobodys() {
    let mut client = CommandServiceClient::new(shared().channel().await);
    let hour = Duration::from_secs(3_600);
    let theirs = LocalTokenSecret::generate().unwrap();
    let forged = issue_local_token(&theirs, "admin", ActorKind::Person, hour).unwrap();
    for value in [format!("Bearer {forged}"), "Bearer x".to_owned(), "x".to_owned()] {
        let mut request = Request::new(api::SubmitRequest::default());
        request.metadata_mut().insert("authorization", value.parse().unwrap());
        let status = client.submit(request).await.unwrap_err();
        assert_eq!(why(&status), nobody("TOKEN_INVALID"), "{value}");
    }
}

#[tokio::test]
async fn a_token_past_its_time_is_refused() {
    let world = shared();
    let hex = world.secret.to_hex();
    let byte = |index: usize| u8::from_str_radix(&hex[2 * index..2 * index + 2], 16).unwrap();
    let secret: Vec<u8> = (0..hex.len() / 2).map(byte).collect();
    let claims = serde_json::json!({
        "iss": "learnlog", "aud": "learnlog", "sub": "u", "kind": "person",
        "iat": 1_700_000_000, "exp": 1_700_003_600,
    });
    let key = EncodingKey::from_secret(&secret);
    let token = encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap();
    let mut client = QueryServiceClient::new(world.channel().await);
    let mut request = Request::new(api::ListOverdueRequest::default());
    request.metadata_mut().insert("authorization", format!("Bearer {token}").parse().unwrap());
    let status = client.list_overdue(request).await.unwrap_err();
    assert_eq!(why(&status), nobody("TOKEN_EXPIRED"));
}

#[tokio::test]
async fn health_answers_everybody() {
    let health = HealthClient::new(shared().channel().await);
    for service in SERVICES.into_iter().chain([""]) {
        eventually_async(PATIENCE, "a serving service", async || {
            let request = HealthCheckRequest { service: service.to_owned() };
            let found = health.clone().check(request).await.map_err(|status| status.to_string())?;
            match found.into_inner().status {
                1 => Ok(()),
                status => Err(format!("{service}: {status}")),
            }
        })
        .await;
    }
}

#[tokio::test]
async fn reflection_answers_everybody() {
    let mut client = ServerReflectionClient::new(shared().channel().await);
    let request = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let call = client.server_reflection_info(tokio_stream::iter([request])).await.unwrap();
    let answer = call.into_inner().next().await.unwrap().unwrap().message_response.unwrap();
    let MessageResponse::ListServicesResponse(list) = answer else { panic!("{answer:?}") };
    let names: Vec<_> = list.service.into_iter().map(|service| service.name).collect();
    for service in SERVICES {
        assert!(names.contains(&service.to_owned()), "{names:?}");
    }
}

#[tokio::test]
async fn one_callers_rejections_are_limited() {
    let noisy = Caller::of(shared(), "noisy").await;
    let learner = fresh();
    noisy.record(add_person(&learner, "x")).await;
    for _ in 0..REJECTIONS_PER_MINUTE {
        noisy.submit(add_person(&learner, "y")).await.unwrap();
    }
    let status = noisy.submit(add_person(&learner, "y")).await.unwrap_err();
    assert_eq!(why(&status), (Code::ResourceExhausted, "TOO_MANY_REJECTIONS".to_owned()));
    let quiet = Caller::of(shared(), "quiet").await;
    quiet.record(add_person(&fresh(), "z")).await;
}

/// A certificate authority, and what it has issued, in PEM.
struct Authority(Issuer<'static, KeyPair>, String);

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, "Example CA");
        let key = KeyPair::generate().unwrap();
        let own = params.self_signed(&key).unwrap().pem();
        Self(Issuer::new(params, key), own)
    }

    fn issue(&self, common_name: &str, names: Vec<SanType>) -> (String, String) {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, common_name);
        params.subject_alt_names = names;
        let key = KeyPair::generate().unwrap();
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }
}

async fn connect(
    world: &World,
    authority: &Authority,
    own: Option<(String, String)>,
) -> Result<Channel, tonic::transport::Error> {
    let tls = ClientTlsConfig::new()
        .ca_certificate(Certificate::from_pem(&authority.1))
        .domain_name("learnlog.example");
    let tls = match own {
        Some((certificate, key)) => tls.identity(Identity::from_pem(certificate, key)),
        None => tls,
    };
    let endpoint = Endpoint::from_shared(format!("https://{}", world.address)).unwrap();
    endpoint.tls_config(tls).unwrap().connect().await
}

#[tokio::test]
async fn a_client_certificate_is_a_principal() {
    let authority = Authority::new();
    let server = SanType::DnsName("learnlog.example".try_into().unwrap());
    let (certificate, key) = authority.issue("learnlog", vec![server]);
    let world = World::start(Some(Tls {
        certificate: certificate.into_bytes(),
        key: key.into_bytes(),
        client_authority: Some(authority.1.clone().into_bytes()),
    }))
    .await;
    let uri = SanType::URI("spiffe://example/player".try_into().unwrap());
    let own = Some(authority.issue("player", vec![uri]));
    let channel = connect(&world, &authority, own).await.unwrap();
    let command = add_person(&fresh(), "Rita Suter");
    let request = api::SubmitRequest { command: Some(command), ..Default::default() };
    let answer = CommandServiceClient::new(channel.clone()).submit(request).await.unwrap();
    let entry = answer.into_inner().entry.unwrap();
    let request =
        api::ReplayLogRequest { log: entry.log, from_sequence: entry.sequence, follow: false };
    let replay = LedgerServiceClient::new(channel).replay_log(request).await.unwrap();
    let message = replay.into_inner().next().await.unwrap().unwrap();
    let entry = ParsedEntry::parse(&message.entries[0].value).unwrap().interpret().unwrap();
    let Body::Command(command) = entry.body else { panic!("a genesis") };
    let actor = command.envelope.actor;
    assert_eq!(actor.subject, "spiffe://example/player");
    assert_eq!((actor.issuer.as_str(), actor.kind), ("Example CA", ActorKind::Service));
    assert_eq!(actor.authenticated, AuthenticationMethod::ClientCertificate);

    let anonymous = connect(&world, &authority, None).await.unwrap();
    let status = CommandServiceClient::new(anonymous)
        .submit(api::SubmitRequest::default())
        .await
        .unwrap_err();
    assert_eq!(why(&status), nobody("CREDENTIALS_MISSING"));
    let stranger = Authority::new().issue("player", vec![]);
    let called = match connect(&world, &authority, Some(stranger)).await {
        Ok(channel) => {
            CommandServiceClient::new(channel).submit(api::SubmitRequest::default()).await.err()
        }
        Err(_) => None,
    };
    // Turned away by TLS, at the handshake or right after it.
    assert!(called.is_none_or(|status| why(&status).1.is_empty()));
}
