//! This process among those that serve its ledger: it says again and again that it lives, and learns who else does
//! and which logs are whose to write and to project.
//! Invariant: nothing but speed rests on it; while PostgreSQL is away, what was seen last holds.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use deadpool_postgres::Pool;
use learnlog_api::ownership::process::Process;
use learnlog_api::ownership::router::Router;
use learnlog_api::ownership::share::projector;
use learnlog_codec::entry::LogNumber;
use learnlog_ledger::genesis::all_logs;
use learnlog_ledger::ledger::{Ledger, LogState};
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::processes::{Beat, Seen, beat, beats, remove};
use learnlog_readmodels::runner::status::LaneStatus;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tonic::transport::{Certificate, ClientTlsConfig};
use uuid::Uuid;

use self::faults::Faults;
use crate::exit::Failure;
use crate::server::serve::opening::Opened;
use crate::server::serve::options::{Options, Role};

mod faults;

/// Between two beats.
const BEAT_PAUSE: Duration = Duration::from_millis(500);

/// How long a process that ends goes on taking calls, so that the others have seen it leave when it sends callers away.
const LEAVE_NOTICE: Duration = Duration::from_secs(1);

/// What a process does to share.
pub struct Sharing {
    process_id: Uuid,
    /// How many logs the ledger has.
    logs: u32,
    /// Where the others reach it; empty: nowhere, because it takes no commands.
    address: String,
    /// None: it keeps to itself.
    pool: Option<Pool>,
    authority: Option<ClientTlsConfig>,
    mine: watch::Sender<Vec<bool>>,
}

/// What is kept from beat to beat.
#[derive(Default)]
struct Memory {
    /// PostgreSQL did not answer the last one.
    away: bool,
    faults: Faults,
}

/// What a process does for the ledger, as the others may know it.
pub struct Work {
    /// What it writes.
    pub writes: Option<(Arc<Ledger>, Arc<Router>)>,
    /// What it projects.
    pub projects: Option<watch::Receiver<Vec<LaneStatus>>>,
}

impl Sharing {
    /// As told. Errors: usage, where a certificate cannot be used.
    pub fn of(opened: &Opened, options: &Options) -> Result<Self, Failure> {
        let authority = authority(options)?;
        let address = match (&options.advertise, &options.certificate, &authority) {
            _ if !options.has(Role::Api) => Ok(String::new()),
            (None, _, _) => Err("others are told no address: --advertise names one"),
            (Some(_), Some(_), None) => {
                Err("nobody vouches for the others' certificates: --peer-authority names who does")
            }
            (Some(address), _, _) => Ok(address.clone()),
        };
        let (address, pool) = match address {
            Ok(address) => {
                let pool = beats(&opened.settings.database).map_err(Failure::usage)?;
                (address, Some(pool))
            }
            Err(why) => {
                tracing::warn!(why, "this process does not share logs with others");
                (String::new(), None)
            }
        };
        let logs = all_logs(opened.settled.genesis.entries_logs).count();
        Ok(Self {
            process_id: Uuid::new_v4(),
            logs: u32::try_from(logs).unwrap_or(u32::MAX),
            address,
            pool,
            authority,
            mine: watch::Sender::new(vec![true; logs]),
        })
    }

    /// Where the commands of that ledger go.
    pub fn router(&self, ledger: &Arc<Ledger>) -> Arc<Router> {
        Arc::new(Router::new(self.process_id, Arc::clone(ledger), self.authority.clone()))
    }

    /// By log, whether it is this process's to project.
    pub fn mine(&self) -> watch::Receiver<Vec<bool>> {
        self.mine.subscribe()
    }

    /// Shares until `ended`. From `leaving` on, others take over; `gone` is canceled when they have seen so.
    pub async fn share(
        self,
        work: Work,
        leaving: CancellationToken,
        gone: CancellationToken,
        ended: CancellationToken,
    ) {
        let Some(pool) = &self.pool else {
            tokio::select! {
                () = leaving.cancelled() => gone.cancel(),
                () = ended.cancelled() => {}
            }
            return;
        };
        let mut pause = interval(BEAT_PAUSE);
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut notice = None;
        let mut memory = Memory::default();
        loop {
            tokio::select! {
                _ = pause.tick() => {}
                () = leaving.cancelled(), if notice.is_none() => {
                    if !work.writes.as_ref().is_some_and(|(_, router)| router.shares()) {
                        gone.cancel();
                    }
                    notice = Some(Instant::now() + LEAVE_NOTICE);
                }
                () = ended.cancelled() => break,
            }
            self.beat(pool, &work, notice.is_some(), &mut memory).await;
            if notice.is_some_and(|notice| Instant::now() >= notice) {
                gone.cancel();
            }
        }
        if let Err(error) = remove(pool, self.process_id).await {
            tracing::info!(error = &error as &dyn std::error::Error, "others see its end later");
        }
    }

    async fn beat(&self, pool: &Pool, work: &Work, leaving: bool, memory: &mut Memory) {
        let said = Beat {
            process_id: self.process_id,
            address: self.address.clone(),
            leaving,
            unable_to_write: self.unable_to_write(work),
            unable_to_project: self.unable_to_project(work, &mut memory.faults),
        };
        let seen = match beat(pool, &said).await {
            Ok(seen) => seen,
            Err(error) => return tell_away(&error, &mut memory.away),
        };
        memory.away = false;
        let processes: Vec<_> = seen.into_iter().map(process).collect();
        let mine = |log| {
            let projector = projector(LogNumber(log), &processes);
            projector.is_none_or(|process| process.id == self.process_id)
        };
        let mine: Vec<_> = (0..self.logs).map(mine).collect();
        self.mine.send_if_modified(|before| std::mem::replace(before, mine.clone()) != mine);
        if let Some((_, router)) = &work.writes {
            router.update(processes);
        }
    }

    fn unable_to_write(&self, work: &Work) -> Vec<i32> {
        let Some((ledger, _)) = &work.writes else { return self.all() };
        let status = ledger.status().into_iter();
        let unable = status.filter(|status| status.state != LogState::Serving);
        unable.map(|status| status.log.0.cast_signed()).collect()
    }

    fn unable_to_project(&self, work: &Work, faults: &mut Faults) -> Vec<i32> {
        let Some(lanes) = &work.projects else { return self.all() };
        let unable = faults.unable(&lanes.borrow(), Instant::now());
        unable.into_iter().map(|log| log.0.cast_signed()).collect()
    }

    fn all(&self) -> Vec<i32> {
        (0..self.logs.cast_signed()).collect()
    }
}

fn tell_away(error: &DatabaseError, away: &mut bool) {
    if !std::mem::replace(away, true) {
        let error = error as &dyn std::error::Error;
        tracing::warn!(error, "who else serves is not known: as it was seen last");
    }
}

fn authority(options: &Options) -> Result<Option<ClientTlsConfig>, Failure> {
    let Some(path) = &options.peer_authority else { return Ok(None) };
    let pem = std::fs::read(path)
        .with_context(|| format!("cannot read {}", path.display()))
        .map_err(Failure::usage)?;
    Ok(Some(ClientTlsConfig::new().ca_certificate(Certificate::from_pem(pem))))
}

fn process(seen: Seen) -> Process {
    let Seen { said, started_at_micros, seen_at_micros } = seen;
    let log = |log: i32| LogNumber(log.cast_unsigned());
    Process {
        id: said.process_id,
        address: said.address,
        started_at_micros,
        seen_at_micros,
        leaving: said.leaving,
        unable_to_write: said.unable_to_write.into_iter().map(log).collect(),
        unable_to_project: said.unable_to_project.into_iter().map(log).collect(),
    }
}
