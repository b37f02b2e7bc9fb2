//! The catalog as this process knows it: log 0, folded. Invariant: a view holds exactly the definitions up to its sequence, all of them
//! accepted. Deciding which view is new enough is left to the writers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use learnlog_codec::entry::{Body, LogNumber, Outcome};
use learnlog_codec::parse::ParsedEntry;
use learnlog_codec::placement::CATALOG;
use learnlog_domain::catalog::Catalog;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::chain_reader::{ChainReader, WriterWitness};
use crate::event_log::EventLog;
use crate::host::{Driven, Host, Next, Steps};
use crate::limits::{FOLLOWER_STOP_WAIT, GROUP_LIMIT_COMMANDS, POLL_WAIT, RETRY_PAUSE};
use crate::read_error::ReadError;
use crate::read_error::doubt::Doubt;
use crate::trail::Trail;

/// The definitions up to a sequence of log 0.
#[derive(Clone, Default)]
pub struct CatalogView {
    /// The last entry that is in it.
    pub sequence: u64,
    /// The definitions.
    pub catalog: Arc<Catalog>,
    /// Why it does not go on, if it does not.
    pub stopped: Option<Arc<str>>,
}

/// Follows log 0 on a thread of its own.
pub struct CatalogFollower {
    of_writers: Vec<watch::Receiver<CatalogView>>,
    views: watch::Receiver<CatalogView>,
    driven: Driven,
}

impl CatalogFollower {
    /// Begins to follow the log of that writer, for so many writers. Errors: the operating system has no thread to give.
    pub(crate) fn start(
        host: &dyn Host,
        event_log: Arc<dyn EventLog>,
        writer: WriterWitness,
        writers: usize,
    ) -> std::io::Result<Self> {
        let (publish, views) = watch::channel(CatalogView::default());
        let of_writers: Vec<_> = (0..writers).map(|_| watch::Sender::default()).collect();
        let publish = Publish { of_writers, publish };
        let of_writers = publish.of_writers.iter().map(watch::Sender::subscribe).collect();
        let (trail, reader, doubt) = (Trail::EMPTY, None, Doubt::default());
        let follower = Follower { event_log, writer, publish, trail, reader, doubt };
        let driven = host.drive("catalog".to_owned(), Box::new(follower))?;
        Ok(Self { of_writers, views, driven })
    }

    /// The views of one log's writer.
    pub(crate) fn views_of(&self, log: LogNumber) -> watch::Receiver<CatalogView> {
        self.of_writers.get(log.0 as usize).unwrap_or(&self.views).clone()
    }

    /// The newest view, and those to come.
    pub fn views(&self) -> watch::Receiver<CatalogView> {
        self.views.clone()
    }
}

impl Drop for CatalogFollower {
    fn drop(&mut self) {
        self.driven.stop();
        // One that waits for a log that says nothing is left behind: it holds nothing that others need.
        let _ended = self.driven.wait(FOLLOWER_STOP_WAIT);
    }
}

/// Where views are published. Each writer has a channel of its own, because the receivers of one are woken in no particular order, which a
/// simulation could not repeat; everybody else hears of a view when all writers have it.
struct Publish {
    of_writers: Vec<watch::Sender<CatalogView>>,
    publish: watch::Sender<CatalogView>,
}

impl Publish {
    fn newest(&self) -> CatalogView {
        self.publish.borrow().clone()
    }

    fn send(&self, view: &CatalogView) {
        let all = self.of_writers.iter().chain([&self.publish]);
        all.for_each(|publish| drop(publish.send_replace(view.clone())));
    }
}

/// Reads log 0 and publishes what it makes of it.
struct Follower {
    event_log: Arc<dyn EventLog>,
    writer: WriterWitness,
    publish: Publish,
    trail: Trail,
    reader: Option<ChainReader>,
    doubt: Doubt,
}

impl Steps for Follower {
    /// Writers wait for this loop: it must not end without a word.
    fn step(&mut self) -> Next {
        let taken = catch_unwind(AssertUnwindSafe(|| self.take_step()));
        taken.unwrap_or_else(|_| self.end("its reader broke: restart this process".into()))
    }
}

impl Follower {
    fn take_step(&mut self) -> Next {
        let error = match self.read_on() {
            Ok(None) => return Next::Now,
            Ok(Some(failure)) => {
                tracing::error!(failure, "catalog: an entry cannot be read by this process");
                return self.end(failure.into());
            }
            Err(error) => error,
        };
        self.reader = None;
        if error.is_final() && !self.doubt.excuses(&error, Instant::now()) {
            tracing::error!(error = &error as &dyn std::error::Error, "catalog: stopped");
            return self.end(error.to_string().into());
        }
        tracing::warn!(error = &error as &dyn std::error::Error, "catalog: reading again");
        Next::After(RETRY_PAUSE)
    }

    fn end(&mut self, why: Arc<str>) -> Next {
        self.publish.send(&CatalogView { stopped: Some(why), ..self.publish.newest() });
        Next::Ended
    }

    /// Folds what comes next. What cannot be understood is told, after what precedes it was folded.
    fn read_on(&mut self) -> Result<Option<String>, ReadError> {
        if self.reader.is_none() {
            let reader = ChainReader::open(&self.event_log, CATALOG, self.trail)?;
            self.reader = Some(reader.witnessed_by(self.writer.clone()));
        }
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let mut view = self.publish.newest();
        let before = view.sequence;
        let mut failure = None;
        reader.poll(GROUP_LIMIT_COMMANDS, POLL_WAIT, &mut |accepted| {
            if failure.is_none() {
                match apply(&mut view, accepted.value) {
                    Ok(()) => view.sequence = accepted.sequence,
                    Err(error) => {
                        failure = Some(format!("sequence {}: {error}", accepted.sequence))
                    }
                }
            }
        })?;
        self.trail = self.trail.to(reader.checkpoint());
        self.doubt.dispel();
        if failure.is_none() && view.sequence != before {
            self.publish.send(&view);
        }
        Ok(failure)
    }
}

fn apply(
    view: &mut CatalogView,
    value: &[u8],
) -> Result<(), learnlog_codec::parse::InterpretError> {
    let entry = ParsedEntry::read(value)?;
    if let Body::Command(command) = entry.body
        && let Outcome::Recorded(events) = &command.outcome
    {
        let catalog = Arc::unwrap_or_clone(std::mem::take(&mut view.catalog));
        view.catalog =
            Arc::new(events.iter().fold(catalog, |catalog, recorded| {
                catalog.evolve(command.stream, &recorded.event)
            }));
    }
    Ok(())
}
