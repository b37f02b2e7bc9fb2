//! The principal of a client certificate. Invariant: only certificates that the TLS layer has verified against the
//! configured authority come here; this reads names and the end of validity, and verifies nothing.

use std::time::SystemTime;

use learnlog_codec::entry::{Actor, ActorKind, AuthenticationMethod};
use tonic::transport::CertificateDer;
use x509_cert::Certificate;
use x509_cert::attr::AttributeTypeAndValue;
use x509_cert::der::Decode;
use x509_cert::der::asn1::{ObjectIdentifier, PrintableStringRef, Utf8StringRef};
use x509_cert::ext::pkix::SubjectAltName;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::name::Name;

use super::principal::{Principal, acceptable};
use crate::error::ApiError;
use crate::error::reason::Reason;

/// id-at-commonName (RFC 5280, appendix A.1).
const COMMON_NAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.4.3");

/// A service, called by its first URI name (as SPIFFE does), else its first DNS name, else its common name; its issuer is the
/// common name of the certificate's issuer. Errors: CERTIFICATE_INVALID.
pub fn principal(der: &CertificateDer<'_>) -> Result<Principal, ApiError> {
    let certificate = Certificate::from_der(der)
        .map_err(|_| invalid("it is not an X.509 certificate"))?
        .tbs_certificate;
    let alternative = certificate
        .get::<SubjectAltName>()
        .map_err(|_| invalid("its alternative names cannot be read"))?
        .and_then(|(_, names)| alternative_name(&names));
    let subject = alternative
        .or_else(|| common_name(&certificate.subject))
        .filter(|name| acceptable(name))
        .ok_or_else(|| invalid("it has neither a URI, a DNS nor a common name"))?;
    let issuer = common_name(&certificate.issuer)
        .filter(|name| acceptable(name))
        .ok_or_else(|| invalid("its issuer has no common name"))?;
    let end = certificate.validity.not_after.to_unix_duration();
    let valid_until =
        SystemTime::UNIX_EPOCH.checked_add(end).ok_or_else(|| invalid("its end is not a time"))?;
    let actor = Actor {
        kind: ActorKind::Service,
        subject,
        issuer,
        on_behalf_of: None,
        authenticated: AuthenticationMethod::ClientCertificate,
    };
    Ok(Principal { actor, valid_until })
}

fn alternative_name(names: &SubjectAltName) -> Option<String> {
    let uri = names.0.iter().find_map(|name| match name {
        GeneralName::UniformResourceIdentifier(uri) => Some(uri.as_str().to_owned()),
        _ => None,
    });
    uri.or_else(|| {
        names.0.iter().find_map(|name| match name {
            GeneralName::DnsName(dns) => Some(dns.as_str().to_owned()),
            _ => None,
        })
    })
}

fn common_name(name: &Name) -> Option<String> {
    name.0.iter().flat_map(|part| part.0.iter()).find_map(text)
}

fn text(part: &AttributeTypeAndValue) -> Option<String> {
    if part.oid != COMMON_NAME {
        return None;
    }
    let utf8 = part.value.decode_as::<Utf8StringRef<'_>>().map(|text| text.as_str().to_owned());
    utf8.or_else(|_| {
        part.value.decode_as::<PrintableStringRef<'_>>().map(|text| text.as_str().to_owned())
    })
    .ok()
}

fn invalid(cause: &str) -> ApiError {
    ApiError::new(
        Reason::CertificateInvalid,
        format!("the client certificate is not accepted: {cause}"),
    )
    .with("cause", cause)
}
