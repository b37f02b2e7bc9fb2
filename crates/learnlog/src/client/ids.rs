//! Ids for what other systems name, derived by the server under the ledger's secret. Invariant: the
//! same (kind, source system, name) always gets the same id, and nobody can guess the name from it.

use learnlog_proto::api::DeriveIdsRequest;
use uuid::Uuid;

use crate::client::Client;
use crate::client::refusal::ClientError;

/// Names in one call, as the protocol limits them.
const CALL_MAX_NAMES: usize = 10_000;

/// Bytes of names in one call, well below the limit of a message.
const CALL_MAX_NAME_BYTES: usize = 1024 * 1024;

impl Client {
    /// The ids of `names`, in their order. Errors: [`ClientError`].
    pub async fn derive_ids(
        &self,
        kind: &str,
        source_system: &str,
        names: &[String],
    ) -> Result<Vec<Uuid>, ClientError> {
        let mut ids = Vec::with_capacity(names.len());
        let mut rest = names;
        while !rest.is_empty() {
            let (chunk, later) = rest.split_at(chunk_len(rest));
            let message = DeriveIdsRequest {
                kind: kind.to_owned(),
                source_system: source_system.to_owned(),
                names: chunk.to_vec(),
            };
            let answer = self
                .query(async |client| {
                    client.commands().derive_ids(client.request(message.clone())).await
                })
                .await?;
            if answer.ids.len() != chunk.len() {
                return Err(ClientError::Protocol("DeriveIds gave not one id per name"));
            }
            for id in &answer.ids {
                let id = Uuid::parse_str(id);
                ids.push(id.map_err(|_| ClientError::Protocol("DeriveIds gave no UUID"))?);
            }
            rest = later;
        }
        Ok(ids)
    }
}

/// How many of these names fit into one call; at least one.
fn chunk_len(names: &[String]) -> usize {
    let mut bytes = 0;
    let fitting = names.iter().take(CALL_MAX_NAMES).take_while(|name| {
        bytes += name.len();
        bytes <= CALL_MAX_NAME_BYTES
    });
    fitting.count().max(1)
}
