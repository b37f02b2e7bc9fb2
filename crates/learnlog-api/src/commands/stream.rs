//! SubmitStream: many commands over one call. Invariant: commands of one stream reach the ledger in the order sent;
//! every item that was read is answered once, in the order in which items are settled, unless the caller goes; what is
//! in flight is bounded, in items and in bytes. When the call ends before that is left to [`crate::end`].

pub mod feed;
pub mod item;
pub mod room;
#[cfg(test)]
mod tests;
pub mod ways;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Instant, SystemTime};

use futures::future::BoxFuture;
use futures::stream::{BoxStream, FuturesUnordered};
use futures::{FutureExt, Stream, StreamExt};
use learnlog_proto::api;
use prost::Message;
use tokio_util::sync::CancellationToken;
use tonic::{Status, Streaming};

use self::feed::{Fed, Settled, Waiting, feed};
use self::item::Label;
use self::room::{Room, Taken};
use self::ways::Ways;
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

/// Encoded bytes after which no more items are taken together.
const BATCH_LIMIT_BYTES: usize = 1 << 20;

/// Answers the items of `requests`, for which no longer than until `deadline` is waited.
pub fn items(
    desk: Arc<Desk>,
    asker: Asker,
    room: Room,
    requests: Streaming<Received<api::SubmitStreamRequest>>,
    deadline: Option<Deadline>,
    ending: CancellationToken,
) -> impl Stream<Item = Answer> + Send + 'static {
    let call = Call {
        batch_limit: asker.caller.batch_items().min(BATCH_LIMIT_ITEMS),
        desk,
        asker,
        ways: Ways::default(),
        room,
        requests,
        deadline,
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
}

/// To an item, or why there are no more.
type Answer = Result<api::SubmitStreamResponse, ApiError>;

/// An item on its way.
struct Ticket {
    label: Label,
    /// What it takes.
    _room: Option<Taken>,
}

struct Call {
    desk: Arc<Desk>,
    asker: Asker,
    ways: Ways,
    room: Room,
    requests: Streaming<Received<api::SubmitStreamRequest>>,
    deadline: Option<Deadline>,
    ending: BoxFuture<'static, ()>,
    next_index: u64,
    reading: Reading,
    batch: Option<BoxStream<'static, Vec<Fed<Ticket>>>>,
    /// Items that are taken together.
    batch_limit: usize,
    /// Of the batch, and not yet handed over.
    batch_items: usize,
    in_flight: FuturesUnordered<Waiting<Ticket>>,
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
    async fn next(&mut self) -> Option<Answer> {
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
                Some(settled) = self.in_flight.next(), if !self.in_flight.is_empty() => {
                    let Settled { label: ticket, stream, answered } = settled;
                    let answered = self.desk.settle(answered, stream);
                    return Some(Ok(ticket.label.response(answered)));
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

    fn finish(&mut self) -> Option<Answer> {
        match std::mem::replace(&mut self.reading, Reading::Ended) {
            Reading::Off(Err(error)) => Some(Err(error)),
            Reading::On | Reading::Off(Ok(())) | Reading::Ended => None,
        }
    }

    /// Takes one message, and those that are there already.
    fn receive(&mut self, first: Came, room: usize) {
        if let Err(error) = self.asker.caller.principal().still_valid(SystemTime::now()) {
            self.reading = Reading::Off(Err(error));
            return;
        }
        let mut orders = Vec::new();
        let mut next = Some(first);
        let (mut taken, mut items, mut bytes) = (0, 0, 0);
        while let Some(message) = next.take() {
            match message {
                Ok(Some(item)) => {
                    items += 1;
                    let size = item.as_ref().map_or(0, Message::encoded_len);
                    bytes += size;
                    let read = self.read(item);
                    orders.extend(read.map(|(label, order)| (label, room::units(size), order)));
                }
                Ok(None) => self.reading = Reading::Off(Ok(())),
                Err(status) => self.reading = Reading::Off(broken(&status)),
            }
            taken += 1;
            let more = taken < room && bytes < BATCH_LIMIT_BYTES;
            if more && matches!(self.reading, Reading::On) {
                next = self.requests.message().now_or_never();
            }
        }
        self.batch_items = orders.len();
        let (desk, asker) = (Arc::clone(&self.desk), self.asker.clone());
        let (ways, room, deadline) = (self.ways.clone(), self.room.clone(), self.deadline);
        let batch = async move {
            asker.caller.may_stream(items, asker.forwarded).await;
            let units = orders.iter().map(|(_, units, _)| units).sum();
            let mut taken = room.take(units).await;
            let ticket = |(label, units, order)| {
                let part = taken.as_mut().and_then(|taken| taken.part(units));
                (Ticket { label, _room: part }, order)
            };
            let orders = orders.into_iter().map(ticket).collect();
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
    fn take(&mut self, fed: Option<Vec<Fed<Ticket>>>) {
        let Some(fed) = fed else {
            (self.batch, self.batch_items) = (None, 0);
            return;
        };
        self.batch_items = self.batch_items.saturating_sub(fed.len());
        for fed in fed {
            match fed {
                Fed::Waiting(waiting) => self.in_flight.push(waiting),
                Fed::Refused(ticket, error) => {
                    self.settled.push_back(ticket.label.response(Err(error)));
                }
            }
        }
    }
}

/// The next message, the end, or why there is none.
type Came = Result<Option<Received<api::SubmitStreamRequest>>, Status>;

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
