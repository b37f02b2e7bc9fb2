//! Which of option, environment and file wins, and what does not go together.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{Options, Role, ServeOptions};
use crate::exit::Exit;
use crate::server::settings::LedgerArgs;
use crate::telemetry::LogFormat;

fn file(toml: &str) -> ServeOptions {
    let args: LedgerArgs = toml::from_str(toml).unwrap();
    args.serve.unwrap_or_default()
}

#[test]
fn what_is_not_said_has_its_default() {
    let options = Options::new(ServeOptions::default()).unwrap();
    assert_eq!(options.roles, [Role::Api, Role::Projector]);
    assert_eq!(options.listen.to_string(), "127.0.0.1:7460");
    assert_eq!(options.metrics_listen, None);
    assert_eq!(options.log_format, LogFormat::Text);
}

#[test]
fn options_win_over_the_file() {
    let file = file(
        "ledger = 'acme'\n[serve]\nroles = ['projector']\nlisten = '0.0.0.0:1'\n\
         log_format = 'json'\nmetrics_listen = '0.0.0.0:2'\nquery_sessions = 3\n\
         requests_per_second = 7\n",
    );
    let told =
        ServeOptions { listen: Some("127.0.0.1:9".parse().unwrap()), ..ServeOptions::default() };
    let options = Options::new(told.or(file)).unwrap();
    assert!(options.has(Role::Projector) && !options.has(Role::Api));
    assert_eq!(options.listen.to_string(), "127.0.0.1:9");
    assert_eq!(options.log_format, LogFormat::Json);
    assert_eq!(options.metrics_listen, Some("0.0.0.0:2".parse().unwrap()));
    assert_eq!(options.query_sessions, 3);
    assert_eq!(options.caller_limits.requests_per_second.get(), 7);
}

#[test]
fn a_file_with_a_setting_that_does_not_exist_is_refused() {
    for toml in ["legder = 'acme'", "[serve]\nrolls = ['api']", "[serve]\nroles = ['apy']"] {
        assert!(toml::from_str::<LedgerArgs>(toml).is_err(), "{toml}");
    }
}

#[test]
fn halves_of_settings_are_refused() {
    let halves = [
        "[serve]\ncertificate = 'c.pem'",
        "[serve]\ncertificate_key = 'k.pem'",
        "[serve]\nclient_authority = 'a.pem'",
        "[serve]\npeer_authority = 'a.pem'",
        "[serve]\nkey_set = 'keys.json'",
        "[serve]\ntoken_issuer = 'https://issuer.example'",
        "[serve]\nroles = []",
        "[serve]\nquery_sessions = 0",
    ];
    for half in halves {
        let failure = Options::new(file(half)).unwrap_err();
        assert_eq!(failure.exit, Exit::Usage, "{half}");
    }
}

#[test]
fn others_reach_a_process_where_it_listens_or_as_told() {
    let cases = [
        ("", Some("http://127.0.0.1:7460")),
        ("listen = '10.0.0.1:7'", Some("http://10.0.0.1:7")),
        ("listen = '[::1]:7'", Some("http://[::1]:7")),
        ("listen = '0.0.0.0:7'", None),
        ("listen = '[::]:7'", None),
        ("advertise = 'none'", None),
        ("listen = '0.0.0.0:7'\nadvertise = 'one.example:8'", Some("http://one.example:8")),
        (
            "certificate = 'c.pem'\ncertificate_key = 'k.pem'\nadvertise = 'one.example:8'",
            Some("https://one.example:8"),
        ),
    ];
    for (told, expected) in cases {
        let options = Options::new(file(&format!("[serve]\n{told}"))).unwrap();
        assert_eq!(options.advertise.as_deref(), expected, "{told}");
    }
    for wrong in ["one.example", "http://one.example:8", "one.example:8/x", "me@one:8", "one:0", ""]
    {
        let options = Options::new(file(&format!("[serve]\nadvertise = '{wrong}'")));
        assert_eq!(options.unwrap_err().exit, Exit::Usage, "{wrong}");
    }
}
