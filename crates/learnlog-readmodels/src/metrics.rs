//! The names of this crate's metrics, with unit and help.

use learnlog_ledger::metrics::Metric;
use metrics::{describe_counter, describe_gauge, describe_histogram};

/// Entries written to the read models, by log.
pub const ENTRIES_PROJECTED: Metric = Metric {
    name: "learnlog_projector_entries_total",
    unit: "entries",
    help: "Entries written to the read models, by log.",
};

/// Entries of one transaction.
pub const BATCH_ENTRIES: Metric = Metric {
    name: "learnlog_projector_batch_entries",
    unit: "entries",
    help: "Entries of one transaction of a projector.",
};

/// Duration of one transaction.
pub const BATCH_SECONDS: Metric = Metric {
    name: "learnlog_projector_batch_seconds",
    unit: "seconds",
    help: "Duration of one transaction of a projector.",
};

/// Age of the entry last projected, by log.
pub const LAG_SECONDS: Metric = Metric {
    name: "learnlog_projector_lag_seconds",
    unit: "seconds",
    help: "Age of the entry last projected when it became visible, by log; 0 when nothing is left.",
};

/// Interruptions after which the projection was tried again, by log.
pub const RETRIES: Metric = Metric {
    name: "learnlog_projector_retries_total",
    unit: "interruptions",
    help: "Interruptions after which the projection of a log was tried again, by log.",
};

/// Batches that somebody else had projected, by log.
pub const RACES_LOST: Metric = Metric {
    name: "learnlog_projector_races_lost_total",
    unit: "batches",
    help: "Batches that another projector had written, or whose transaction was undone, by log.",
};

/// 1 where the projection has stopped for good, by log.
pub const LANE_STOPPED: Metric = Metric {
    name: "learnlog_projector_stopped",
    unit: "logs",
    help: "1 where the projection of a log has stopped for good: see its error, by log.",
};

/// Tells the recorder what they are.
pub(crate) fn describe() {
    for metric in [ENTRIES_PROJECTED, RETRIES, RACES_LOST] {
        describe_counter!(metric.name, metric.help);
    }
    for metric in [LAG_SECONDS, LANE_STOPPED] {
        describe_gauge!(metric.name, metric.help);
    }
    for metric in [BATCH_ENTRIES, BATCH_SECONDS] {
        describe_histogram!(metric.name, metric.help);
    }
}
