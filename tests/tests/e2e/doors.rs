//! Ways in that are configured: TLS, client certificates, metrics.

use std::path::Path;
use std::time::{Duration, SystemTime};

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use learnlog_codec::entry::{Body, Entry};
use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, id};
use learnlog_tests::process::{PATIENCE, Server, free_port};
use learnlog_tests::site::Site;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tonic::Code;

use super::history::whole_ledger;

/// Files of a new authority ("authority.pem") and of two that it vouches for ("server.pem", "player.pem", each with ".key").
fn certificates(site: &Site) {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.distinguished_name.push(DnType::CommonName, "Example CA");
    let key = KeyPair::generate().unwrap();
    std::fs::write(site.path("authority.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
    let authority = Issuer::new(params, key);
    let names = [
        ("server", SanType::IpAddress("127.0.0.1".parse().unwrap())),
        ("player", SanType::URI("spiffe://example/player".try_into().unwrap())),
    ];
    for (file, name) in names {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, file);
        params.subject_alt_names = vec![name];
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &authority).unwrap().pem();
        std::fs::write(site.path(&format!("{file}.pem")), certificate).unwrap();
        std::fs::write(site.path(&format!("{file}.key")), key.serialize_pem()).unwrap();
    }
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_client_certificate_opens_an_encrypted_door_from_the_command_line() {
    let site = Site::new(Stack::shared());
    certificates(&site);
    let [authority, certificate, key] =
        ["authority.pem", "server.pem", "server.key"].map(|name| site.path(name));
    let server = Server::start(
        &site,
        &[
            "--certificate",
            text(&certificate),
            "--certificate-key",
            text(&key),
            "--client-authority",
            text(&authority),
        ],
    );
    let address = server.address.replace("http:", "https:");
    let ask = |arguments: &[&str]| {
        let mut command = site.command(arguments);
        command.args(["--server", &address, "--tls-ca", text(&authority)]);
        command
    };
    let healthy = ask(&["health", "--wait", "60"]).output().unwrap();
    assert!(healthy.status.success(), "{}", String::from_utf8_lossy(&healthy.stderr));
    // Nobody is not let in, and says so.
    let nobody = ask(&["status"]).output().unwrap();
    assert!(!nobody.status.success());
    let said = String::from_utf8(nobody.stderr).unwrap();
    assert!(said.contains("token"), "{said}");
    let [certificate, key] = ["player.pem", "player.key"].map(|name| site.path(name));
    let with = ["--tls-cert", text(&certificate), "--tls-key", text(&key)];
    let player = ask(&["status"]).args(with).output().unwrap();
    assert!(player.status.success(), "{}", String::from_utf8_lossy(&player.stderr));
    // Who speaks no TLS hears nothing.
    let mut plain = site.command(&["status", "--server", &server.address, "--patience", "0"]);
    assert!(!plain.output().unwrap().status.success());
}

const ISSUER: &str = "https://idp.example";

/// A token of an identity provider.
fn token(key: &EncodingKey, issuer: &str) -> String {
    let later = SystemTime::now() + Duration::from_secs(600);
    let expires = later.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    let claims = json!({"iss": issuer, "aud": "learnlog", "sub": "u-17", "exp": expires});
    let header = Header { kid: Some("k1".to_owned()), ..Header::new(Algorithm::ES256) };
    jsonwebtoken::encode(&header, &claims, key).unwrap()
}

fn signing_key() -> EncodingKey {
    EncodingKey::from_ec_der(&KeyPair::generate().unwrap().serialize_der())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_the_identity_provider_opens_and_names_its_subject() {
    let site = Site::new(Stack::shared());
    let (key, another) = (signing_key(), signing_key());
    let mut jwk = Jwk::from_encoding_key(&key, Algorithm::ES256).unwrap();
    jwk.common.key_id = Some("k1".to_owned());
    let key_set = site.path("key-set.json");
    let keys = serde_json::to_vec(&JwkSet { keys: vec![jwk] }).unwrap();
    std::fs::write(&key_set, keys).unwrap();
    let options = ["--key-set", text(&key_set), "--token-issuer", ISSUER];
    let server = Server::start(&site, &options).ready().await;
    let (caller, command) = (Caller::with_token(&server, token(&key, ISSUER)), id());
    let refused = [token(&another, ISSUER), token(&key, "https://other.example")];
    for token in refused {
        let refused = Caller::with_token(&server, token).submit(add_person(command, id())).await;
        assert_eq!(refused.unwrap_err().code(), Code::Unauthenticated);
    }
    let entry = caller.insist(add_person(command, id())).await.entry.unwrap();
    let (entries, _) = whole_ledger(&caller).await;
    let there = |one: &&Entry| (one.log.0, one.sequence) == (entry.log, entry.sequence);
    let Body::Command(recorded) = &entries.iter().find(there).unwrap().body else { panic!() };
    let actor = &recorded.envelope.actor;
    assert_eq!((actor.subject.as_str(), actor.issuer.as_str()), ("u-17", ISSUER));
    // Tokens of the ledger's own are good beside them.
    Caller::new(&site, &server).insist(add_person(id(), id())).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_count_what_happened() {
    let site = Site::new(Stack::shared());
    let address = format!("127.0.0.1:{}", free_port());
    let server = Server::start(&site, &["--metrics-listen", &address]).ready().await;
    let caller = Caller::new(&site, &server);
    let command = add_person(id(), id());
    let entry = caller.insist(command).await.entry.unwrap();
    let appended = format!("learnlog_ledger_entries_appended_total{{log=\"{}\"}} ", entry.log);
    // The genesis is there before.
    let projected = format!("learnlog_projector_entries_total{{log=\"{}\"}} 2", entry.log);
    eventually_async(PATIENCE, "both counters", async || {
        let page = get(&address, "/metrics").await;
        let both = page.contains(&format!("{appended}1")) && page.contains(&projected);
        if both { Ok(()) } else { Err(page) }
    })
    .await;
}

/// The answer to a plain HTTP request.
async fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    answer
}
