//! What every way of submitting shares: reading, waiting for a position, keys, sealing, answering. Invariant: a
//! command is handed to the ledger only when it was read, its caller may submit, and its position is reached.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;

use learnlog_codec::entry::{LedgerPosition, LogNumber};
use learnlog_codec::placement::{CATALOG, log_of, operations};
use learnlog_domain::stream::StreamId;
use learnlog_keys::keyring::{Keyring, KeyringError};
use learnlog_keys::person_key::PersonKey;
use learnlog_ledger::catalog_view::CatalogView;
use learnlog_ledger::ledger::{Ledger, LogStatus};
use learnlog_ledger::limits::QUEUE_WAIT;
use learnlog_ledger::submission::{Answer, SubmitError};
use learnlog_proto::api;
use tokio::sync::watch;
use tokio_util::task::TaskTracker;

use super::answer;
use super::counters::AnswerCounters;
use super::handed::{Answered, Handed};
use super::order::{Order, raise};
use crate::caller::Caller;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::input::draft::{Ask, Draft};
use crate::metrics;
use crate::ownership::lane::{Item, Lane, Reply};
use crate::ownership::router::{Route, Router};
use crate::ownership::token::Token;
use crate::seal::Sealer;

/// Where commands are taken in.
pub struct Desk {
    ledger: Arc<Ledger>,
    keyring: Arc<Keyring>,
    catalog: watch::Receiver<CatalogView>,
    logs: Vec<watch::Receiver<LogStatus>>,
    answers: AnswerCounters,
    router: Arc<Router>,
    tasks: TaskTracker,
}

/// Who asks.
#[derive(Clone)]
pub struct Asker {
    /// As authenticated.
    pub caller: Caller,
    /// What commands may be forwarded with; None: they are decided here.
    pub token: Option<Token>,
    /// Another process of the ledger asks in its stead.
    pub forwarded: bool,
}

/// Where an order is decided.
pub enum Way {
    /// By this process's own writer.
    Here,
    /// By the process at the end of that lane.
    There(Lane),
}

/// Keys of the persons whom some orders are about.
pub type PersonKeys = HashMap<StreamId, Arc<PersonKey>>;

impl Desk {
    /// Over that ledger, with these keys; what is forwarded goes on in `tasks`.
    pub fn new(
        ledger: Arc<Ledger>,
        keyring: Arc<Keyring>,
        router: Arc<Router>,
        tasks: TaskTracker,
    ) -> Self {
        let (catalog, logs) = (ledger.catalog(), ledger.watch_status());
        let answers = AnswerCounters::register();
        Self { ledger, keyring, catalog, logs, answers, router, tasks }
    }

    /// The ledger.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Where commands go.
    pub fn router(&self) -> &Router {
        &self.router
    }

    /// What goes on beside the calls.
    pub fn tasks(&self) -> &TaskTracker {
        &self.tasks
    }

    /// Where an order's entry will lie.
    pub fn log_of(&self, order: &Order) -> LogNumber {
        log_of(order.draft.stream, self.ledger.genesis().entries_logs)
    }

    /// How many logs the ledger has.
    pub fn log_count(&self) -> u32 {
        operations(self.ledger.genesis().entries_logs).0 + 1
    }

    /// The keys.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Reads a request. Errors: the INVALID_ARGUMENT reasons.
    pub fn read(&self, request: api::SubmitRequest) -> Result<Order, ApiError> {
        Order::read(request, self.log_count(), self.router.shares())
    }

    /// Comes back when the catalog of `at_least` is reached, with the sequence that remains for the writer of the order's own log to
    /// see to. Other logs bear on no decision about this stream. Errors: LEDGER_STOPPED where the catalog does not go on.
    pub async fn reach(&self, order: &Order) -> Result<u64, ApiError> {
        let Some(at_least) = &order.at_least else { return Ok(0) };
        let of = |log| at_least.0.iter().find(|(other, _)| *other == log).map_or(0, |of| of.1);
        let own = self.log_of(order);
        let catalog = of(CATALOG);
        if own != CATALOG && catalog > 0 {
            self.ledger.wait_catalog(catalog).await;
            let view = self.catalog.borrow();
            if view.sequence < catalog {
                let reason = view.stopped.clone().unwrap_or_else(|| "ended".into());
                return Err(answer::refusal(&SubmitError::Stopped { log: CATALOG, reason }));
            }
        }
        Ok(of(own))
    }

    /// The keys that sealing these orders needs. A person without one gets one where an order may be recorded; orders that only
    /// look leave no key behind, so that nobody fills the table by asking about ids. Errors: KEYS_UNAVAILABLE.
    pub async fn keys(&self, orders: impl Iterator<Item = &Order>) -> Result<PersonKeys, ApiError> {
        let (mut recorded, mut looked) = (Vec::new(), Vec::new());
        for order in orders {
            let of_kind = if order.validate_only { &mut looked } else { &mut recorded };
            of_kind.extend(person_of(&order.draft));
        }
        recorded.sort_unstable();
        recorded.dedup();
        let unavailable = |error: KeyringError| keys_unavailable(&error);
        let mut keys = self.keyring.persons(&recorded).await.map_err(unavailable)?;
        looked.retain(|stream| !keys.contains_key(stream));
        if !looked.is_empty() {
            keys.extend(self.keyring.persons_to_look(&looked).await.map_err(unavailable)?);
        }
        Ok(keys)
    }

    /// Where an order is decided now.
    pub fn way(self: &Arc<Self>, order: &Order, asker: &Asker) -> Way {
        let (Some(token), Some(_)) = (&asker.token, &order.request) else { return Way::Here };
        match self.router.route(self.log_of(order)) {
            Route::Here => Way::Here,
            Route::There(peer) => Way::There(peer.lane(token, &asker.caller, self)),
        }
    }

    /// Hands an order to a lane. Gives it back where the lane has ended. Errors: LEDGER_OVERLOADED.
    pub async fn forward(
        &self,
        mut order: Order,
        lane: &Lane,
        in_order: bool,
    ) -> Result<Result<Handed, Order>, ApiError> {
        let stream = order.draft.stream;
        let Some(mut request) = order.request.take() else { return Ok(Err(order)) };
        let Ok(room) = tokio::time::timeout(QUEUE_WAIT, lane.room()).await else {
            return Err(self.overloaded(stream));
        };
        let Some(room) = room else { return Ok(Err(order)) };
        let log = log_of(stream, self.ledger.genesis().entries_logs);
        // A new owner may not know what was written here just now: it reads on instead of losing a race.
        let head = |of: &watch::Receiver<LogStatus>| of.borrow().checkpoint.head.sequence;
        raise(&mut request, log, self.logs.get(log.0 as usize).map_or(0, head));
        // Whoever was answered here about the catalog may rest on it where the command is decided.
        raise(&mut request, CATALOG, self.ledger.catalog_answered());
        let (reply, answered) = Reply::new();
        let item = Item { order, request, reply, in_order, hops: 1, room };
        Ok(match lane.send(item) {
            Ok(()) => Ok(Handed::forwarded(stream, answered)),
            Err(item) => Err(Order { request: Some(item.request), ..item.order }),
        })
    }

    /// Whether `keys` lack one that the order needs.
    pub fn lacks_key(&self, order: &Order, keys: &PersonKeys) -> bool {
        person_of(&order.draft).is_some_and(|stream| !keys.contains_key(&stream))
    }

    /// Seals an order and hands it to the ledger.
    pub async fn hand_over(
        &self,
        order: Order,
        keys: &PersonKeys,
        asker: &Asker,
        at_least: u64,
    ) -> Result<Handed, ApiError> {
        let caller = &asker.caller;
        caller.may_submit(Instant::now())?;
        let stream = order.draft.stream;
        let sealer = Sealer {
            ledger_id: self.ledger.genesis().ledger_id,
            ledger: self.keyring.ledger(),
            person: keys.get(&order.draft.stream).map(Arc::as_ref),
        };
        let submission = sealer.seal(order.draft, caller.principal(), at_least)?;
        let pending = self.ledger.hand_over(submission, order.validate_only).await;
        let pending = pending.map_err(|error| answer::refusal(&error))?;
        let owed = (!order.validate_only).then(|| caller.owe());
        Ok(Handed::of_ledger(stream, pending, owed, asker.forwarded.then(|| self.tasks.clone())))
    }

    /// The queue of the stream's log has had no room for too long.
    pub fn overloaded(&self, stream: StreamId) -> ApiError {
        let log = log_of(stream, self.ledger.genesis().entries_logs);
        answer::refusal(&SubmitError::Overloaded { log, limit: "QUEUE_LIMIT_COMMANDS" })
    }

    /// What the caller is told, counted.
    pub fn settle(
        &self,
        answered: Answered,
        stream: StreamId,
    ) -> Result<api::SubmitResponse, ApiError> {
        let answered = match answered {
            Answered::Ledger(answered) => answered.map_err(|error| answer::refusal(&error)),
            // Counted where it was decided.
            Answered::Forwarded(answered) => return answered,
        };
        let answered = answered.inspect_err(unanswered)?;
        self.answers.count(&answered.outcome);
        let position = self.position(&answered, stream);
        Ok(answer::response(answered, &position))
    }

    /// What a query must have seen to show the answer: its entry, and the definitions that it may rest on.
    fn position(&self, answer: &Answer, stream: StreamId) -> LedgerPosition {
        let (log, sequence) = match answer.entry {
            Some(entry) => (entry.log, entry.sequence),
            None => {
                let log = log_of(stream, self.ledger.genesis().entries_logs);
                let status = self.logs.get(log.0 as usize);
                (log, status.map_or(0, |status| status.borrow().checkpoint.head.sequence))
            }
        };
        let catalog = (CATALOG, self.catalog.borrow().sequence);
        let own = (log, sequence);
        let vector = if log == CATALOG { vec![own] } else { vec![catalog, own] };
        LedgerPosition(vector.into_iter().filter(|(_, sequence)| *sequence > 0).collect())
    }
}

/// Counts a command that got no answer.
pub fn unanswered(error: &ApiError) {
    let reason = error.reason().name();
    ::metrics::counter!(metrics::UNANSWERED.name, "reason" => reason).increment(1);
}

/// The stream of the person whose key a draft needs.
fn person_of(draft: &Draft) -> Option<StreamId> {
    let words = draft.reason.as_ref().is_some_and(|reason| reason.text.is_some());
    let needed = matches!(draft.ask, Ask::Learner(..)) || words;
    needed.then_some(draft.stream)
}

/// KEYS_UNAVAILABLE; the cause goes to the log only.
pub fn keys_unavailable(error: &KeyringError) -> ApiError {
    tracing::error!(error = error as &dyn std::error::Error, "the keys of persons cannot be used");
    ApiError::new(
        Reason::KeysUnavailable,
        "the keys that encrypt personal data cannot be reached: nothing was submitted; try again \
         later",
    )
}
