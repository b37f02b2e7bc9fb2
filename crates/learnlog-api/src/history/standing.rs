//! GetPosition: where the ledger and its projections stand, as this process knows it.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use learnlog_codec::entry::{Genesis, LogNumber};
use learnlog_domain::time::Timestamp;
use learnlog_ledger::checkpoint::Checkpoint;
use learnlog_ledger::ledger::{LogState, LogStatus};
use learnlog_proto::api;
use learnlog_readmodels::queries::position::ProjectionPosition;

use super::strays;
use crate::input::position::to_proto;
use crate::ownership::process::Process;
use crate::ownership::router::Shared;
use crate::say;

/// The newest head of each log that this process has told. A log's head is its writer's or, where another process writes it, what the
/// entry index has; when owners change or the index does not answer, either may be behind what the other was.
#[derive(Debug, Default)]
pub struct ToldHeads(Mutex<BTreeMap<LogNumber, Checkpoint>>);

impl ToldHeads {
    /// What is told instead of an older head.
    pub fn newest(&self, log: LogNumber, known: Checkpoint) -> Checkpoint {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = told.entry(log).or_insert(known);
        if newest.head.sequence < known.head.sequence {
            *newest = known;
        }
        *newest
    }
}

/// Where a log lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogPlace {
    /// The topic.
    pub topic: String,
    /// The partition.
    pub partition: i32,
}

/// The whole answer; `places` by log number. Heads are known without the read models: where these did not answer, `projections`
/// is None.
pub fn response(
    genesis: &Genesis,
    status: Vec<LogStatus>,
    places: &[LogPlace],
    projections: Option<Vec<ProjectionPosition>>,
    shared: &Shared,
) -> api::GetPositionResponse {
    let projections_unknown = projections.is_none();
    let head = |status: LogStatus| api::LogHead {
        owner: shared.owner(status.log).map(|of| of.address.clone()).unwrap_or_default(),
        ..head(status, places)
    };
    api::GetPositionResponse {
        ledger_id: genesis.ledger_id.to_string(),
        created_at: Some(say::instant(genesis.created_at)),
        heads: status.into_iter().map(head).collect(),
        projections: projections.into_iter().flatten().map(projection).collect(),
        projections_unknown,
        processes: shared.processes.iter().map(|process| serving(process, shared)).collect(),
    }
}

fn serving(process: &Process, shared: &Shared) -> api::ServingProcess {
    let owners = shared.owners.iter().zip(0..);
    api::ServingProcess {
        process_id: process.id.hyphenated().to_string(),
        address: process.address.clone(),
        started_at: Some(say::instant(Timestamp::from_micros(process.started_at_micros))),
        leaving: process.leaving,
        logs: owners.filter(|(owner, _)| **owner == Some(process.id)).map(|of| of.1).collect(),
        here: process.id == shared.own,
    }
}

fn head(status: LogStatus, places: &[LogPlace]) -> api::LogHead {
    let LogNumber(log) = status.log;
    let place = places.get(log as usize);
    api::LogHead {
        log,
        topic: place.map(|place| place.topic.clone()).unwrap_or_default(),
        partition: place.map(|place| place.partition).unwrap_or_default(),
        sequence: status.checkpoint.head.sequence,
        hash: status.checkpoint.head.hash.as_bytes().to_vec(),
        strays: strays(&status.strays),
        state: state(&status.state),
        owner: String::new(),
    }
}

/// "SERVING", or what keeps the log from it.
fn state(state: &LogState) -> String {
    match state {
        LogState::Serving => "SERVING".to_owned(),
        LogState::Starting => "STARTING".to_owned(),
        LogState::Unavailable(reason) => format!("UNAVAILABLE: {reason}"),
        LogState::Stopped(reason) => format!("STOPPED: {reason}"),
    }
}

fn projection(projection: ProjectionPosition) -> api::ProjectionPosition {
    api::ProjectionPosition {
        projection: projection.projection,
        version: projection.version,
        position: Some(to_proto(&projection.position)),
    }
}

#[cfg(test)]
mod tests;
