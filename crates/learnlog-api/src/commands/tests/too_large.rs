//! A command whose entry has more bytes than the event log takes. No command comes near the ledger's own limit; an operator's
//! topic may take less.

use learnlog_ledger::limits::ENTRY_LIMIT_BYTES;
use learnlog_ledger::submission::SubmitError;

use super::*;
use crate::commands::answer::refusal;

/// Bytes of a value that the log takes.
const VALUE_LIMIT_BYTES: usize = 10_000;

/// A log that takes no more than that.
struct Small(MemoryLog);

struct SmallProducer(Box<dyn LogProducer>);

impl EventLog for Small {
    fn open_producer(
        &self,
        log: LogNumber,
        reports: ReportSink,
    ) -> Result<Box<dyn LogProducer>, LogError> {
        let producer = self.0.open_producer(log, reports)?;
        Ok(Box::new(SmallProducer(producer)))
    }

    fn open_reader(&self, log: LogNumber, offset: u64) -> Result<Box<dyn LogReader>, LogError> {
        self.0.open_reader(log, offset)
    }

    fn bounds(&self, log: LogNumber) -> Result<Bounds, LogError> {
        self.0.bounds(log)
    }
}

impl LogProducer for SmallProducer {
    fn produce(&mut self, tag: u64, record: NewRecord) -> Result<(), LogError> {
        if record.value.len() > VALUE_LIMIT_BYTES {
            return Err(LogError::TooLarge);
        }
        self.0.produce(tag, record)
    }

    fn purge(&mut self) {
        self.0.purge();
    }
}

/// A person with so many attributes, each as long as may be.
fn with_attributes(count: usize) -> api::SubmitRequest {
    let mut command = command();
    let Some(api::command::Command::AddPerson(add)) = &mut command.command else {
        panic!("another sample")
    };
    let attribute =
        |number| api::AttributeInput { name: format!("a{number}"), value: "x".repeat(500) };
    let other = (0..count).map(attribute).collect();
    add.person = Some(api::PersonInput { other, ..Default::default() });
    api::SubmitRequest { command: Some(command), ..Default::default() }
}

#[tokio::test]
async fn what_no_log_would_take_is_refused_and_less_of_it_is_recorded() {
    let (log, genesis) = testing::settled_log().await;
    let small = Arc::new(Small(log.clone()));
    let door = door(small, genesis, REJECTIONS_LIMIT_PER_MINUTE).await;
    let status = call(&door, with_attributes(40), "60S").await.unwrap_err();
    assert_eq!(why(&status), (Code::InvalidArgument, "ENTRY_TOO_LARGE".to_owned()));
    let told = status.get_details_error_info().unwrap().metadata;
    assert!(told["found_bytes"].parse::<usize>().unwrap() > VALUE_LIMIT_BYTES, "{told:?}");
    assert!(!told.contains_key("limit_bytes"), "{told:?}");
    assert_eq!(log.bounds(LogNumber(1)).unwrap().high, 1, "the genesis");
    // Under the same command id: the other one was never there.
    let answer = call(&door, with_attributes(10), "60S").await.unwrap();
    assert_eq!((answer.entry.unwrap().sequence, answer.repeated_command), (2, false));
}

#[test]
fn the_ledgers_own_limit_is_told() {
    let bytes = ENTRY_LIMIT_BYTES + 1;
    let error = refusal(&SubmitError::TooLarge { bytes, limit_bytes: Some(ENTRY_LIMIT_BYTES) });
    let status = Status::from(error);
    assert_eq!(why(&status), (Code::InvalidArgument, "ENTRY_TOO_LARGE".to_owned()));
    let told = status.get_details_error_info().unwrap().metadata;
    let of = |name: &str| told[name].parse::<usize>().unwrap();
    assert_eq!((of("limit_bytes"), of("found_bytes")), (ENTRY_LIMIT_BYTES, bytes));
}
