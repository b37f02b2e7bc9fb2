//! Fixed examples for the tests, whose encodings lie in `tests/golden/`. Invariant: they use every
//! field of what they are examples of.

use learnlog_chain::Hash;
use learnlog_domain::id::{
    CommandId, CourseId, EnrollmentId, EntryId, KeyId, LearnerId, LedgerId, NilId,
};
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::StreamId;
use learnlog_domain::time::{Day, Occurred, Timestamp};
use uuid::Uuid;

use crate::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandDigest, CommandOutcome, Entry, Envelope,
    LedgerPosition, LogNumber, Outcome, Reason, RecordedEvent, Rejected, StreamLink,
};
use crate::genesis;

pub(crate) mod events;
pub(crate) mod golden;
mod vectors;

/// 2026-03-01T08:30:00.000001Z.
const RECORDED_AT_MICROS: i64 = 1_772_353_800_000_001;

/// The id of 16 equal bytes.
pub(crate) fn id<T>(new: fn(Uuid) -> Result<T, NilId>, byte: u8) -> T {
    new(Uuid::from_bytes([byte; 16])).unwrap()
}

pub(crate) fn day(year: i32, month: i32, day: i32) -> Day {
    Day::new(year, month, day).unwrap()
}

pub(crate) fn protected(byte: u8) -> Protected {
    Protected {
        key_id: id(KeyId::new, 0x0c),
        nonce: [byte; 24],
        ciphertext: vec![byte; 20],
        fingerprint: [byte; 32],
    }
}

pub(crate) fn ledger_id() -> LedgerId {
    LedgerId::new(Uuid::from_u128(0x0192_f0a1_7c3e_7a4b_8c5d_6e7f_8091_a2b3)).unwrap()
}

pub(crate) fn learner() -> StreamId {
    StreamId::learner(id(LearnerId::new, 0x11))
}

/// One entry per kind of outcome, by the name of its golden file.
pub(crate) fn entries() -> Vec<(&'static str, Entry)> {
    let catalog = genesis::catalog(ledger_id(), 8, Timestamp::from_micros(RECORDED_AT_MICROS));
    let catalog = catalog.unwrap();
    let Body::Genesis(fields) = catalog.body.clone() else { unreachable!() };
    let of_log = genesis::of_log(&fields, Hash::from([0x5a; 32]), LogNumber(3));
    vec![
        ("genesis_of_catalog", catalog),
        ("genesis_of_log_3", of_log),
        ("recorded", entry(full_envelope(), recorded())),
        ("rejected", entry(instant_envelope(), rejected())),
        ("unchanged", entry(plain_envelope(), Outcome::Unchanged("NO_DIFFERENCE".to_owned()))),
        ("abandoned", entry(Envelope { digest: None, ..plain_envelope() }, Outcome::Abandoned)),
    ]
}

/// An entry in the middle of log 3.
pub(crate) fn entry(envelope: Envelope, outcome: Outcome) -> Entry {
    let previous_in_stream = StreamLink { sequence: 17, hash: Hash::from([0xb2; 32]) };
    Entry {
        sequence: 42,
        previous_hash: Hash::from([0xa1; 32]),
        log: LogNumber(3),
        entry_id: id(EntryId::new, 0xe1),
        recorded_at: Timestamp::from_micros(RECORDED_AT_MICROS),
        catalog_sequence: 9,
        body: Body::Command(Box::new(CommandOutcome {
            stream: learner(),
            stream_sequence: 5,
            previous_in_stream,
            envelope,
            outcome,
        })),
    }
}

/// Only what must be there.
pub(crate) fn plain_envelope() -> Envelope {
    Envelope {
        command_id: id(CommandId::new, 0xc1),
        digest: Some(CommandDigest { key_id: id(KeyId::new, 0x0c), hmac: [0xd1; 32] }),
        occurred: None,
        actor: Actor {
            kind: ActorKind::System,
            subject: "timekeeper".to_owned(),
            issuer: String::new(),
            on_behalf_of: None,
            authenticated: AuthenticationMethod::Internal,
        },
        source_system: String::new(),
        reason: None,
        correlation_id: None,
        causation_id: None,
        basis: None,
        retry_of: None,
    }
}

fn full_envelope() -> Envelope {
    Envelope {
        occurred: Some(Occurred::Unknown {
            first: Some(day(2013, 2, 1)),
            last: Some(day(2014, 10, 31)),
        }),
        actor: Actor {
            kind: ActorKind::Service,
            subject: "hr-feed".to_owned(),
            issuer: "https://login.example".to_owned(),
            on_behalf_of: Some("8d2f".to_owned()),
            authenticated: AuthenticationMethod::Jwt,
        },
        source_system: "workday".to_owned(),
        reason: Some(Reason { code: "JOB_CHANGED".to_owned(), text: Some(protected(0x71)) }),
        correlation_id: Some(Uuid::from_bytes([0xc2; 16])),
        causation_id: Some(Uuid::from_bytes([0xc3; 16])),
        basis: Some(LedgerPosition(vec![(LogNumber(0), 9), (LogNumber(3), 41)])),
        retry_of: Some(id(CommandId::new, 0xc4)),
        ..plain_envelope()
    }
}

fn instant_envelope() -> Envelope {
    Envelope {
        occurred: Some(Occurred::Instant {
            at: Timestamp::from_micros(RECORDED_AT_MICROS - 86_400_000_000),
            zone: "Pacific/Auckland".to_owned(),
            day: day(2026, 2, 28),
        }),
        ..plain_envelope()
    }
}

fn recorded() -> Outcome {
    let event = |index: usize, consequence_of| RecordedEvent {
        event: events::all()[index].clone(),
        consequence_of,
    };
    Outcome::Recorded(vec![event(7, None), event(9, Some(0)), event(10, Some(1))])
}

fn rejected() -> Outcome {
    let course = id(CourseId::new, 0x21).to_string();
    let enrollment = id(EnrollmentId::new, 0x31).to_string();
    Outcome::Rejected(Rejected {
        reason: "COURSE_MISMATCH".to_owned(),
        details: vec![("course_id".to_owned(), course), ("enrollment_id".to_owned(), enrollment)],
    })
}
