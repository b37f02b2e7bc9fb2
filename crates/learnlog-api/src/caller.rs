//! What is kept of each caller while the process runs: how many requests were malformed and how many commands were
//! rejected in the current minute, and how many requests come in a second. Invariant: bounded in callers and in bytes,
//! and nothing that a request says is in it or in its log lines.

mod rate;

use std::num::{NonZeroU32, NonZeroUsize};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use lru::LruCache;

use self::rate::Rate;
use crate::authentication::principal::Principal;
use crate::authentication::verified::VERIFIED_LIMIT_PROOFS;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::metrics;

#[cfg(test)]
mod tests;

/// Callers kept at once; the one whose last proof was verified first is forgotten first. More than there are remembered
/// proofs, so that a new token of a caller who is known by another one goes on counting.
pub const CALLERS_LIMIT: NonZeroUsize = NonZeroUsize::new(2 * VERIFIED_LIMIT_PROOFS).unwrap();

/// Rejection entries that one caller may cause in a minute, unless configured otherwise. Commands in flight when it is reached are
/// still decided; commands whose caller hung up before the answer count like rejected ones, forwarded ones when they are rejected.
pub const REJECTIONS_LIMIT_PER_MINUTE: u64 = 60_000;

/// Requests that one caller may send in a second to one process, unless configured otherwise: calls, and items of SubmitStream. Far
/// more than one process takes; who has many callers sets it lower. What other processes forward for a caller has as much besides.
pub const REQUESTS_LIMIT_PER_SECOND: NonZeroU32 = NonZeroU32::new(50_000).unwrap();

const MINUTE: Duration = Duration::from_secs(60);

/// The shortest pause that callers are asked for.
const PAUSE_MIN: Duration = Duration::from_millis(10);

/// What one caller may do.
#[derive(Debug, Clone, Copy)]
pub struct CallerLimits {
    /// See [`REJECTIONS_LIMIT_PER_MINUTE`].
    pub rejections_per_minute: u64,
    /// See [`REQUESTS_LIMIT_PER_SECOND`].
    pub requests_per_second: NonZeroU32,
}

/// All callers.
#[derive(Debug)]
pub struct Callers {
    limits: CallerLimits,
    table: Mutex<LruCache<String, Arc<Counts>>>,
}

/// One caller. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Caller {
    principal: Arc<Principal>,
    counts: Arc<Counts>,
    limits: CallerLimits,
}

#[derive(Debug)]
struct Counts {
    requests: Rate,
    /// Items that other processes forwarded. They were counted there, and any caller could write their mark.
    forwarded: Rate,
    rejected: Mutex<Window>,
    malformed: Mutex<Window>,
}

impl Counts {
    fn new(limits: CallerLimits) -> Self {
        let rate = || Rate::per_second(limits.requests_per_second);
        let (rejected, malformed) = Default::default();
        Self { requests: rate(), forwarded: rate(), rejected, malformed }
    }
}

/// Events in the current minute, which begins with the first of them.
#[derive(Debug, Default)]
struct Window {
    began: Option<Instant>,
    count: u64,
}

impl Window {
    fn at(&mut self, now: Instant) -> &mut Self {
        if self.began.is_none_or(|began| now.duration_since(began) >= MINUTE) {
            *self = Self { began: Some(now), count: 0 };
        }
        self
    }
}

impl Callers {
    /// None yet.
    pub fn new(limits: CallerLimits) -> Self {
        Self { limits, table: Mutex::new(LruCache::new(CALLERS_LIMIT)) }
    }

    /// The caller that a principal is; kept with the proof of it, so that a call need not look again.
    pub fn of(&self, principal: Arc<Principal>) -> Caller {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        let limits = self.limits;
        let counts = table.get_or_insert(principal.key(), || Arc::new(Counts::new(limits)));
        Caller { principal, counts: Arc::clone(counts), limits }
    }
}

impl Caller {
    /// Who it is.
    pub fn principal(&self) -> &Principal {
        &self.principal
    }

    /// Errors: TOO_MANY_REJECTIONS where this minute's are used up.
    pub fn may_submit(&self, now: Instant) -> Result<(), ApiError> {
        let limit = self.limits.rejections_per_minute;
        let count = lock(&self.counts.rejected).at(now).count;
        if count < limit {
            return Ok(());
        }
        let message = "too many commands of this caller were rejected in the last minute";
        let error = ApiError::new(Reason::TooManyRejections, message);
        Err(error.with("limit_per_minute", limit).retry_after(MINUTE))
    }

    /// Counts a call. Errors: TOO_MANY_REQUESTS, where it comes too early.
    pub fn may_call(&self) -> Result<(), ApiError> {
        self.counts.requests.take().map_err(|pause| {
            let limit = self.limits.requests_per_second;
            metrics::refused(Reason::TooManyRequests);
            let message = "more requests of this caller come in a second than one caller may send";
            let error = ApiError::new(Reason::TooManyRequests, message);
            error.with("limit_per_second", limit).retry_after(pause.max(PAUSE_MIN))
        })
    }

    /// Items of a stream that are best taken together: those of a tenth of a second, so that none waits long for the others.
    pub fn batch_items(&self) -> usize {
        let tenth = self.limits.requests_per_second.get() / 10;
        usize::try_from(tenth).unwrap_or(usize::MAX).max(1)
    }

    /// Comes back when that many items of a stream may be taken, which another process has forwarded or not.
    pub async fn may_stream(&self, items: usize, forwarded: bool) {
        let Counts { requests, forwarded: of_others, .. } = &*self.counts;
        let rate = if forwarded { of_others } else { requests };
        rate.wait_for(items).await;
    }

    /// For a command that was handed to the ledger and may come to be rejected.
    pub fn owe(&self) -> Owed {
        Owed(Some(Arc::clone(&self.counts)))
    }

    /// A request or item of this caller was malformed: counted, and the first of each minute told, without payload.
    pub fn malformed(&self, error: &ApiError, now: Instant) {
        let reason = error.reason().name();
        ::metrics::counter!(metrics::MALFORMED.name, "reason" => reason).increment(1);
        let (before, first) = {
            let mut window = lock(&self.counts.malformed);
            let before = window.count;
            let window = window.at(now);
            window.count += 1;
            (before, window.count == 1)
        };
        if first {
            let actor = &self.principal.actor;
            tracing::warn!(
                subject = actor.subject,
                issuer = actor.issuer,
                reason,
                field = error.field(),
                in_the_minute_before = before,
                "malformed request"
            );
        }
    }
}

/// A rejection that may come of a command on its way. Invariant: it counts unless the answer was seen
/// to be none, so that hanging up before the answer evades no limit.
#[derive(Debug)]
pub struct Owed(Option<Arc<Counts>>);

impl Owed {
    /// The answer has come: an entry that rejects the command, or something else.
    pub fn settle(mut self, rejected: bool, now: Instant) {
        if let Some(counts) = self.0.take().filter(|_| rejected) {
            lock(&counts.rejected).at(now).count += 1;
        }
    }
}

impl Drop for Owed {
    fn drop(&mut self) {
        if let Some(counts) = self.0.take() {
            lock(&counts.rejected).at(Instant::now()).count += 1;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
