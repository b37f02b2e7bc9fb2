//! The whole history by way of one process.

use std::collections::BTreeMap;

use learnlog_proto::api::ReplayLogRequest;

use crate::client::Connection;
use crate::hash::Hash;
use crate::learnlog::ENTRIES_LOGS;
use crate::node::Node;
use crate::site::Site;

/// Every log's hash over its entries' hashes. Errors: a replay ends early.
pub async fn replay(site: &Site, node: &Node) -> anyhow::Result<BTreeMap<u32, Hash>> {
    let connection = Connection::new(node.address(), &site.token)?;
    let mut logs = BTreeMap::new();
    for log in 0..=ENTRIES_LOGS + 1 {
        let request = ReplayLogRequest { log, from_sequence: 1, follow: false };
        let mut answers = connection.ledger().replay_log(request).await?.into_inner();
        let mut hash = Hash::ZERO;
        while let Some(message) = answers.message().await? {
            for entry in message.entries {
                hash = Hash::of(&[&hash.0, &entry.sequence.to_be_bytes(), &entry.value]);
            }
        }
        logs.insert(log, hash);
    }
    Ok(logs)
}
