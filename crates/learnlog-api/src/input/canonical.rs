//! What a command's digest is taken over. Invariant: written out field by field, under the field numbers of
//! `commands.proto`, never through what a protobuf library happens to encode, and equal for equal meaning: ids as
//! bytes, unordered lists sorted. It is for commands that were found well-formed; of others it encodes something
//! that nobody uses.

mod definition;
mod learning;
mod person;

#[cfg(test)]
mod tests;

use learnlog_keys::canonical::Fields;
use learnlog_proto::api::command::Command as Asked;
use learnlog_proto::api::occurred_input::When;
use learnlog_proto::google::r#type::Date;
use learnlog_proto::{api, events, ledger};
use uuid::Uuid;

/// The canonical encoding of a command without its command id (field 1).
pub fn encode(command: &api::Command) -> Vec<u8> {
    let mut fields = Fields::new();
    fields
        .message(2, command.occurred.as_ref().map(occurred).as_ref())
        .text(3, &command.source_system)
        .message(4, command.reason.as_ref().map(reason).as_ref())
        .bytes(5, &id(&command.correlation_id))
        .bytes(6, &id(&command.causation_id))
        .message(7, command.basis.as_ref().map(position).as_ref())
        .bytes(8, &id(&command.retry_of));
    if let Some((number, asked)) = command.command.as_ref().map(asked) {
        fields.message(number, Some(&asked));
    }
    fields.encode()
}

fn asked(asked: &Asked) -> (u16, Fields) {
    match asked {
        Asked::AddPerson(add) => (20, person::add(add)),
        Asked::ChangePerson(change) => (21, person::change(change)),
        Asked::Assign(assign) => (22, learning::assign(assign)),
        Asked::Enroll(enroll) => (23, learning::enroll(enroll)),
        Asked::Withdraw(withdraw) => (24, learning::withdraw(withdraw)),
        Asked::RecordLaunch(launch) => (25, learning::launch(launch)),
        Asked::RecordProgress(progress) => (26, learning::progress(progress)),
        Asked::RecordOutcome(outcome) => (27, learning::outcome(outcome)),
        Asked::CreditPriorLearning(credit) => (28, learning::credit(credit)),
        Asked::DefineOrgUnit(define) => (40, definition::org_unit(define)),
        Asked::DefineJob(define) => (41, definition::job(define)),
        Asked::DefineCourse(define) => (42, definition::course(define)),
        Asked::DefineOffering(define) => (43, definition::offering(define)),
        Asked::DefineCertification(define) => (44, definition::certification(define)),
        Asked::Abandon(_) => (60, Fields::new()),
    }
}

fn occurred(input: &api::OccurredInput) -> Fields {
    let mut fields = Fields::new();
    match &input.when {
        Some(When::Instant(instant)) => {
            let mut lived = Fields::new();
            lived.signed(1, instant.instant.as_ref().map(micros)).text(2, &instant.zone);
            fields.message(1, Some(&lived));
        }
        Some(When::Day(day)) => drop(fields.message(2, Some(&date(day)))),
        Some(When::Unknown(bounds)) => drop(fields.message(3, Some(&unknown(bounds)))),
        None => {}
    }
    fields
}

fn unknown(bounds: &ledger::UnknownDay) -> Fields {
    let mut fields = Fields::new();
    fields
        .message(1, day(&bounds.first_possible).as_ref())
        .message(2, day(&bounds.last_possible).as_ref());
    fields
}

/// Whole microseconds, as far as an instant is kept.
fn micros(instant: &prost_types::Timestamp) -> i64 {
    instant.seconds.saturating_mul(1_000_000).saturating_add(i64::from(instant.nanos) / 1_000)
}

fn reason(reason: &api::ReasonInput) -> Fields {
    let mut fields = Fields::new();
    fields.text(1, &reason.code).text(2, &reason.text);
    fields
}

fn position(position: &ledger::LedgerPosition) -> Fields {
    let log = |log: &ledger::LogPosition| {
        let mut fields = Fields::new();
        fields.unsigned(1, Some(log.log.into())).unsigned(2, Some(log.sequence));
        fields
    };
    let mut fields = Fields::new();
    fields.messages(1, &position.logs.iter().map(log).collect::<Vec<_>>());
    fields
}

fn day(day: &Option<Date>) -> Option<Fields> {
    day.as_ref().map(date)
}

fn date(date: &Date) -> Fields {
    let mut fields = Fields::new();
    fields
        .signed(1, Some(date.year.into()))
        .signed(2, Some(date.month.into()))
        .signed(3, Some(date.day.into()));
    fields
}

fn period(period: &events::Period) -> Fields {
    let mut fields = Fields::new();
    fields
        .unsigned(1, Some(period.years.into()))
        .unsigned(2, Some(period.months.into()))
        .unsigned(3, Some(period.days.into()));
    fields
}

/// The 16 bytes of an id; none where it is absent.
fn id(text: &str) -> Vec<u8> {
    Uuid::try_parse(text).map(|id| id.into_bytes().to_vec()).unwrap_or_default()
}

/// The number of an enum's value; UNSPECIFIED (0) is absent.
fn choice(number: i32) -> Option<u64> {
    u64::try_from(number).ok().filter(|number| *number != 0)
}
