//! This process among those that serve its ledger: it says again and again that it lives, and learns who else does.
//! Invariant: nothing but speed rests on it; while PostgreSQL is away, what was seen last holds.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use deadpool_postgres::Pool;
use learnlog_api::ownership::process::Process;
use learnlog_api::ownership::router::Router;
use learnlog_codec::entry::LogNumber;
use learnlog_ledger::ledger::{Ledger, LogState};
use learnlog_postgres::error::DatabaseError;
use learnlog_postgres::processes::{Beat, Seen, beat, beats, remove};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tonic::transport::{Certificate, ClientTlsConfig};
use uuid::Uuid;

use crate::exit::Failure;
use crate::server::serve::opening::Opened;
use crate::server::serve::options::Options;

/// Between two beats.
const BEAT_PAUSE: Duration = Duration::from_millis(500);

/// How long a process that ends goes on taking calls, so that the others have seen it leave when it sends callers away.
const LEAVE_NOTICE: Duration = Duration::from_secs(1);

/// What a process does to share.
pub struct Sharing {
    router: Arc<Router>,
    ledger: Arc<Ledger>,
    process_id: Uuid,
    /// None: it keeps to itself.
    known_as: Option<(String, Pool)>,
}

impl Sharing {
    /// As told. Errors: usage, where a certificate cannot be used.
    pub fn of(opened: &Opened, options: &Options, ledger: &Arc<Ledger>) -> Result<Self, Failure> {
        let authority = authority(options)?;
        let address = match (&options.advertise, &options.certificate, &authority) {
            (None, _, _) => Err("others cannot reach it: --advertise names an address"),
            (Some(_), Some(_), None) => {
                Err("nobody vouches for the others' certificates: --peer-authority names who does")
            }
            (Some(address), _, _) => Ok(address.clone()),
        };
        let known_as = match address {
            Ok(address) => {
                let pool = beats(&opened.settings.database).map_err(Failure::usage)?;
                Some((address, pool))
            }
            Err(why) => {
                tracing::warn!(why, "this process does not share logs with others");
                None
            }
        };
        let process_id = Uuid::new_v4();
        let router = Arc::new(Router::new(process_id, Arc::clone(ledger), authority));
        Ok(Self { router, ledger: Arc::clone(ledger), process_id, known_as })
    }

    /// Where commands go.
    pub fn router(&self) -> Arc<Router> {
        Arc::clone(&self.router)
    }

    /// Shares until `ended`. From `leaving` on, others take over; `gone` is canceled when they have seen so.
    pub async fn share(
        self,
        leaving: CancellationToken,
        gone: CancellationToken,
        ended: CancellationToken,
    ) {
        let Some((address, pool)) = &self.known_as else {
            tokio::select! {
                () = leaving.cancelled() => gone.cancel(),
                () = ended.cancelled() => {}
            }
            return;
        };
        let mut pause = interval(BEAT_PAUSE);
        pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut notice = None;
        let mut away = false;
        loop {
            tokio::select! {
                _ = pause.tick() => {}
                () = leaving.cancelled(), if notice.is_none() => {
                    if !self.router.shares() {
                        gone.cancel();
                    }
                    notice = Some(Instant::now() + LEAVE_NOTICE);
                }
                () = ended.cancelled() => break,
            }
            self.beat(address, pool, notice.is_some(), &mut away).await;
            if notice.is_some_and(|notice| Instant::now() >= notice) {
                gone.cancel();
            }
        }
        if let Err(error) = remove(pool, self.process_id).await {
            tracing::info!(error = &error as &dyn std::error::Error, "others see its end later");
        }
    }

    async fn beat(&self, address: &str, pool: &Pool, leaving: bool, away: &mut bool) {
        let said = Beat {
            process_id: self.process_id,
            address: address.to_owned(),
            leaving,
            unable: self.unable(),
        };
        match beat(pool, &said).await {
            Ok(seen) => {
                *away = false;
                self.router.update(seen.into_iter().map(process).collect());
            }
            Err(error) => self.tell_away(&error, away),
        }
    }

    fn tell_away(&self, error: &DatabaseError, away: &mut bool) {
        if !std::mem::replace(away, true) {
            let error = error as &dyn std::error::Error;
            tracing::warn!(error, "who else serves is not known: as it was seen last");
        }
    }

    /// Logs that this process cannot write now.
    fn unable(&self) -> Vec<i32> {
        let status = self.ledger.status().into_iter();
        let unable = status.filter(|status| status.state != LogState::Serving);
        unable.map(|status| status.log.0.cast_signed()).collect()
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
        unable: said.unable.into_iter().map(log).collect(),
    }
}
