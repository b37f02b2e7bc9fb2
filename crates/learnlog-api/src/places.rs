//! How many streams of one kind run at once. Invariant: no more than there are places, and one caller has at most half of them, so that
//! nobody takes them all; a place is free when what it was for has ended. What to wait for instead is left to the caller.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::authentication::principal::Principal;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::metrics;
use crate::queries::wait::TOO_MANY_PAUSE;

#[cfg(test)]
mod tests;

/// The places of one kind of stream.
#[derive(Debug)]
pub struct Places {
    limit: usize,
    refused: Reason,
    taken: Arc<Mutex<Taken>>,
}

#[derive(Debug, Default)]
struct Taken {
    all: usize,
    /// By who they are; nobody with none.
    of: BTreeMap<String, usize>,
}

/// A place that is taken until this is dropped.
#[derive(Debug)]
pub struct Place {
    of: String,
    taken: Arc<Mutex<Taken>>,
}

impl Places {
    /// So many; more are refused with that reason.
    pub fn new(limit: usize, refused: Reason) -> Self {
        Self { limit, refused, taken: Arc::default() }
    }

    /// What one caller may have.
    pub fn limit_per_caller(&self) -> usize {
        self.limit.div_ceil(2)
    }

    /// A place for that caller. Errors: the reason of these places, with `limit` or `limit_per_caller`.
    pub fn take(&self, caller: &Principal) -> Result<Place, ApiError> {
        let mut taken = lock(&self.taken);
        if taken.all >= self.limit {
            let message = "as many streams of this kind run as this server runs at once";
            return Err(self.full(message).with("limit", self.limit));
        }
        let of = caller.key();
        let own = taken.of.get(&of).copied().unwrap_or_default();
        if own >= self.limit_per_caller() {
            let message = "as many streams of this kind run for this caller as one caller may have";
            return Err(self.full(message).with("limit_per_caller", self.limit_per_caller()));
        }
        taken.all += 1;
        taken.of.insert(of.clone(), own + 1);
        Ok(Place { of, taken: Arc::clone(&self.taken) })
    }

    fn full(&self, message: &'static str) -> ApiError {
        metrics::refused(self.refused);
        ApiError::new(self.refused, message).retry_after(TOO_MANY_PAUSE)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = lock(&self.taken);
        taken.all -= 1;
        match taken.of.get_mut(&self.of) {
            Some(own) if *own > 1 => *own -= 1,
            Some(_) | None => {
                taken.of.remove(&self.of);
            }
        }
    }
}

fn lock(taken: &Mutex<Taken>) -> MutexGuard<'_, Taken> {
    taken.lock().unwrap_or_else(PoisonError::into_inner)
}
