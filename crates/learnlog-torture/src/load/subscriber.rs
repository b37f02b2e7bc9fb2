//! Somebody who follows the logs by way of one process, as an auditor or a projector elsewhere would.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use learnlog_proto::api as pb;
use tonic::Status;

use super::recorded::{Recorded, hashed};
use crate::client::within;
use crate::history::{Call, Outcome, Position};
use crate::learnlog::ENTRIES_LOGS;
use crate::pause::pause;
use crate::random::Random;

/// How long one log is followed before the next.
const FOLLOW_TIME: Duration = Duration::from_secs(3);

/// A call takes at least so long.
const PAUSE: Duration = Duration::from_millis(300);

/// Entries that one call records.
const ENTRIES_LIMIT: usize = 20_000;

/// Follows one log after the other until told to end, each from where it was left. Errors: the file cannot be written.
pub async fn subscribe(
    mut recorded: Recorded,
    node: usize,
    mut random: Random,
    ending: Arc<AtomicBool>,
) -> anyhow::Result<()> {
    let mut next = Position::new();
    while !ending.load(Ordering::SeqCst) {
        let log = u32::try_from(random.below(ENTRIES_LOGS as usize + 1))?;
        let from = next.get(&log).copied().unwrap_or(1);
        let operation = recorded.invoked(node, Call::ReplayLog { log, from })?;
        let mut entries = Vec::new();
        let mut ledger = recorded.connection(node).ledger();
        let call = async {
            let request = pb::ReplayLogRequest { log, from_sequence: from, follow: true };
            let mut answers = ledger.replay_log(request).await?.into_inner();
            while let Some(message) = answers.message().await? {
                entries.extend(message.entries.iter().map(hashed));
                if entries.len() >= ENTRIES_LIMIT {
                    break;
                }
            }
            Ok::<_, Status>(())
        };
        // That it ends is no news: it follows. Where it ended at once, there is nobody.
        let (ended, ()) = tokio::join!(within(FOLLOW_TIME, call), pause(PAUSE));
        drop(ended);
        next.insert(log, entries.last().map_or(from, |(sequence, _)| sequence + 1));
        recorded.completed(operation, Outcome::Entries { entries, whole: false })?;
    }
    Ok(())
}
