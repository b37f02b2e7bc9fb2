//! Where the producers of a process hand in their groups. Invariant: whoever is told to go sends, or
//! leaves the round at once.

use std::sync::{Arc, Weak};
use std::thread::JoinHandle;
use std::time::Instant;

use super::outbox::Outbox;
use super::rounds::{Round, Rounds};

type Going = (Vec<Weak<Outbox>>, Round);

/// Shared by all producers of a log's client.
pub(crate) struct Office {
    rounds: Arc<Rounds<Weak<Outbox>>>,
    watch: Option<JoinHandle<()>>,
}

impl Office {
    /// Errors: no thread can be started.
    pub fn open() -> std::io::Result<Self> {
        let rounds = Arc::new(Rounds::new(Instant::now()));
        let watched = Arc::clone(&rounds);
        let watch = std::thread::Builder::new().name("rounds".into()).spawn(move || {
            while let Some(going) = watched.overdue() {
                send(&watched, Some(going));
            }
        })?;
        Ok(Self { rounds, watch: Some(watch) })
    }

    /// An outbox has something to send.
    pub(super) fn join(&self, outbox: Weak<Outbox>) {
        send(&self.rounds, self.rounds.join(outbox, Instant::now()));
    }

    /// A group was reported.
    pub(super) fn leave(&self, round: Round) {
        send(&self.rounds, self.rounds.leave(round, Instant::now()));
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        self.rounds.close();
        // The watching thread itself may be the last that holds an outbox.
        if let Some(watch) = self.watch.take()
            && watch.thread().id() != std::thread::current().id()
        {
            drop(watch.join());
        }
    }
}

/// An outbox that has nothing to send any more, or is gone, leaves the round.
fn send(rounds: &Rounds<Weak<Outbox>>, going: Option<Going>) {
    let mut going: Vec<_> = going.into_iter().collect();
    // The last one that holds an outbox closes its client, which takes a while: nobody waits for that.
    let mut held = Vec::new();
    while let Some((outboxes, round)) = going.pop() {
        for outbox in outboxes {
            let outbox = outbox.upgrade();
            let sends = outbox.as_ref().is_some_and(|outbox| outbox.send(round));
            if !sends {
                going.extend(rounds.leave(round, Instant::now()));
            }
            held.extend(outbox);
        }
    }
}
