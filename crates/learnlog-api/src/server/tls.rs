//! TLS of the server, and whose client certificates it verifies.

use tonic::transport::{Certificate, Identity, ServerTlsConfig};

/// PEM files. The private key is kept as long as the server runs.
pub struct Tls {
    /// The server's certificate and those between it and the authority.
    pub certificate: Vec<u8>,
    /// Its private key.
    pub key: Vec<u8>,
    /// The authority of client certificates; None: none are asked for. A client may still come without one, and send a token.
    pub client_authority: Option<Vec<u8>>,
}

impl Tls {
    /// As the transport wants it.
    pub fn config(&self) -> ServerTlsConfig {
        let config =
            ServerTlsConfig::new().identity(Identity::from_pem(&self.certificate, &self.key));
        match &self.client_authority {
            Some(authority) => {
                config.client_ca_root(Certificate::from_pem(authority)).client_auth_optional(true)
            }
            None => config,
        }
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls(hidden)")
    }
}
