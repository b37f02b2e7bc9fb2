//! The state of one bulk submission across its calls. Invariant: every item taken is in the lanes
//! or in flight until it is settled, exactly once.

use std::collections::BTreeMap;
use std::time::Duration;

use learnlog_proto::api::submit_stream_response::Result as Answer;
use learnlog_proto::api::{SubmitRequest, SubmitStreamRequest, SubmitStreamResponse};
use tokio::time::Instant;
use tonic::{Code, Status};

use crate::client::backoff::Backoff;
use crate::client::bulk::lanes::{Item, Lanes};
use crate::client::bulk::{HELD_MAX_ITEMS, Settled};
use crate::client::refusal::{ClientError, Refusal};

/// Items between the caller and their answers.
pub struct Run<T> {
    /// Between calls, and after items that the server could not take.
    pub backoff: Backoff,
    lanes: Lanes<T>,
    /// By index in the current call.
    in_flight: BTreeMap<u64, Item<T>>,
    in_flight_limit: usize,
    next_index: u64,
    items_ended: bool,
    /// Nothing is sent before.
    paused_until: Option<Instant>,
    patience: Duration,
    /// Since when something is held and nothing was settled.
    waiting_since: Option<Instant>,
    last_refusal: Option<Refusal>,
}

impl<T> Run<T> {
    /// Before the first item.
    pub fn new(in_flight_limit: usize, patience: Duration) -> Self {
        Self {
            backoff: Backoff::new(),
            lanes: Lanes::new(),
            in_flight: BTreeMap::new(),
            in_flight_limit,
            next_index: 0,
            items_ended: false,
            paused_until: None,
            patience,
            waiting_since: None,
            last_refusal: None,
        }
    }

    fn held(&self) -> usize {
        self.lanes.waiting() + self.in_flight.len()
    }

    /// Nothing is left to do.
    pub fn is_all_settled(&self) -> bool {
        self.items_ended && self.held() == 0
    }

    /// Another item may be taken.
    pub fn has_room(&self) -> bool {
        !self.items_ended && self.held() < HELD_MAX_ITEMS
    }

    /// An item may be sent now.
    pub fn has_next(&self) -> bool {
        self.paused_until.is_none()
            && self.in_flight.len() < self.in_flight_limit
            && self.lanes.has_ready()
    }

    /// A new item.
    pub fn take(&mut self, tag: T, request: SubmitRequest) {
        self.lanes.push(Item::new(tag, request));
        self.waiting_since.get_or_insert_with(Instant::now);
    }

    /// There will be no more.
    pub fn end_of_items(&mut self) {
        self.items_ended = true;
    }

    /// Sends the next item, if there is one.
    pub fn send_next(&mut self, send: impl FnOnce(SubmitStreamRequest)) {
        let Some(item) = self.lanes.pop() else { return };
        send(SubmitStreamRequest { request: Some(item.request.clone()) });
        self.in_flight.insert(self.next_index, item);
        self.next_index += 1;
    }

    /// An answer came. Errors: the server breaks the protocol, or does not know the caller.
    pub fn answered(
        &mut self,
        answer: SubmitStreamResponse,
        on_settled: &mut impl FnMut(T, Settled),
    ) -> Result<(), ClientError> {
        let item = self
            .in_flight
            .remove(&answer.index)
            .ok_or(ClientError::Protocol("an answer to a command that was not sent"))?;
        let settled = match answer.result {
            Some(Answer::Response(response)) => Ok(response),
            Some(Answer::Error(error)) => Err(Refusal::from_item(error)),
            None => return Err(ClientError::Protocol("an answer without result")),
        };
        if let Err(refusal) = &settled {
            if refusal.code == Code::Unauthenticated && refusal.is_final() {
                return Err(ClientError::refused(refusal.clone()));
            }
            if refusal.is_worth_waiting() {
                self.pause(refusal.clone());
                self.lanes.put_back(item);
                return Ok(());
            }
        }
        self.backoff.reset();
        self.last_refusal = None;
        self.lanes.settled(&item);
        self.waiting_since = (self.held() > 0).then(Instant::now);
        on_settled(item.tag, settled);
        Ok(())
    }

    fn pause(&mut self, refusal: Refusal) {
        if self.paused_until.is_none() {
            self.paused_until = Some(self.backoff.next_attempt());
        }
        self.last_refusal = Some(refusal);
    }

    /// Waits until the pause is over or patience has run out; for ever if neither will be.
    pub async fn wakes(&self) {
        let gives_up = self.waiting_since.map(|since| since + self.patience);
        match [self.paused_until, gives_up].into_iter().flatten().min() {
            Some(instant) => tokio::time::sleep_until(instant).await,
            None => std::future::pending().await,
        }
    }

    /// The pause is over, if it is.
    pub fn resume(&mut self) {
        if self.paused_until.is_some_and(|instant| instant <= Instant::now()) {
            self.paused_until = None;
        }
    }

    /// Nothing was settled for too long.
    pub fn is_out_of_patience(&self) -> bool {
        self.waiting_since.is_some_and(|since| since.elapsed() >= self.patience)
    }

    /// Why nothing was settled, as far as is known.
    pub fn no_answer(&mut self) -> Refusal {
        self.last_refusal.take().unwrap_or_else(|| {
            let words = "the server took commands and did not answer them";
            Refusal::from_status(&Status::new(Code::DeadlineExceeded, words))
        })
    }

    /// For another call, after one that broke: all that is unanswered goes again, in the same
    /// order, before everything else.
    pub fn begin_again(&mut self, broken: Refusal) {
        self.last_refusal = Some(broken);
        for (_, item) in std::mem::take(&mut self.in_flight).into_iter().rev() {
            self.lanes.put_back(item);
        }
        self.next_index = 0;
        self.paused_until = None;
    }
}
