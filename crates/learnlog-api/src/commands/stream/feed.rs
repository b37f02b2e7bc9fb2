//! Hands a batch of items to the ledger, one after the other. Invariant: in the order sent; an item that cannot be
//! handed over does not hold up those behind it beyond the ledger's own wait.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use learnlog_domain::stream::StreamId;
use learnlog_ledger::ledger::PendingAnswer;
use learnlog_ledger::submission::{Answer, SubmitError};

use super::item::Label;
use crate::caller::Caller;
use crate::commands::answer::not_reached;
use crate::commands::desk::{Desk, Order, unanswered};
use crate::deadline::{CALL_LIMIT, Deadline};
use crate::error::ApiError;

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
    stream: StreamId,
    pending: PendingAnswer,
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
        let stream = self.stream;
        Pin::new(&mut self.pending).poll(context).map(|answered| Settled {
            label: std::mem::take(&mut self.label),
            stream,
            answered,
        })
    }
}

/// Hands over a batch. Items of a batch whose keys cannot be had are refused together.
pub async fn feed(
    desk: Arc<Desk>,
    caller: Caller,
    orders: Vec<(Label, Order)>,
    deadline: Option<Deadline>,
) -> Vec<Fed> {
    let keys = match desk.keys(orders.iter().map(|(_, order)| order)).await {
        Ok(keys) => keys,
        Err(error) => return orders.into_iter().map(|(label, _)| refused(label, &error)).collect(),
    };
    let mut fed = Vec::with_capacity(orders.len());
    for (label, order) in orders {
        let stream = order.draft.stream;
        let reached = match order.at_least {
            Some(_) => {
                let deadline = Deadline::after(CALL_LIMIT, deadline);
                deadline.limit(desk.reach(&order)).await.unwrap_or_else(|_| Err(not_reached()))
            }
            None => Ok(0),
        };
        let handed = match reached {
            Ok(at_least) => desk.hand_over(order, &keys, &caller, at_least).await,
            Err(error) => Err(error),
        };
        fed.push(match handed {
            Ok(pending) => Fed::Waiting(Waiting { label, stream, pending }),
            Err(error) => refused(label, &error),
        });
    }
    fed
}

fn refused(label: Label, error: &ApiError) -> Fed {
    unanswered(error);
    Fed::Refused(label, error.clone())
}
