//! The names of this crate's metrics, with unit and help.

use metrics::{Unit, describe_counter, describe_gauge, describe_histogram};

/// Entries written to the read models, by log.
pub const ENTRIES_PROJECTED: &str = "learnlog_projector_entries_total";

/// Entries of one transaction.
pub const BATCH_ENTRIES: &str = "learnlog_projector_batch_entries";

/// Duration of one transaction.
pub const BATCH_SECONDS: &str = "learnlog_projector_batch_seconds";

/// Age of the entry last projected, by log.
pub const LAG_SECONDS: &str = "learnlog_projector_lag_seconds";

/// Interruptions after which the projection was tried again, by log.
pub const RETRIES: &str = "learnlog_projector_retries_total";

/// Batches that somebody else had projected, by log.
pub const RACES_LOST: &str = "learnlog_projector_races_lost_total";

/// 1 where an entry stopped the projection, by log.
pub const LANE_STOPPED: &str = "learnlog_projector_stopped";

/// Tells the recorder what they are.
pub(crate) fn describe() {
    describe_counter!(ENTRIES_PROJECTED, Unit::Count, "Entries written to the read models, by log");
    describe_histogram!(BATCH_ENTRIES, Unit::Count, "Entries of one transaction of a projector");
    describe_histogram!(BATCH_SECONDS, Unit::Seconds, "Duration of one transaction of a projector");
    describe_gauge!(
        LAG_SECONDS,
        Unit::Seconds,
        "Age of the entry last projected when it became visible, by log; 0 when nothing is left to do"
    );
    describe_counter!(
        RETRIES,
        Unit::Count,
        "Interruptions after which the projection of a log was tried again, by log"
    );
    describe_counter!(
        RACES_LOST,
        Unit::Count,
        "Batches that another projector had written already, or whose transaction was undone, by log"
    );
    describe_gauge!(
        LANE_STOPPED,
        Unit::Count,
        "1 where the projection of a log has stopped for good: see its error, by log"
    );
}
