//! Callers. Invariant: whatever a caller asks and whatever comes back is in its file; a caller ends when told to, after its last call.

pub mod ask;
mod burst;
mod caller;
mod recorded;
mod subscriber;
mod told;
pub mod world;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::Context;
use tokio::task::JoinSet;

use self::caller::Caller;
use self::recorded::Recorded;
use self::subscriber::subscribe;
use self::world::World;
use crate::history::Recorder;
use crate::random::Random;
use crate::site::{NODES, Site};

/// How much.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// What everything is drawn from.
    pub seed: u64,
    /// Of each process.
    pub callers: usize,
}

/// Callers at work.
#[derive(Debug)]
pub struct Working {
    ending: Arc<AtomicBool>,
    tasks: JoinSet<anyhow::Result<()>>,
}

impl Load {
    /// Defines what callers name, and lets them loose. Errors: the definitions get no answer, or a file cannot be made.
    pub async fn start(
        self,
        site: &Arc<Site>,
        folder: &Path,
        begun: Instant,
    ) -> anyhow::Result<Working> {
        let world = Arc::new(World::new(self.seed, begun));
        let connections: Vec<_> =
            (0..NODES).map(|node| site.connection(node)).collect::<Result<_, _>>()?;
        world.define(&connections[0]).await?;
        let ending = Arc::new(AtomicBool::new(false));
        let mut tasks = JoinSet::new();
        let histories = folder.join("callers");
        std::fs::create_dir_all(&histories)?;
        for home in 0..NODES {
            for number in 0..=self.callers {
                let name = format!("{home}-{number}.ndjson");
                let recorder = Recorder::create(&histories.join(name), begun)?;
                // Each caller has connections of its own.
                let recorded = Recorded::new(recorder, Arc::clone(site))?;
                let random = Random::new(self.seed, "caller", (home * 1_000 + number) as u64);
                let ending = Arc::clone(&ending);
                if number == self.callers {
                    tasks.spawn(subscribe(recorded, home, random, ending));
                } else {
                    let caller = Caller::new(recorded, home, random, Arc::clone(&world));
                    tasks.spawn(caller.work(ending));
                }
            }
        }
        Ok(Working { ending, tasks })
    }
}

impl Working {
    /// Lets every caller finish what it is doing. Errors: one could not write its file.
    pub async fn end(mut self) -> anyhow::Result<()> {
        self.ending.store(true, Ordering::SeqCst);
        while let Some(ended) = self.tasks.join_next().await {
            ended.context("a caller broke")??;
        }
        Ok(())
    }
}
