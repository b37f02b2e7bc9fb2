//! Hands a batch of items to the ledger, one after the other. Invariant: in the order sent; an item that waits
//! withholds nothing of those before it, and holds up those behind it no longer than the batch may take.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt};
use learnlog_domain::stream::StreamId;

use super::BATCH_LIMIT_ITEMS;
use super::ways::Ways;
use crate::commands::answer::not_reached;
use crate::commands::desk::{Asker, Desk, PersonKeys, Way, unanswered};
use crate::commands::handed::{Answered, Handed};
use crate::commands::order::Order;
use crate::deadline::{CALL_LIMIT, Deadline};
use crate::error::ApiError;
use crate::error::reason::Reason;

#[cfg(test)]
mod tests;

/// What became of handing over an item that is called `L`.
pub enum Fed<L> {
    /// The ledger has it.
    Waiting(Waiting<L>),
    /// It was not submitted.
    Refused(L, ApiError),
}

/// An item whose answer will come.
pub struct Waiting<L> {
    label: Option<L>,
    handed: Handed,
}

/// An item with its answer.
pub struct Settled<L> {
    /// Which item.
    pub label: L,
    /// Its stream.
    pub stream: StreamId,
    /// What became of it.
    pub answered: Answered,
}

impl<L: Unpin> Future for Waiting<L> {
    type Output = Settled<L>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let stream = self.handed.stream();
        let answered = ready!(Pin::new(&mut self.handed).poll(context));
        match self.label.take() {
            Some(label) => Poll::Ready(Settled { label, stream, answered }),
            // It has been answered.
            None => Poll::Pending,
        }
    }
}

/// Hands over a batch, and tells of its items as they are handed over: those that need not wait together, no item after
/// another one's wait. All of them wait no longer than one call may, or until `end`. Items of a batch whose keys cannot be had
/// are refused together.
pub fn feed<L: Send + Sync + 'static>(
    desk: Arc<Desk>,
    asker: Asker,
    ways: Ways,
    orders: Vec<(L, Order)>,
    end: Option<Deadline>,
) -> BoxStream<'static, Vec<Fed<L>>> {
    let deadline = Deadline::after(CALL_LIMIT, end);
    let batch = async move {
        let here = |order: &&Order| matches!(desk.way(order, &asker), Way::Here);
        match desk.keys(orders.iter().map(|(_, order)| order).filter(here)).await {
            Ok(keys) => {
                let orders = orders.into_iter();
                Feeding { desk, asker, ways, keys, orders, deadline, room: deadline }
                    .items()
                    .left_stream()
            }
            Err(error) => {
                let refused = move |(label, _)| refused(label, &error);
                futures::stream::iter(orders.into_iter().map(refused)).right_stream()
            }
        }
    };
    batch.flatten_stream().ready_chunks(BATCH_LIMIT_ITEMS).boxed()
}

/// A batch on its way.
struct Feeding<L> {
    desk: Arc<Desk>,
    asker: Asker,
    ways: Ways,
    keys: PersonKeys,
    orders: std::vec::IntoIter<(L, Order)>,
    deadline: Deadline,
    /// Until when room in a queue is waited for.
    room: Deadline,
}

impl<L: Send + 'static> Feeding<L> {
    fn items(self) -> impl Stream<Item = Fed<L>> + Send + 'static {
        futures::stream::unfold(self, |mut feeding| async move {
            let (label, order) = feeding.orders.next()?;
            let fed = match feeding.hand_over(order).await {
                Ok(handed) => Fed::Waiting(Waiting { label: Some(label), handed }),
                Err(error) => refused(label, &error),
            };
            Some((fed, feeding))
        })
    }

    async fn hand_over(&mut self, order: Order) -> Result<Handed, ApiError> {
        let at_least = match order.at_least {
            Some(_) => {
                let reached = self.deadline.limit(self.desk.reach(&order)).await;
                reached.unwrap_or_else(|_| Err(not_reached()))?
            }
            None => 0,
        };
        let stream = order.draft.stream;
        let room = self.room;
        let handed = room.limit(self.bring(order, at_least)).await;
        let handed = handed.unwrap_or_else(|_| Err(self.desk.overloaded(stream)));
        if handed.as_ref().is_err_and(|error| error.reason() == Reason::LedgerOverloaded) {
            // One wait for room is enough: the items behind go where there is room, or back.
            self.room = Deadline::after(Duration::ZERO, Some(self.deadline));
        }
        handed
    }

    /// Hands an order to who owns its log, after those before it.
    async fn bring(&mut self, mut order: Order, at_least: u64) -> Result<Handed, ApiError> {
        let log = self.desk.log_of(&order);
        loop {
            let way = self.desk.way(&order, &self.asker);
            let turn = self.ways.turn(log, &way).await;
            let Way::There(lane) = way else {
                if self.desk.lacks_key(&order, &self.keys) {
                    self.keys.extend(self.desk.keys(std::iter::once(&order)).await?);
                }
                let (keys, asker) = (&self.keys, &self.asker);
                let handed = self.desk.hand_over(order, keys, asker, at_least).await?;
                return Ok(handed.with_turn(turn));
            };
            match self.desk.forward(order, &lane, true).await? {
                Ok(handed) => return Ok(handed.with_turn(turn)),
                // The lane has just ended: the log may be another's now.
                Err(back) => order = back,
            }
        }
    }
}

fn refused<L>(label: L, error: &ApiError) -> Fed<L> {
    unanswered(error);
    Fed::Refused(label, error.clone())
}
