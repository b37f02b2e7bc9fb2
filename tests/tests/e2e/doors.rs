//! Ways in that are configured: TLS, client certificates, metrics.

use std::path::Path;

use learnlog_testkit::eventually::eventually_async;
use learnlog_testkit::stack::Stack;
use learnlog_tests::ask::{Caller, add_person, id};
use learnlog_tests::process::{PATIENCE, Server, free_port};
use learnlog_tests::site::Site;
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, SanType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

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
