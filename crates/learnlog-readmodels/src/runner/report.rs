//! What a lane says of itself. Invariant: a lane whose thread ends in a panic is stopped, with the
//! alarm, and never seems to go on.

use std::sync::Arc;
use std::time::Instant;

use learnlog_codec::entry::LogNumber;
use metrics::gauge;
use tokio::sync::watch;
use tracing::error;

use super::status::{LaneState, LaneStatus};
use crate::metrics::LANE_STOPPED;

/// Of one lane.
pub(super) struct Report {
    log: LogNumber,
    all: Arc<watch::Sender<Vec<LaneStatus>>>,
}

impl Report {
    /// Among those of all lanes.
    pub fn new(log: LogNumber, all: &Arc<watch::Sender<Vec<LaneStatus>>>) -> Self {
        gauge!(LANE_STOPPED.name, "log" => log.0.to_string()).set(0);
        Self { log, all: Arc::clone(all) }
    }

    /// It is at work. Nobody is woken for this.
    pub fn seen(&self) {
        self.all.send_if_modified(|all| {
            of(all, self.log).for_each(|status| status.seen_at = Instant::now());
            false
        });
    }

    /// All before that sequence, and it, are projected.
    pub fn reached(&self, sequence: u64) {
        self.change(|status| {
            status.state = LaneState::Projecting;
            status.sequence = sequence;
        });
    }

    /// Another process projects it. Nobody is woken as long as that is so.
    pub fn elsewhere(&self) {
        self.all.send_if_modified(|all| {
            of(all, self.log).fold(false, |changed, status| {
                status.seen_at = Instant::now();
                let before = std::mem::replace(&mut status.state, LaneState::Elsewhere);
                changed || before != LaneState::Elsewhere
            })
        });
    }

    /// It is tried again.
    pub fn retrying(&self, reason: String) {
        self.change(|status| status.state = LaneState::Retrying { reason });
    }

    /// For good, at that entry if it is one.
    pub fn stopped(&self, sequence: Option<u64>, reason: String) {
        error!(log = self.log.0, sequence, reason, "ALARM: the projection of a log stopped");
        gauge!(LANE_STOPPED.name, "log" => self.log.0.to_string()).set(1);
        self.change(|status| status.state = LaneState::Stopped { sequence, reason });
    }

    fn change(&self, change: impl FnOnce(&mut LaneStatus)) {
        self.all.send_modify(|all| {
            if let Some(status) = of(all, self.log).next() {
                status.seen_at = Instant::now();
                change(status);
            }
        });
    }
}

impl Drop for Report {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.stopped(None, "its thread panicked: see the message of the panic".to_owned());
        }
    }
}

fn of(all: &mut [LaneStatus], log: LogNumber) -> impl Iterator<Item = &mut LaneStatus> {
    all.iter_mut().filter(move |status| status.log == log)
}

/// An error and its causes in one line.
pub(super) fn told(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(Some(error), |error| error.source());
    causes.map(ToString::to_string).collect::<Vec<_>>().join(": ")
}
