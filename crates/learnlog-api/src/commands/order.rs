//! One request of Submit, read. Invariant: what passes is within every documented limit, and what another process is
//! sent of it reads there as it was read here. Who may ask, and whether the rules say yes, is left to others.

use std::sync::Arc;

use learnlog_codec::entry::{LedgerPosition, LogNumber};
use learnlog_proto::{api, ledger};

use crate::error::ApiError;
use crate::input::at::At;
use crate::input::draft::Draft;
use crate::input::{command, field, position};

/// A request that was read.
pub struct Order {
    /// The command.
    pub draft: Draft,
    /// Look, write nothing.
    pub validate_only: bool,
    /// What must have been reached.
    pub at_least: Option<LedgerPosition>,
    /// The request itself, where it may have to be forwarded.
    pub request: Option<Arc<api::SubmitRequest>>,
}

impl Order {
    /// Reads a request in a ledger with `logs` logs, and keeps it where it may have to be forwarded. Errors: the INVALID_ARGUMENT
    /// reasons.
    pub fn read(request: api::SubmitRequest, logs: u32, keep: bool) -> Result<Self, ApiError> {
        let kept = keep.then(|| Arc::new(request.clone()));
        let at = At::root("command");
        let input = request.command.ok_or_else(|| field::missing(at, "the command"))?;
        let draft = command::read(input, logs)?;
        let at_least = position::position(At::root("at_least"), &request.at_least, logs)?;
        Ok(Self { draft, validate_only: request.validate_only, at_least, request: kept })
    }
}

/// Makes sure that a request that was read asks for that sequence of a log.
pub fn raise(request: &mut Arc<api::SubmitRequest>, log: LogNumber, sequence: u64) {
    let asked = request.at_least.iter().flat_map(|at_least| &at_least.logs);
    let asked = asked.into_iter().find(|of| of.log == log.0).map_or(0, |of| of.sequence);
    if asked >= sequence {
        return;
    }
    let logs = &mut Arc::make_mut(request).at_least.get_or_insert_default().logs;
    match logs.binary_search_by_key(&log.0, |of| of.log) {
        Ok(index) => logs[index].sequence = sequence,
        Err(index) => logs.insert(index, ledger::LogPosition { log: log.0, sequence }),
    }
}
