//! Who is let in: token secret, key set, certificates. Invariant: a server that nobody could enter
//! does not start, and a file that is named is used or refused, never passed over.

use std::path::Path;

use anyhow::{Context, anyhow};
use learnlog_api::authentication::Trust;
use learnlog_api::authentication::key_set::KeySet;
use learnlog_api::server::tls::Tls;

use crate::exit::Failure;
use crate::server::serve::options::{Options, Role};
use crate::server::settings::LedgerArgs;
use crate::server::token::read_secret;

/// Whom to believe. Errors: usage.
pub fn trust(ledger: &LedgerArgs, options: &Options) -> Result<Trust, Failure> {
    let secret_file = ledger.token_secret_path()?;
    let local_tokens = read_secret(&secret_file)?;
    let key_set = match &options.key_set {
        None => None,
        Some((path, issuer, audience)) => {
            let json = read(path)?;
            let set = KeySet::from_json(&json, issuer, audience);
            let context = || format!("the key set {} cannot be used", path.display());
            Some(set.with_context(context).map_err(Failure::usage)?)
        }
    };
    let client_certificates = options.client_authority.is_some();
    let nobody = local_tokens.is_none() && key_set.is_none() && !client_certificates;
    if nobody && options.has(Role::Api) {
        return Err(Failure::usage(anyhow!(
            "nobody could be let in: there is no token secret at {} (`learnlog init` makes it), \
             no --key-set and no --client-authority",
            secret_file.display()
        )));
    }
    Ok(Trust { local_tokens, key_set, client_certificates })
}

/// The server's certificate, if it has one. Errors: usage.
pub fn tls(options: &Options) -> Result<Option<Tls>, Failure> {
    let Some((certificate, key)) = &options.certificate else { return Ok(None) };
    let client_authority = options.client_authority.as_deref().map(read).transpose()?;
    Ok(Some(Tls { certificate: read(certificate)?, key: read(key)?, client_authority }))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(Failure::usage)
}
