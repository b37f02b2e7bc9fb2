//! SubmitStream: many commands over one call. Invariant: commands of one stream reach the ledger in the order sent;
//! every item that was read is answered once, in the order in which items are settled, unless the caller goes or
//! its deadline comes; what is in flight is bounded.

pub mod feed;
pub mod item;
#[cfg(test)]
mod tests;
pub mod ways;

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, FuturesUnordered};
use futures::{FutureExt, Stream, StreamExt};
use learnlog_proto::api;
use tokio_util::sync::CancellationToken;
use tonic::{Status, Streaming};

use self::feed::{Fed, Settled, Waiting, feed};
use self::item::Label;
use self::ways::Ways;
use super::answer::outcome_unknown;
use super::desk::{Asker, Desk};
use super::order::Order;
use crate::deadline::Deadline;
use crate::error::ApiError;
use crate::error::reason::Reason;
use crate::message::{Received, explain};

/// Items of one call that are read and not yet answered. Beyond it the call is not read on.
pub const IN_FLIGHT_LIMIT_ITEMS: usize = 4_096;

/// Items that are taken together: keys are looked up for all of them at once.
pub const BATCH_LIMIT_ITEMS: usize = 256;

/// The answers of a call.
pub type ItemStream =
    Pin<Box<dyn Stream<Item = Result<api::SubmitStreamResponse, Status>> + Send + 'static>>;

/// Answers the items of `requests`.
pub fn items(
    desk: Arc<Desk>,
    asker: Asker,
    requests: Streaming<Received<api::SubmitStreamRequest>>,
    deadline: Option<Deadline>,
    ending: CancellationToken,
) -> ItemStream {
    let end = async move {
        match deadline {
            Some(deadline) => deadline.passed().await,
            None => std::future::pending().await,
        }
    };
    let call = Call {
        batch_limit: asker.caller.batch_items().min(BATCH_LIMIT_ITEMS),
        desk,
        asker,
        ways: Ways::default(),
        requests,
        deadline,
        end: end.boxed(),
        ending: ending.cancelled_owned().boxed(),
        next_index: 0,
        reading: Reading::On,
        batch: None,
        batch_items: 0,
        in_flight: FuturesUnordered::new(),
        settled: VecDeque::new(),
    };
    futures::stream::unfold(call, |mut call| async move {
        let next = call.next().await?;
        Some((next, call))
    })
    .boxed()
}

struct Call {
    desk: Arc<Desk>,
    asker: Asker,
    ways: Ways,
    requests: Streaming<Received<api::SubmitStreamRequest>>,
    deadline: Option<Deadline>,
    end: BoxFuture<'static, ()>,
    ending: BoxFuture<'static, ()>,
    next_index: u64,
    reading: Reading,
    batch: Option<BoxStream<'static, Vec<Fed<Label>>>>,
    /// Items that are taken together.
    batch_limit: usize,
    /// Of the batch, and not yet handed over.
    batch_items: usize,
    in_flight: FuturesUnordered<Waiting<Label>>,
    settled: VecDeque<api::SubmitStreamResponse>,
}

/// Whether more items are read.
enum Reading {
    On,
    /// No; when all are answered the call ends with that.
    Off(Result<(), ApiError>),
    /// The call has ended.
    Ended,
}

impl Call {
    /// The next answer; None when all is said.
    async fn next(&mut self) -> Option<Result<api::SubmitStreamResponse, Status>> {
        loop {
            if let Some(answer) = self.settled.pop_front() {
                return Some(Ok(answer));
            }
            let on = matches!(self.reading, Reading::On);
            let open = self.in_flight.len() + self.batch_items;
            let room = IN_FLIGHT_LIMIT_ITEMS.saturating_sub(open).min(self.batch_limit);
            let idle = self.batch.is_none();
            if !on && idle && self.in_flight.is_empty() {
                return self.finish();
            }
            tokio::select! {
                biased;
                () = &mut self.end => {
                    self.abort(outcome_unknown());
                }
                Some(settled) = self.in_flight.next(), if !self.in_flight.is_empty() => {
                    let Settled { label, stream, answered } = settled;
                    let answered = self.desk.settle(answered, stream);
                    return Some(Ok(label.response(answered)));
                }
                fed = async { self.batch.as_mut()?.next().await }, if !idle => {
                    self.take(fed);
                }
                () = &mut self.ending, if on => {
                    self.reading = Reading::Off(Err(shutting_down()));
                }
                received = self.requests.message(), if on && idle && room > 0 => {
                    self.receive(received, room);
                }
            }
        }
    }

    fn finish(&mut self) -> Option<Result<api::SubmitStreamResponse, Status>> {
        match std::mem::replace(&mut self.reading, Reading::Ended) {
            Reading::Off(Err(error)) => Some(Err(error.into())),
            Reading::On | Reading::Off(Ok(())) | Reading::Ended => None,
        }
    }

    /// Ends the call without waiting for answers.
    fn abort(&mut self, error: ApiError) {
        self.reading = Reading::Off(Err(error));
        (self.batch, self.batch_items) = (None, 0);
        self.in_flight.clear();
        self.end = std::future::pending().boxed();
    }

    /// Takes one message, and those that are there already.
    fn receive(&mut self, first: Message, room: usize) {
        if let Err(error) = self.asker.caller.principal().still_valid(SystemTime::now()) {
            self.reading = Reading::Off(Err(error));
            return;
        }
        let mut orders = Vec::new();
        let mut next = Some(first);
        let (mut taken, mut items) = (0, 0);
        while let Some(message) = next.take() {
            match message {
                Ok(Some(item)) => {
                    items += 1;
                    orders.extend(self.read(item));
                }
                Ok(None) => self.reading = Reading::Off(Ok(())),
                Err(status) => self.reading = Reading::Off(broken(&status)),
            }
            taken += 1;
            if taken < room && matches!(self.reading, Reading::On) {
                next = self.requests.message().now_or_never();
            }
        }
        self.batch_items = orders.len();
        let (desk, asker) = (Arc::clone(&self.desk), self.asker.clone());
        let (ways, deadline) = (self.ways.clone(), self.deadline);
        let batch = async move {
            asker.caller.may_stream(items, asker.forwarded).await;
            feed(desk, asker, ways, orders, deadline)
        };
        self.batch = Some(batch.flatten_stream().boxed());
    }

    /// Reads one item; a malformed one is answered at once.
    fn read(&mut self, item: Received<api::SubmitStreamRequest>) -> Option<(Label, Order)> {
        let index = self.next_index;
        self.next_index += 1;
        let mut label = Label::unread(index);
        let order = item.and_then(|item| {
            let request = item.request.unwrap_or_default();
            label.read(request.command.as_ref());
            self.desk.read(request)
        });
        match order {
            Ok(order) => Some((label, order)),
            Err(error) => {
                self.asker.caller.malformed(&error, Instant::now());
                self.settled.push_back(label.response(Err(error)));
                None
            }
        }
    }

    /// Takes over items that were handed to the ledger; None: the batch is through.
    fn take(&mut self, fed: Option<Vec<Fed<Label>>>) {
        let Some(fed) = fed else {
            (self.batch, self.batch_items) = (None, 0);
            return;
        };
        self.batch_items = self.batch_items.saturating_sub(fed.len());
        for fed in fed {
            match fed {
                Fed::Waiting(waiting) => self.in_flight.push(waiting),
                Fed::Refused(label, error) => self.settled.push_back(label.response(Err(error))),
            }
        }
    }
}

type Message = Result<Option<Received<api::SubmitStreamRequest>>, Status>;

/// What ends a call whose requests broke off: the caller has gone, or sent what the transport does not take.
fn broken(status: &Status) -> Result<(), ApiError> {
    explain(status.code()).map_or(Ok(()), Err)
}

fn shutting_down() -> ApiError {
    ApiError::new(
        Reason::ShuttingDown,
        "this process is ending: items without an answer may be recorded; send them again with \
         the same command_id",
    )
}
