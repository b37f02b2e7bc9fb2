//! The catalog as this process knows it: log 0, folded. Invariant: a view holds exactly the definitions up to its sequence, all of them
//! accepted. Deciding which view is new enough is left to the writers.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use learnlog_codec::entry::{Body, Outcome};
use learnlog_codec::parse::ParsedEntry;
use learnlog_domain::catalog::Catalog;
use tokio::sync::watch;

use crate::chain_reader::ChainReader;
use crate::checkpoint::Checkpoint;
use crate::event_log::EventLog;
use crate::ledger::LogStatus;
use crate::limits::{GROUP_LIMIT_COMMANDS, POLL_WAIT};
use crate::read_error::ReadError;
use learnlog_codec::placement::CATALOG;

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
    views: watch::Receiver<CatalogView>,
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl CatalogFollower {
    /// Begins to follow the log of that writer. Errors: the operating system has no thread to give.
    pub(crate) fn start(
        event_log: Arc<dyn EventLog>,
        writer: watch::Receiver<LogStatus>,
    ) -> std::io::Result<Self> {
        let (publish, views) = watch::channel(CatalogView::default());
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = std::thread::Builder::new()
            .name("catalog".into())
            .spawn(move || follow_or_tell(&event_log, &writer, &publish, &stopped))?;
        Ok(Self { views, stop, thread: Some(thread) })
    }

    /// The newest view, and those to come.
    pub fn views(&self) -> watch::Receiver<CatalogView> {
        self.views.clone()
    }
}

impl Drop for CatalogFollower {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A panic there has been reported by the panic hook already.
            drop(thread.join());
        }
    }
}

/// Writers wait for this thread: it must not end without a word.
fn follow_or_tell(
    event_log: &Arc<dyn EventLog>,
    writer: &watch::Receiver<LogStatus>,
    publish: &watch::Sender<CatalogView>,
    stop: &AtomicBool,
) {
    if catch_unwind(AssertUnwindSafe(|| follow(event_log, writer, publish, stop))).is_err() {
        let why = "its reader broke: restart this process";
        publish.send_modify(|view| view.stopped = Some(why.into()));
    }
}

fn follow(
    event_log: &Arc<dyn EventLog>,
    writer: &watch::Receiver<LogStatus>,
    publish: &watch::Sender<CatalogView>,
    stop: &AtomicBool,
) {
    let mut checkpoint = Checkpoint::EMPTY;
    while !stop.load(Ordering::Relaxed) {
        let result = ChainReader::open(event_log, CATALOG, checkpoint)
            .map(|reader| reader.witnessed_by(writer.clone()))
            .and_then(|reader| fold(reader, &mut checkpoint, publish, stop));
        match result {
            Ok(()) => return,
            Err(error) if !error.is_final() => {
                tracing::warn!(error = &error as &dyn std::error::Error, "catalog: reading again");
                std::thread::park_timeout(crate::limits::RETRY_PAUSE);
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "catalog: stopped");
                publish.send_modify(|view| view.stopped = Some(error.to_string().into()));
                return;
            }
        }
    }
}

fn fold(
    mut reader: ChainReader,
    checkpoint: &mut Checkpoint,
    publish: &watch::Sender<CatalogView>,
    stop: &AtomicBool,
) -> Result<(), ReadError> {
    let mut view = publish.borrow().clone();
    while !stop.load(Ordering::Relaxed) {
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
        *checkpoint = reader.checkpoint();
        if let Some(failure) = failure {
            tracing::error!(failure, "catalog: an entry cannot be read by this process");
            publish.send_modify(|view| view.stopped = Some(failure.into()));
            return Ok(());
        }
        publish.send_if_modified(|published| {
            let news = published.sequence != view.sequence;
            if news {
                *published = view.clone();
            }
            news
        });
    }
    Ok(())
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
