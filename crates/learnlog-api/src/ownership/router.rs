//! Where commands go. Invariant: every log has a route at any time, here if nothing better is known; a log that comes
//! here is read to its end before its first command.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::{Duration, Instant};

use learnlog_codec::entry::LogNumber;
use learnlog_ledger::genesis::all_logs;
use learnlog_ledger::ledger::Ledger;
use tonic::transport::ClientTlsConfig;
use uuid::Uuid;

use super::peer::{Peer, Unusable};
use super::process::Process;
use super::share::owner;
use crate::metrics;

#[cfg(test)]
mod tests;

/// How long a process that could not be reached is passed over, at least; doubled each time in a row.
const PASSED_OVER_MIN: Duration = Duration::from_millis(500);

/// How long it is passed over at most.
const PASSED_OVER_MAX: Duration = Duration::from_secs(30);

/// Where the commands of one log are decided.
#[derive(Clone)]
pub enum Route {
    /// By this process.
    Here,
    /// By that one.
    There(Arc<Peer>),
}

/// What a process knows of the others.
pub struct Router {
    own: Uuid,
    ledger: Arc<Ledger>,
    authority: Option<ClientTlsConfig>,
    shared: RwLock<Arc<Shared>>,
    known: Mutex<Known>,
}

/// Who owns what.
pub struct Shared {
    /// The process that sees it so.
    pub own: Uuid,
    /// All that serve, as far as this process knows; none where it does not share.
    pub processes: Vec<Process>,
    /// By log number.
    pub owners: Vec<Option<Uuid>>,
    routes: Vec<Route>,
}

impl Shared {
    /// The process that owns that log.
    pub fn owner(&self, log: LogNumber) -> Option<&Process> {
        let owner = (*self.owners.get(log.0 as usize)?)?;
        self.processes.iter().find(|process| process.id == owner)
    }

    /// Whether another process decides that log's commands.
    pub fn is_elsewhere(&self, log: LogNumber) -> bool {
        matches!(self.routes.get(log.0 as usize), Some(Route::There(_)))
    }
}

#[derive(Default)]
struct Known {
    processes: Vec<Process>,
    peers: HashMap<Uuid, Arc<Peer>>,
    passed_over: HashMap<Uuid, PassedOver>,
    /// Those that are not forwarded to, for what their address is.
    unusable: HashSet<Uuid>,
}

/// Until it was seen again, and for a while.
struct PassedOver {
    seen_at_micros: i64,
    until: Instant,
}

impl Router {
    /// Of the process with that id; it owns everything until it is told of others, whose certificates that authority
    /// vouches for.
    pub fn new(own: Uuid, ledger: Arc<Ledger>, authority: Option<ClientTlsConfig>) -> Self {
        let logs = all_logs(ledger.genesis().entries_logs).count();
        let shared = Shared {
            own,
            processes: Vec::new(),
            owners: vec![None; logs],
            routes: vec![Route::Here; logs],
        };
        let shared = RwLock::new(Arc::new(shared));
        let router = Self { own, ledger, authority, shared, known: Mutex::default() };
        ::metrics::gauge!(metrics::OWNED_LOGS.name).set(logs as f64);
        router
    }

    /// The process whose it is.
    pub fn own(&self) -> Uuid {
        self.own
    }

    /// Who owns what now.
    pub fn shared(&self) -> Arc<Shared> {
        Arc::clone(&self.shared.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where that log's commands go now.
    pub fn route(&self, log: LogNumber) -> Route {
        let shared = self.shared.read().unwrap_or_else(PoisonError::into_inner);
        shared.routes.get(log.0 as usize).cloned().unwrap_or(Route::Here)
    }

    /// Whether any log may be another process's.
    pub fn shares(&self) -> bool {
        self.shared.read().unwrap_or_else(PoisonError::into_inner).processes.len() > 1
    }

    /// These serve now, this process among them.
    pub fn update(&self, processes: Vec<Process>) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        known.passed_over.retain(|id, passed| {
            let process = processes.iter().find(|process| process.id == *id);
            process.is_some_and(|process| {
                now < passed.until || process.seen_at_micros <= passed.seen_at_micros
            })
        });
        known.peers.retain(|id, peer| {
            let there = |process: &Process| process.id == *id && process.address == peer.address;
            let stays = processes.iter().any(there);
            if !stays {
                peer.close();
            }
            stays
        });
        let there = |id: &Uuid| processes.iter().any(|process| process.id == *id);
        known.unusable.retain(there);
        for process in processes.iter().filter(|process| process.id != self.own) {
            if !known.peers.contains_key(&process.id) {
                self.meet(&mut known, process);
            }
        }
        known.processes = processes;
        self.share(&known);
    }

    /// A process that is not known yet. Who cannot be forwarded to is spoken of once.
    fn meet(&self, known: &mut Known, process: &Process) {
        match Peer::new(process.id, &process.address, self.authority.as_ref()) {
            Ok(peer) => {
                known.unusable.remove(&process.id);
                known.peers.insert(process.id, Arc::new(peer));
            }
            // It only projects.
            Err(Unusable::Nowhere) => {}
            Err(error) => {
                if known.unusable.insert(process.id) {
                    let (address, error) = (&process.address, &error as &dyn std::error::Error);
                    tracing::warn!(address, error, "nothing is forwarded to that process");
                }
            }
        }
    }

    /// It could not be reached: its logs are the others' until it is seen again.
    pub fn suspect(&self, peer: &Peer) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let process = known.processes.iter().find(|process| process.id == peer.id);
        let Some(seen_at_micros) = process.map(|process| process.seen_at_micros) else { return };
        let doubled = PASSED_OVER_MIN.saturating_mul(1 << peer.strike().min(16));
        let until = Instant::now() + doubled.min(PASSED_OVER_MAX);
        known.passed_over.insert(peer.id, PassedOver { seen_at_micros, until });
        self.share(&known);
    }

    /// Ends all connections: whatever comes is decided here.
    pub fn close(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.peers.drain().for_each(|(_, peer)| peer.close());
        known.processes.clear();
        self.share(&known);
    }

    fn share(&self, known: &Known) {
        let reached = |process: &&Process| {
            let peer = known.peers.contains_key(&process.id) || process.id == self.own;
            peer && !known.passed_over.contains_key(&process.id)
        };
        let logs = all_logs(self.ledger.genesis().entries_logs);
        let owner = |log| owner(log, known.processes.iter().filter(reached)).map(|of| of.id);
        let owners: Vec<Option<Uuid>> = logs.map(owner).collect();
        let route = |owner: &Option<Uuid>| match owner.and_then(|owner| known.peers.get(&owner)) {
            Some(peer) => Route::There(Arc::clone(peer)),
            None => Route::Here,
        };
        let routes: Vec<_> = owners.iter().map(route).collect();
        let before = self.shared();
        let changes = before.routes.iter().zip(&routes).zip(0..);
        for ((before, now), log) in changes {
            if matches!((before, now), (Route::There(_), Route::Here)) {
                self.ledger.refresh(LogNumber(log));
            }
        }
        if before.owners != owners {
            self.tell(&owners, &known.processes);
        }
        let processes = known.processes.clone();
        let shared = Arc::new(Shared { own: self.own, processes, owners, routes });
        *self.shared.write().unwrap_or_else(PoisonError::into_inner) = shared;
    }

    fn tell(&self, owners: &[Option<Uuid>], processes: &[Process]) {
        let own = |(log, owner): (usize, &Option<Uuid>)| (*owner == Some(self.own)).then_some(log);
        let logs: Vec<_> = owners.iter().enumerate().filter_map(own).collect();
        let others: Vec<_> = processes
            .iter()
            .filter(|process| process.id != self.own && !process.leaving)
            .map(|process| process.address.as_str())
            .collect();
        tracing::info!(?logs, ?others, "logs are shared anew");
        ::metrics::gauge!(metrics::OWNED_LOGS.name).set(logs.len() as f64);
    }
}
