//! Commands that their owner did not answer, decided anew: here, or by who owns their logs now. Invariant: commands of
//! one stream in the order in which they were taken, each under its own command id, so that none is recorded twice.

use std::sync::Arc;

use futures::future::BoxFuture;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use uuid::Uuid;

use super::{Item, Reply};
use crate::caller::Caller;
use crate::commands::desk::{Asker, Desk};
use crate::commands::stream::BATCH_LIMIT_ITEMS;
use crate::commands::stream::feed::{Fed, Settled, Waiting, feed};
use crate::commands::stream::ways::Ways;
use crate::metrics;
use crate::ownership::router::Route;
use crate::ownership::token::Token;

/// How often one command is forwarded before it is decided where it is.
const HOPS_LIMIT: u32 = 2;

/// Who asked, and who did not answer.
pub struct Redo {
    pub peer: Uuid,
    pub token: Token,
    pub caller: Caller,
    pub desk: Arc<Desk>,
}

type Answering = FuturesUnordered<Waiting<Reply>>;

impl Redo {
    /// Comes back when all are answered, or on their way to another owner.
    pub fn all(self, items: Vec<Item>) -> BoxFuture<'static, ()> {
        async move {
            let fell_back = items.len() as u64;
            ::metrics::counter!(metrics::FELL_BACK.name).increment(fell_back);
            let here: Vec<_> = items.into_iter().filter_map(|item| self.forward(item)).collect();
            self.decide(here).await;
        }
        .boxed()
    }

    /// Forwards to another owner, if there is one; gives back what is to be decided here.
    fn forward(&self, mut item: Item) -> Option<Item> {
        let desk = &self.desk;
        let Route::There(peer) = desk.router().route(desk.log_of(&item.order)) else {
            return Some(item);
        };
        if peer.id == self.peer || item.hops >= HOPS_LIMIT {
            return Some(item);
        }
        item.hops += 1;
        peer.lane(&self.token, &self.caller, desk).send(item).err().map(|item| *item)
    }

    async fn decide(&self, items: Vec<Item>) {
        let mut answering = Answering::new();
        let mut items = items.into_iter().peekable();
        while items.peek().is_some() {
            let batch = items.by_ref().take(BATCH_LIMIT_ITEMS);
            let batch = batch.map(|item| (item.reply, item.order)).collect();
            let caller = self.caller.clone();
            let asker = Asker { caller, token: None, forwarded: false };
            let mut fed = feed(Arc::clone(&self.desk), asker, Ways::default(), batch, None);
            loop {
                tokio::select! {
                    fed = fed.next() => match fed {
                        Some(fed) => fed.into_iter().for_each(|fed| take(fed, &answering)),
                        None => break,
                    },
                    Some(settled) = answering.next(), if !answering.is_empty() => self.say(settled),
                }
            }
        }
        while let Some(settled) = answering.next().await {
            self.say(settled);
        }
    }

    fn say(&self, settled: Settled<Reply>) {
        let Settled { label, stream, answered } = settled;
        label.give(self.desk.settle(answered, stream));
    }
}

fn take(fed: Fed<Reply>, answering: &Answering) {
    match fed {
        Fed::Waiting(waiting) => answering.push(waiting),
        Fed::Refused(reply, error) => reply.give(Err(error)),
    }
}
