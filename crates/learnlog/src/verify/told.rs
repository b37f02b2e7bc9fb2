//! What is said about a log before it is read. Invariant: whatever was seen of a log by anybody, its
//! server, a projection or another log, bounds it from below; nothing said makes a log good.

use learnlog_chain::{Hash, Head};
use learnlog_codec::entry::LogNumber;
use learnlog_proto::api::GetPositionResponse;

/// The state of a log that does not go on, before its reason.
const STOPPED: &str = "STOPPED";

/// What is said about one log.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The head, as the server says; None if it does not know the log.
    pub head: Option<Head>,
    /// The server's word for how it does.
    state: String,
    /// The furthest entry that anybody has seen, and who.
    seen: Option<(String, u64)>,
}

impl Told {
    /// By the server, and by its projections.
    pub fn about(log: LogNumber, position: &GetPositionResponse) -> Self {
        let mut told = Self::default();
        if let Some(head) = position.heads.iter().find(|head| head.log == log.0) {
            // A hash that is none equals no entry's.
            let hash = Hash::from_slice(&head.hash).unwrap_or(Hash::ZERO);
            told.head = Some(Head { sequence: head.sequence, hash });
            told.state.clone_from(&head.state);
            told.see(head.sequence, || "the server".to_owned());
        }
        for projection in &position.projections {
            let logs = projection.position.iter().flat_map(|position| &position.logs);
            for reached in logs.filter(|reached| reached.log == log.0) {
                told.see(reached.sequence, || format!("projection {}", projection.projection));
            }
        }
        told
    }

    /// Somebody has seen the log's entry `sequence`.
    pub fn see(&mut self, sequence: u64, by: impl FnOnce() -> String) {
        if sequence > self.seen.as_ref().map_or(0, |(_, seen)| *seen) {
            self.seen = Some((by(), sequence));
        }
    }

    /// Who has seen the furthest entry, and which, if it lies beyond `sequence`.
    pub fn beyond(&self, sequence: u64) -> Option<(String, u64)> {
        self.seen.clone().filter(|(_, seen)| *seen > sequence)
    }

    /// The server's word for it, if the log does not go on.
    pub fn stopped(&self) -> Option<&str> {
        self.state.starts_with(STOPPED).then_some(&self.state)
    }
}
