//! Hands a batch of items to the ledger, one after the other. Invariant: in the order sent; an item that waits
//! withholds nothing of those before it, and holds up those behind it no longer than the batch may take.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::stream::BoxStream;
use futures::{FutureExt, Stream, StreamExt};
use learnlog_domain::stream::StreamId;
use learnlog_ledger::submission::{Answer, SubmitError};

use super::BATCH_LIMIT_ITEMS;
use super::item::Label;
use crate::caller::Caller;
use crate::commands::answer::not_reached;
use crate::commands::desk::{Desk, Handed, Order, PersonKeys, unanswered};
use crate::deadline::{CALL_LIMIT, Deadline};
use crate::error::ApiError;
use crate::error::reason::Reason;

#[cfg(test)]
mod tests;

/// What became of handing over an item.
pub enum Fed {
    /// The ledger has it.
    Waiting(Waiting),
    /// It was not submitted.
    Refused(Label, ApiError),
}

/// An item whose answer will come.
pub struct Waiting {
    label: Label,
    handed: Handed,
}

/// An item with its answer.
pub struct Settled {
    /// Which item.
    pub label: Label,
    /// Its stream.
    pub stream: StreamId,
    /// What the ledger says.
    pub answered: Result<Answer, SubmitError>,
}

impl Future for Waiting {
    type Output = Settled;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let stream = self.handed.stream();
        Pin::new(&mut self.handed).poll(context).map(|answered| Settled {
            label: std::mem::take(&mut self.label),
            stream,
            answered,
        })
    }
}

/// Hands over a batch, and tells of its items as they are handed over: those that need not wait together, no item after
/// another one's wait. All of them wait no longer than one call may, or until `end`. Items of a batch whose keys cannot be had
/// are refused together.
pub fn feed(
    desk: Arc<Desk>,
    caller: Caller,
    orders: Vec<(Label, Order)>,
    end: Option<Deadline>,
) -> BoxStream<'static, Vec<Fed>> {
    let deadline = Deadline::after(CALL_LIMIT, end);
    let batch = async move {
        match desk.keys(orders.iter().map(|(_, order)| order)).await {
            Ok(keys) => {
                let orders = orders.into_iter();
                Feeding { desk, caller, keys, orders, deadline, room: deadline }
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
struct Feeding {
    desk: Arc<Desk>,
    caller: Caller,
    keys: PersonKeys,
    orders: std::vec::IntoIter<(Label, Order)>,
    deadline: Deadline,
    /// Until when room in a queue is waited for.
    room: Deadline,
}

impl Feeding {
    fn items(self) -> impl Stream<Item = Fed> + Send + 'static {
        futures::stream::unfold(self, |mut feeding| async move {
            let (label, order) = feeding.orders.next()?;
            let fed = match feeding.hand_over(order).await {
                Ok(handed) => Fed::Waiting(Waiting { label, handed }),
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
        let handed = self.desk.hand_over(order, &self.keys, &self.caller, at_least);
        let handed = self.room.limit(handed).await;
        let handed = handed.unwrap_or_else(|_| Err(self.desk.overloaded(stream)));
        if handed.as_ref().is_err_and(|error| error.reason() == Reason::LedgerOverloaded) {
            // One wait for room is enough: the items behind go where there is room, or back.
            self.room = Deadline::after(Duration::ZERO, Some(self.deadline));
        }
        handed
    }
}

fn refused(label: Label, error: &ApiError) -> Fed {
    unanswered(error);
    Fed::Refused(label, error.clone())
}
