//! Which name of a certificate is taken.

use rcgen::{CertificateParams, DnType, Issuer, KeyPair, SanType};
use tonic::transport::CertificateDer;

use super::*;

/// A certificate by "Example CA" with that common name and those alternative names.
fn certificate(common_name: &str, names: Vec<SanType>) -> CertificateDer<'static> {
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, "Example CA");
    let issuer = Issuer::new(authority, KeyPair::generate().unwrap());
    let mut own = CertificateParams::default();
    own.distinguished_name = rcgen::DistinguishedName::new();
    if !common_name.is_empty() {
        own.distinguished_name.push(DnType::CommonName, common_name);
    }
    own.subject_alt_names = names;
    own.signed_by(&KeyPair::generate().unwrap(), &issuer).unwrap().der().clone()
}

fn subject_of(certificate: CertificateDer<'static>) -> Result<String, Reason> {
    let trust = Trust { client_certificates: true, ..Trust::default() };
    believing(trust)
        .authenticate(None, Some(&[certificate]), SystemTime::now())
        .map(|caller| {
            assert_eq!(caller.principal().actor.issuer, "Example CA");
            assert_eq!(caller.principal().actor.kind, ActorKind::Service);
            assert_eq!(
                caller.principal().actor.authenticated,
                AuthenticationMethod::ClientCertificate
            );
            caller.principal().actor.subject.clone()
        })
        .map_err(|error| error.reason())
}

#[test]
fn a_certificate_is_its_first_best_name() {
    let dns = || SanType::DnsName("player.example".try_into().unwrap());
    let uri = || SanType::URI("spiffe://example/player".try_into().unwrap());
    let named = |names| subject_of(certificate("player-7", names));
    assert_eq!(named(vec![]), Ok("player-7".to_owned()));
    assert_eq!(named(vec![dns()]), Ok("player.example".to_owned()));
    assert_eq!(named(vec![dns(), uri()]), Ok("spiffe://example/player".to_owned()));
}

#[test]
fn a_certificate_without_a_name_is_nobodys() {
    assert_eq!(subject_of(certificate("", vec![])), Err(Reason::CertificateInvalid));
    let junk = CertificateDer::from(vec![0x30, 0x03, 0x02, 0x01, 0x00]);
    assert_eq!(subject_of(junk), Err(Reason::CertificateInvalid));
}

#[test]
fn a_certificate_counts_only_where_it_is_asked_for() {
    let (_, authenticator) = provider();
    let chain = [certificate("player-7", vec![])];
    let found = authenticator.authenticate(None, Some(&chain), SystemTime::now());
    assert_eq!(found.unwrap_err().reason(), Reason::CredentialsMissing);
}

#[test]
fn a_bad_token_is_not_saved_by_a_certificate() {
    let trust = Trust { client_certificates: true, ..Trust::default() };
    let chain = [certificate("player-7", vec![])];
    let found = believing(trust).authenticate(Some(b"Bearer x"), Some(&chain), SystemTime::now());
    assert_eq!(found.unwrap_err().reason(), Reason::TokenInvalid);
}
