//! GetPosition: where the ledger and its projections stand, as this process knows it.

use learnlog_codec::entry::{Genesis, LogNumber};
use learnlog_domain::time::Timestamp;
use learnlog_ledger::ledger::{LogState, LogStatus};
use learnlog_proto::api;
use learnlog_readmodels::queries::position::ProjectionPosition;

use super::strays;
use crate::input::position::to_proto;
use crate::ownership::process::Process;
use crate::ownership::router::Shared;
use crate::say;

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
