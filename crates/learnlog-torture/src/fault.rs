//! What goes wrong, when, and that it ends. Invariant: the order of faults is a function of the seed; what every fault did and when is in a
//! file; when the lanes end, nothing is stopped, cut, held or moved any more.

mod inject;
mod journal;
pub mod plan;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

pub use self::journal::{Journal, Tally};
use self::plan::{Lane, LaneKind};
use crate::forwarding::Forwarding;
use crate::pause::pause;
use crate::say::say;
use crate::site::Site;

/// For how long, and how hard.
#[derive(Debug, Clone, Copy)]
pub struct Faults {
    /// What everything is drawn from.
    pub seed: u64,
    /// At least this, and until every kind of fault has been.
    pub time: Duration,
    /// The longest that one lasts.
    pub longest: Duration,
}

impl Faults {
    /// Injects until it has been enough; returns when all is mended and everybody serves again, or has not in time, which is told.
    /// To be awaited on the main thread, for processes are started. Errors: a fault could not be injected or mended.
    pub async fn inject(
        self,
        site: &Arc<Site>,
        folder: &Path,
        begun: Instant,
    ) -> anyhow::Result<Tally> {
        let journal = Journal::create(&folder.join("faults.ndjson"), begun)?;
        let injecting = Instant::now();
        let lane = async |kind: LaneKind| {
            let mut lane = Lane::new(self, kind, site);
            while injecting.elapsed() < self.time || !lane.has_drawn_all() {
                let planned = lane.draw();
                pause(planned.gap).await;
                journal.begins(&planned)?;
                let injected = inject::inject(site, &planned, &journal).await;
                journal.ended(&planned)?;
                injected?;
            }
            anyhow::Ok(())
        };
        let watched = async {
            let lanes = [LaneKind::Processes, LaneKind::Servers, LaneKind::Links, LaneKind::Calls];
            let [processes, servers, links, calls] = lanes.map(lane);
            tokio::try_join!(processes, servers, links, calls)?;
            say("all faults have ended: waiting for everybody to recover");
            anyhow::Ok(site.ready().await)
        };
        let mut forwarding = Forwarding::default();
        let recovered = tokio::select! {
            ended = watched => ended?,
            broken = inject::watch(site, &journal, &mut forwarding) => broken?,
        };
        for node in &site.nodes {
            forwarding.look(node.number, node.life(), node.metrics()).await;
        }
        let mut tally = journal.tally();
        tally.forwarded = forwarding.sum();
        tally.broken.extend(recovered.err().map(|why| format!("after all faults: {why}")));
        Ok(tally)
    }
}
