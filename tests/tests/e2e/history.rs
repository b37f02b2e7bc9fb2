//! The ledger read back over gRPC and checked without trusting the server.

use std::collections::BTreeMap;

use learnlog_chain::{Claim, Head, entry_hash};
use learnlog_codec::entry::{Body, Entry};
use learnlog_codec::parse::ParsedEntry;
use learnlog_proto::api as pb;
use learnlog_testkit::eventually::eventually_async;
use learnlog_tests::ask::Caller;
use learnlog_tests::process::PATIENCE;
use tonic::{Code, Status};

/// Every entry, and sequence and hash of the last one by log.
type WholeLedger = (Vec<Entry>, BTreeMap<u32, Head>);

/// All entries of all logs, having checked that each log is a chain. A server that says UNAVAILABLE is asked again, as
/// every reader may: Kafka may have been away a moment before.
pub async fn whole_ledger(caller: &Caller) -> WholeLedger {
    eventually_async(PATIENCE, "the whole ledger", async || match read(caller).await {
        Err(status) if status.code() == Code::Unavailable => Err(status),
        read => Ok(read.unwrap()),
    })
    .await
}

async fn read(caller: &Caller) -> Result<WholeLedger, Status> {
    let mut ledger = caller.ledger.clone();
    let position = ledger.get_position(pb::GetPositionRequest {}).await?.into_inner();
    let mut entries = Vec::new();
    let mut heads = BTreeMap::new();
    for log in position.heads.iter().map(|head| head.log) {
        let request = pb::ReplayLogRequest { log, from_sequence: 1, follow: false };
        let mut stream = ledger.replay_log(request).await?.into_inner();
        let mut head = Head::EMPTY;
        while let Some(message) = stream.message().await? {
            for replayed in message.entries {
                let claim = Claim::of(&replayed.value).unwrap();
                assert!(head.accepts(&claim), "log {log} is no chain");
                head = head.after(entry_hash(&replayed.value));
                entries.push(ParsedEntry::read(&replayed.value).unwrap());
            }
        }
        heads.insert(log, head);
    }
    Ok((entries, heads))
}

/// How often each command id was decided in its stream.
pub fn decided(entries: &[Entry]) -> BTreeMap<(String, String), usize> {
    let mut decided = BTreeMap::new();
    for entry in entries {
        if let Body::Command(command) = &entry.body {
            let stream = command.stream.to_string();
            let id = command.envelope.command_id.to_string();
            *decided.entry((stream, id)).or_default() += 1;
        }
    }
    decided
}
