//! The ways that the items of one call have taken. Invariant: of two items of one stream the later one is handed over
//! only where the earlier one was, or after its answer: so a log may change hands in the middle of a call.

use std::collections::BTreeMap;
use std::sync::Arc;

use learnlog_codec::entry::LogNumber;
use tokio::sync::Mutex;
use tokio_util::task::TaskTracker;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::commands::desk::Way;

/// Of one call; none at first. Cheap to clone.
#[derive(Clone, Default)]
pub struct Ways(Arc<Mutex<BTreeMap<LogNumber, Taken>>>);

struct Taken {
    /// Number of the lane; 0: this process.
    lane: u64,
    /// Items that went there and are not answered.
    open: TaskTracker,
}

impl Ways {
    /// The turn of an item of that log which goes that way: at once, unless others that went another way have no answer yet. It is
    /// held until the item has its own.
    pub async fn turn(&self, log: LogNumber, way: &Way) -> TaskTrackerToken {
        let lane = match way {
            Way::Here => 0,
            Way::There(lane) => lane.number(),
        };
        let mut ways = self.0.lock().await;
        let taken = ways.entry(log).or_insert_with(|| Taken { lane, open: TaskTracker::new() });
        if taken.lane != lane {
            taken.open.close();
            taken.open.wait().await;
            *taken = Taken { lane, open: TaskTracker::new() };
        }
        taken.open.token()
    }
}
