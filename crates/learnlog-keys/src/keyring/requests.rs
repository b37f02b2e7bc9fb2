//! Owners whose keys are asked for at the same time. Invariant: whoever has the turn asks for everybody
//! who waits, so that many callers cost the table few calls; a request whose bearer failed or went is
//! asked again by its own caller.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use futures::channel::oneshot;
use futures::lock;

use crate::person_key::PersonKey;
use crate::table::Owner;

/// Keys by owner.
pub(super) type Keys = HashMap<Owner, Arc<PersonKey>>;

/// Requests that wait for their turn.
#[derive(Default)]
pub(super) struct Requests {
    waiting: Mutex<Vec<Request>>,
    turn: lock::Mutex<()>,
}

struct Request {
    owners: Vec<Owner>,
    answer: oneshot::Sender<Keys>,
}

impl Requests {
    /// The keys of `owners`, as `ask` gives them for these and those of others, or as another caller's
    /// `ask` has given them. Errors: those of this caller's `ask`.
    pub async fn ask<E>(
        &self,
        owners: &[Owner],
        ask: impl AsyncFnOnce(Vec<Owner>) -> Result<Keys, E>,
    ) -> Result<Keys, E> {
        let (answer, mut answered) = oneshot::channel();
        self.waiting().push(Request { owners: owners.to_vec(), answer });
        let turn = self.turn.lock().await;
        if let Ok(Some(keys)) = answered.try_recv() {
            return Ok(keys);
        }
        let requests = std::mem::take(&mut *self.waiting());
        let wanted = requests.iter().flat_map(|request| &request.owners).chain(owners);
        let wanted: BTreeSet<_> = wanted.copied().collect();
        let keys = ask(wanted.into_iter().collect()).await?;
        let of = |owners: &[Owner]| {
            let found = |owner: &Owner| Some((*owner, Arc::clone(keys.get(owner)?)));
            owners.iter().filter_map(found).collect::<Keys>()
        };
        for Request { owners, answer } in requests {
            // Who has gone needs none.
            drop(answer.send(of(&owners)));
        }
        drop(turn);
        Ok(of(owners))
    }

    fn waiting(&self) -> std::sync::MutexGuard<'_, Vec<Request>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
