//! Commands of one caller on their way to the process that owns their logs: one call of SubmitStream. Invariant: every
//! command that was taken is answered as if it had been decided here; where the lane breaks, what it holds is decided
//! anew under the same command ids, in the order taken.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use futures::Stream;
use learnlog_proto::api;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};
use tonic::Code;

use self::call::Call;
use super::peer::Peer;
use super::token::Token;
use crate::caller::Caller;
use crate::commands::desk::Desk;
use crate::commands::order::Order;
use crate::error::ApiError;
use crate::error::reason::Reason;

mod call;
mod redo;
#[cfg(test)]
mod tests;

/// Commands of one lane that are taken and not yet answered. Beyond it, who forwards waits.
pub const LANE_LIMIT_COMMANDS: usize = 4_096;

/// What a forwarded command is answered with.
pub type Forwarded = Result<api::SubmitResponse, ApiError>;

/// A command on its way.
pub struct Item {
    /// As it was read, to be decided here if need be.
    pub order: Order,
    /// As it is sent.
    pub request: Arc<api::SubmitRequest>,
    /// Who waits for its answer.
    pub reply: Reply,
    /// Others of its call follow: it is not decided anew behind their back.
    pub in_order: bool,
    /// How often it has been forwarded.
    pub hops: u32,
    /// Its room in the lane that took it first.
    pub room: OwnedSemaphorePermit,
}

/// Who waits for the answer to a forwarded command.
pub struct Reply {
    answer: oneshot::Sender<Forwarded>,
    /// It has been sent: an entry that is found may be its own.
    attempted: bool,
}

impl Item {
    /// The same, of which an entry may be in the ledger.
    fn attempted(mut self) -> Self {
        self.reply.attempted = true;
        self
    }
}

impl Reply {
    /// And where.
    pub fn new() -> (Self, oneshot::Receiver<Forwarded>) {
        let (answer, answered) = oneshot::channel();
        (Self { answer, attempted: false }, answered)
    }

    /// Nobody waits any more.
    pub fn is_given_up(&self) -> bool {
        self.answer.is_closed()
    }

    /// Answers. A refusal says of the last attempt that nothing was recorded; of an earlier one nobody knows.
    pub fn give(self, mut forwarded: Forwarded) {
        match &mut forwarded {
            Ok(response) => response.repeated_command &= !self.attempted,
            Err(error) if self.attempted && is_final(error) => *error = may_be_recorded(),
            Err(_) => {}
        }
        // Who has gone asks again with the same command id.
        drop(self.answer.send(forwarded));
    }
}

/// Whether callers may take it for the last word on the command.
fn is_final(error: &ApiError) -> bool {
    let reason = error.reason();
    // What is wrong with the command itself was wrong with it before.
    let says_so =
        matches!(reason.code(), Code::Unavailable | Code::Internal | Code::InvalidArgument);
    !says_so && reason != Reason::OutcomeUnknown
}

fn may_be_recorded() -> ApiError {
    ApiError::new(
        Reason::LedgerUnavailable,
        "the process that had the command did not answer, and it could not be decided anew: it may be \
         recorded; send it again with the same command_id",
    )
}

/// Where commands are handed over. Cheap to clone; when the last one is dropped, the lane ends after its last answer.
#[derive(Clone)]
pub struct Lane {
    number: u64,
    items: mpsc::UnboundedSender<Item>,
    room: Arc<Semaphore>,
}

impl Lane {
    /// A lane to that process, for that caller.
    pub fn start(peer: Arc<Peer>, token: Token, caller: Caller, desk: Arc<Desk>) -> Self {
        // 0 is no lane.
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        // Bounded by the permits that items hold.
        let (items, incoming) = mpsc::unbounded_channel();
        let under_way = Arc::new(UnderWay {
            incoming: Mutex::new(incoming),
            sent: Mutex::default(),
            over: AtomicBool::new(false),
        });
        let tasks = desk.tasks().clone();
        let call = Call { number, peer, token, caller, desk, under_way };
        drop(tasks.spawn(call.run()));
        Self::over(number, items)
    }

    fn over(number: u64, items: mpsc::UnboundedSender<Item>) -> Self {
        Self { number, items, room: Arc::new(Semaphore::new(LANE_LIMIT_COMMANDS)) }
    }

    /// Its own; never 0.
    pub fn number(&self) -> u64 {
        self.number
    }

    /// Room for one command; waited for in turn.
    pub async fn room(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.room).acquire_owned().await.ok()
    }

    /// Hands a command over. Errors: the command, where the lane has ended.
    pub fn send(&self, item: Item) -> Result<(), Box<Item>> {
        self.items.send(item).map_err(|error| Box::new(error.0))
    }
}

/// What a lane holds.
struct UnderWay {
    incoming: Mutex<mpsc::UnboundedReceiver<Item>>,
    sent: Mutex<Sent>,
    /// Nothing is sent any more.
    over: AtomicBool,
}

#[derive(Default)]
struct Sent {
    next_index: u64,
    /// By their index in the call.
    items: BTreeMap<u64, Item>,
}

impl UnderWay {
    /// The command that was sent with that index, if it is not answered yet.
    fn take(&self, index: u64) -> Option<Item> {
        lock(&self.sent).items.remove(&index)
    }

    /// Ends the sending and gives everything that is not answered, in the order taken.
    fn give_up(&self) -> Vec<Item> {
        self.over.store(true, Ordering::Release);
        let mut incoming = lock(&self.incoming);
        incoming.close();
        let sent = std::mem::take(&mut lock(&self.sent).items);
        let mut items: Vec<_> = sent.into_values().map(Item::attempted).collect();
        while let Ok(item) = incoming.try_recv() {
            items.push(item);
        }
        items.retain(|item| !item.reply.is_given_up());
        items
    }
}

/// The requests of the call.
struct Sending(Arc<UnderWay>);

impl Stream for Sending {
    type Item = Arc<api::SubmitRequest>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Self(under_way) = &*self;
        let mut incoming = lock(&under_way.incoming);
        loop {
            if under_way.over.load(Ordering::Acquire) {
                return Poll::Ready(None);
            }
            let item = match incoming.poll_recv(context) {
                Poll::Ready(Some(item)) => item,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            };
            // Who waited has gone: as if it had never been asked.
            if item.reply.is_given_up() {
                continue;
            }
            let request = Arc::clone(&item.request);
            let mut sent = lock(&under_way.sent);
            let index = sent.next_index;
            sent.next_index += 1;
            sent.items.insert(index, item);
            return Poll::Ready(Some(request));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
