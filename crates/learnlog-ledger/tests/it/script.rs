//! A log that does what a test says: every produced record waits until the test lets it land, reports on it, or loses it.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use learnlog_codec::entry::LogNumber;
use learnlog_ledger::event_log::{
    Bounds, Delivered, DeliveryReport, EventLog, LogError, LogProducer, LogReader, LogRecord,
    NewRecord, ReportSink,
};

/// One partition; every log number shows the same.
#[derive(Clone, Default)]
pub struct Script(Arc<Shared>);

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    manual: bool,
    unavailable: bool,
    /// So many calls will be told that there is no such log.
    missing: usize,
    queue_limit: Option<usize>,
    append_time: Option<i64>,
    low: u64,
    shown: Option<u64>,
    watermark: Option<u64>,
    readers: usize,
    records: Vec<Option<Bytes>>,
    sent: VecDeque<Sent>,
    produced: usize,
    opened: usize,
}

impl State {
    /// Where readers meet the end.
    fn end(&self) -> u64 {
        self.shown.unwrap_or(u64::MAX).min(self.records.len() as u64)
    }
}

/// A record under way.
pub struct Sent {
    pub tag: u64,
    pub value: Bytes,
    sink: Arc<ReportSink>,
}

impl Script {
    /// From now on records wait for the test.
    pub fn hold(&self) {
        self.0.state.lock().unwrap().manual = true;
    }

    /// From now on records land and are reported at once.
    pub fn release(&self) {
        self.0.state.lock().unwrap().manual = false;
    }

    /// From now on every call fails, or not.
    pub fn set_unavailable(&self, unavailable: bool) {
        self.0.state.lock().unwrap().unavailable = unavailable;
    }

    /// So many calls find no such log.
    pub fn set_missing(&self, calls: usize) {
        self.0.state.lock().unwrap().missing = calls;
    }

    /// How many records may be under way; more are refused.
    pub fn set_queue_limit(&self, records: usize) {
        self.0.state.lock().unwrap().queue_limit = Some(records);
    }

    /// What reports say about the time of appending.
    pub fn set_append_time(&self, micros: i64) {
        self.0.state.lock().unwrap().append_time = Some(micros);
    }

    /// Takes the oldest record under way, waiting for it.
    pub fn next_sent(&self) -> Sent {
        let mut state = self.0.state.lock().unwrap();
        let deadline = Instant::now() + Duration::from_secs(20);
        loop {
            if let Some(sent) = state.sent.pop_front() {
                return sent;
            }
            let left = deadline.saturating_duration_since(Instant::now());
            assert!(!left.is_zero(), "nothing was produced in time");
            state = self.0.changed.wait_timeout(state, left).unwrap().0;
        }
    }

    /// How many records were handed over in all.
    pub fn produced(&self) -> usize {
        self.0.state.lock().unwrap().produced
    }

    /// How many producers were opened.
    pub fn generations(&self) -> usize {
        self.0.state.lock().unwrap().opened
    }

    /// Appends as another process would; returns the offset.
    pub fn append(&self, value: Option<Bytes>) -> u64 {
        let mut state = self.0.state.lock().unwrap();
        state.records.push(value);
        self.0.changed.notify_all();
        state.records.len() as u64 - 1
    }

    /// Forgets everything from this offset on.
    pub fn cut(&self, length: usize) {
        self.0.state.lock().unwrap().records.truncate(length);
    }

    /// Forgets everything below this offset.
    pub fn set_low(&self, low: u64) {
        self.0.state.lock().unwrap().low = low;
    }

    /// Readers meet an end at this offset, as at a replica that is behind; None: at the true one.
    pub fn show_up_to(&self, offset: Option<u64>) {
        self.0.state.lock().unwrap().shown = offset;
        self.0.changed.notify_all();
    }

    /// Who asks for the end is told this one; None: the true one.
    pub fn set_watermark(&self, offset: Option<u64>) {
        self.0.state.lock().unwrap().watermark = offset;
    }

    /// How many readers were opened.
    pub fn readers(&self) -> usize {
        self.0.state.lock().unwrap().readers
    }

    /// Everything in the log.
    pub fn records(&self) -> Vec<Option<Bytes>> {
        self.0.state.lock().unwrap().records.clone()
    }

    fn check(&self) -> Result<(), LogError> {
        let mut state = self.0.state.lock().unwrap();
        if state.missing > 0 {
            state.missing -= 1;
            return Err(LogError::Missing { topic: "t".to_owned(), partition: 0 });
        }
        if state.unavailable {
            let operation = "ask the script";
            return Err(LogError::Unavailable { operation, source: "it says no".into() });
        }
        Ok(())
    }
}

impl Sent {
    /// Lands and is acknowledged.
    pub fn deliver(self, script: &Script) {
        let offset = self.land(script);
        self.report_offset(i64::try_from(offset).unwrap());
    }

    /// Lands; nobody hears of it.
    pub fn land(&self, script: &Script) -> u64 {
        script.append(Some(self.value.clone()))
    }

    /// Is reported as landed at that offset, landed or not.
    pub fn report_offset(&self, offset: i64) {
        (self.sink)(DeliveryReport {
            tag: self.tag,
            result: Ok(Delivered { offset, append_time_micros: None }),
        });
    }

    /// Is reported as timed out, landed or not.
    pub fn report_failure(&self) {
        let source = "timed out".into();
        self.report(LogError::Unavailable { operation: "produce", source });
    }

    /// Is reported as failed for that reason.
    pub fn report(&self, error: LogError) {
        (self.sink)(DeliveryReport { tag: self.tag, result: Err(error) });
    }
}

impl EventLog for Script {
    fn open_producer(
        &self,
        _log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        self.check()?;
        self.0.state.lock().unwrap().opened += 1;
        Ok(Box::new(ScriptProducer { script: self.clone(), sink: Arc::new(reports) }))
    }

    fn open_reader(&self, _log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.check()?;
        self.0.state.lock().unwrap().readers += 1;
        Ok(Box::new(ScriptReader { script: self.clone(), offset }))
    }

    fn bounds(&self, _log: LogNumber) -> Result<Bounds, LogError> {
        self.check()?;
        let state = self.0.state.lock().unwrap();
        let high = state.watermark.unwrap_or(state.records.len() as u64);
        Ok(Bounds { low: state.low, high })
    }
}

struct ScriptProducer {
    script: Script,
    sink: Arc<ReportSink>,
}

impl LogProducer for ScriptProducer {
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        self.script.check()?;
        let sent = Sent { tag, value: record.value, sink: Arc::clone(&self.sink) };
        let mut state = self.script.0.state.lock().unwrap();
        if state.queue_limit.is_some_and(|limit| state.sent.len() >= limit) {
            return Err(LogError::QueueFull);
        }
        state.produced += 1;
        if state.manual {
            state.sent.push_back(sent);
            self.script.0.changed.notify_all();
            return Ok(());
        }
        state.records.push(Some(sent.value.clone()));
        let offset = state.records.len() as i64 - 1;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_micros() as i64;
        let append_time_micros = Some(state.append_time.unwrap_or(now));
        self.script.0.changed.notify_all();
        drop(state);
        (self.sink)(DeliveryReport { tag, result: Ok(Delivered { offset, append_time_micros }) });
        Ok(())
    }

    fn purge(&mut self) {}
}

struct ScriptReader {
    script: Script,
    offset: u64,
}

impl LogReader for ScriptReader {
    fn poll(
        &mut self,
        max_records: usize,
        wait: Duration,
        visit: &mut dyn FnMut(LogRecord<'_>),
    ) -> Result<usize, LogError> {
        self.script.check()?;
        let mut state = self.script.0.state.lock().unwrap();
        if state.end() <= self.offset {
            state = self.script.0.changed.wait_timeout(state, wait).unwrap().0;
        }
        let (low, high) = (state.low, state.end());
        if self.offset < low {
            return Err(LogError::OffsetGone { offset: self.offset, low, high });
        }
        let from = usize::try_from(self.offset).unwrap();
        let records: Vec<_> = {
            let until = usize::try_from(high).unwrap();
            state.records.iter().take(until).skip(from).take(max_records).cloned().collect()
        };
        drop(state);
        for value in &records {
            let value = value.as_deref();
            visit(LogRecord { offset: self.offset, value, append_time_micros: None });
            self.offset += 1;
        }
        Ok(records.len())
    }

    fn reached_end(&self) -> bool {
        self.offset >= self.script.0.state.lock().unwrap().end()
    }
}
