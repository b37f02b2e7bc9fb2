//! The host of a simulated process. Invariant: blocking work and the steps of loops are done at times that the seed decides, one at a
//! time, and never for a process that does not run.

use std::io;
use std::sync::{Arc, PoisonError};

use futures::FutureExt;
use futures::future::BoxFuture;
use learnlog_ledger::host::{Driven, Driver, Host, Next, Steps, Work, driven};

use super::{Life, Slot};
use crate::world::World;

/// Longest pause before and after something that blocks, and between two steps.
const PAUSE_MILLISECONDS_MAX: u64 = 4;

/// What one process runs on.
pub struct SimHost {
    /// Where.
    pub world: Arc<World>,
    /// Whose.
    pub life: Arc<Life>,
}

impl Host for SimHost {
    fn block(&self, work: Work) -> BoxFuture<'static, ()> {
        let (world, life) = (Arc::clone(&self.world), Arc::clone(&self.life));
        async move {
            world.pause(PAUSE_MILLISECONDS_MAX).await;
            life.gate().await;
            work();
            world.pause(PAUSE_MILLISECONDS_MAX).await;
            life.gate().await;
        }
        .boxed()
    }

    fn drive(&self, _name: String, steps: Box<dyn Steps>) -> io::Result<Driven> {
        let (driven, driver) = driven();
        let slot = self.life.keep(driver);
        let (world, life) = (Arc::clone(&self.world), Arc::clone(&self.life));
        self.world.tasks.spawn(go_on(world, life, slot, steps));
        Ok(driven)
    }

    fn random(&self, bytes: &mut [u8]) {
        self.world.state().chance.fill(bytes);
    }
}

async fn go_on(world: Arc<World>, life: Arc<Life>, slot: Slot, mut steps: Box<dyn Steps>) {
    loop {
        life.gate().await;
        let stopped = {
            let driver = slot.lock().unwrap_or_else(PoisonError::into_inner);
            driver.as_ref().is_none_or(Driver::is_stopped)
        };
        if stopped {
            break;
        }
        life.take_wait();
        match steps.step() {
            Next::Now => world.pause(PAUSE_MILLISECONDS_MAX + life.take_wait()).await,
            Next::After(pause) => world.wait(pause).await,
            Next::Ended => break,
        }
    }
    drop(steps);
    slot.lock().unwrap_or_else(PoisonError::into_inner).take();
}
