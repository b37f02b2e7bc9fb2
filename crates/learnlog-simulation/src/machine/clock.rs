//! The clocks: a process's own, which may be wrong, and PostgreSQL's.

use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_domain::time::Timestamp;
use learnlog_ledger::clock::Clock;
use learnlog_ledger::index::{IndexError, ReferenceClock};

use super::Life;
use crate::world::World;

/// As one process sees it.
pub struct MachineClock {
    /// Where.
    pub world: Arc<World>,
    /// Whose.
    pub life: Arc<Life>,
}

impl Clock for MachineClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.world.now_micros() + self.life.clock_offset_micros())
    }
}

/// PostgreSQL's, asked by one process.
pub struct StoreClock {
    /// Where.
    pub world: Arc<World>,
    /// Who asks.
    pub life: Arc<Life>,
}

impl ReferenceClock for StoreClock {
    fn now(&self) -> BoxFuture<'_, Result<Timestamp, IndexError>> {
        async move {
            self.life.gate().await;
            self.world.pause(3).await;
            let fails = self.world.fault("clock query fails", 5) || !self.world.store_is_there();
            let now = Timestamp::from_micros(self.world.now_micros());
            self.world.pause(3).await;
            self.life.gate().await;
            if fails { Err(IndexError("the simulation says no".into())) } else { Ok(now) }
        }
        .boxed()
    }
}
