//! One `learnlog` process of the simulation: the real ledger, and the real runner of projections over a simulated store, on a simulated
//! machine. Invariant: everything that it does passes through its `Life`, so that it can be killed at any of its awaits.

use std::io;
use std::sync::Arc;

use learnlog_ledger::ledger::{self, Ledger, LogState};
use learnlog_readmodels::runner::{ProjectorConfig, ProjectorPorts, ProjectorRunner};

use crate::log::SimLog;
use crate::machine::clock::{MachineClock, StoreClock};
use crate::machine::host::SimHost;
use crate::machine::{Life, Power};
use crate::store::{SimIndex, SimStores};
use crate::world::World;

/// Cores that every simulated machine says it has.
const CORES: usize = 2;

/// A process that was started.
pub struct Process {
    /// Its power and clock.
    pub life: Arc<Life>,
    /// Takes commands.
    pub ledger: Arc<Ledger>,
    projectors: ProjectorRunner,
}

impl Process {
    /// Starts one. Errors: none that a simulated machine makes.
    pub fn start(world: &Arc<World>, name: String, clock_offset_micros: i64) -> io::Result<Self> {
        let life = Life::new(name, clock_offset_micros);
        let own = || (Arc::clone(world), Arc::clone(&life));
        let event_log = || {
            let (world, life) = own();
            Arc::new(SimLog { world, life })
        };
        let host = || {
            let (world, life) = own();
            Arc::new(SimHost { world, life })
        };
        let index = own();
        let (clock, reference_clock) = (own(), own());
        let ledger = Ledger::start(
            world.genesis.clone(),
            ledger::Dependencies {
                event_log: event_log(),
                index: Arc::new(SimIndex { world: index.0, life: index.1 }),
                clock: Arc::new(MachineClock { world: clock.0, life: clock.1 }),
                reference_clock: Arc::new(StoreClock {
                    world: reference_clock.0,
                    life: reference_clock.1,
                }),
                host: host(),
            },
        )?;
        let mut config = ProjectorConfig::new(world.genesis.entries_logs);
        config.cores = CORES;
        config.writers = ledger.witnesses();
        let stores = own();
        let stores = Arc::new(SimStores { world: stores.0, life: stores.1 });
        let ports = ProjectorPorts { event_log: event_log(), stores, host: host() };
        let projectors = ProjectorRunner::start(config, ports)?;
        Ok(Self { life, ledger: Arc::new(ledger), projectors })
    }

    /// Why a log or a projection of it does not go on by itself, if one does not.
    pub fn stopped(&self) -> Option<String> {
        use learnlog_readmodels::runner::status::LaneState;
        let logs = self.ledger.status().into_iter().find_map(|status| match status.state {
            LogState::Stopped(why) => Some(format!("log {}: {why}", status.log)),
            LogState::Starting | LogState::Serving | LogState::Unavailable(_) => None,
        });
        logs.or_else(|| {
            self.projectors.status().into_iter().find_map(|lane| match lane.state {
                LaneState::Stopped { reason, .. } => {
                    Some(format!("projection of log {}: {reason}", lane.log))
                }
                LaneState::Starting
                | LaneState::Projecting
                | LaneState::Elsewhere
                | LaneState::Retrying { .. } => None,
            })
        })
    }

    /// Ends it as SIGKILL would.
    pub fn kill(&self) {
        self.life.set_power(Power::Off);
    }
}
