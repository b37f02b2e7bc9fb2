//! Random entries for properties: anything that the types can say and that a writer keeps in order.

use std::collections::{BTreeMap, BTreeSet};

use learnlog_chain::Hash;
use learnlog_domain::id::{CommandId, EntryId, KeyId, NilId};
use learnlog_domain::protected::Protected;
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::{Day, EffectiveDay, Occurred, Timestamp};
use proptest::option::of;
use proptest::prelude::*;
use uuid::Uuid;

use crate::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandDigest, CommandOutcome, Entry, Envelope,
    LedgerPosition, LogNumber, Outcome, Reason, RecordedEvent, Rejected, StreamLink,
};

pub(crate) mod events;

pub(crate) fn id<T: std::fmt::Debug>(
    new: fn(Uuid) -> Result<T, NilId>,
) -> impl Strategy<Value = T> + Clone {
    (1..u128::MAX).prop_map(move |number| new(Uuid::from_u128(number)).unwrap())
}

pub(crate) fn day() -> impl Strategy<Value = Day> + Clone {
    (1..=9999, 1..=12, 1..=31)
        .prop_filter_map("a day", |(year, month, day)| Day::new(year, month, day).ok())
}

/// Absent text is `None`: on the wire it is the same as empty.
pub(crate) fn text() -> impl Strategy<Value = Option<String>> {
    of("\\PC{1,12}")
}

pub(crate) fn protected() -> impl Strategy<Value = Protected> + Clone {
    let bytes = prop::collection::vec(any::<u8>(), 1..40);
    (id(KeyId::new), any::<[u8; 24]>(), bytes, any::<[u8; 32]>()).prop_map(
        |(key_id, nonce, ciphertext, fingerprint)| Protected {
            key_id,
            nonce,
            ciphertext,
            fingerprint,
        },
    )
}

pub(crate) fn effective() -> impl Strategy<Value = EffectiveDay> {
    prop_oneof![
        day().prop_map(EffectiveDay::Known),
        (of(day()), of(day())).prop_map(|(first, last)| EffectiveDay::Unknown { first, last }),
    ]
}

fn occurred() -> impl Strategy<Value = Occurred> {
    prop_oneof![
        (any::<i64>(), "\\PC{0,12}", day()).prop_map(|(micros, zone, day)| {
            Occurred::Instant { at: Timestamp::from_micros(micros), zone, day }
        }),
        day().prop_map(Occurred::Day),
        (of(day()), of(day())).prop_map(|(first, last)| Occurred::Unknown { first, last }),
    ]
}

fn actor() -> impl Strategy<Value = Actor> {
    let kind = prop::sample::select(vec![ActorKind::Person, ActorKind::Service, ActorKind::System]);
    let authenticated = prop::sample::select(vec![
        AuthenticationMethod::Jwt,
        AuthenticationMethod::LocalToken,
        AuthenticationMethod::ClientCertificate,
        AuthenticationMethod::Internal,
    ]);
    (kind, "\\PC{0,12}", "\\PC{0,12}", text(), authenticated).prop_map(
        |(kind, subject, issuer, on_behalf_of, authenticated)| Actor {
            kind,
            subject,
            issuer,
            on_behalf_of,
            authenticated,
        },
    )
}

fn reason() -> impl Strategy<Value = Reason> {
    let some_text = protected().prop_map(Some);
    prop_oneof![
        ("[A-Z_]{1,12}", of(protected())).prop_map(|(code, text)| Reason { code, text }),
        some_text.prop_map(|text| Reason { code: String::new(), text }),
    ]
}

fn position() -> impl Strategy<Value = LedgerPosition> {
    prop::collection::btree_map(any::<u32>(), any::<u64>(), 0..4).prop_map(|logs| {
        let logs: BTreeMap<u32, u64> = logs;
        LedgerPosition(logs.into_iter().map(|(log, it)| (LogNumber(log), it)).collect())
    })
}

fn envelope() -> impl Strategy<Value = Envelope> {
    let uuid = || (1..u128::MAX).prop_map(Uuid::from_u128);
    let digest = (id(KeyId::new), any::<[u8; 32]>())
        .prop_map(|(key_id, hmac)| CommandDigest { key_id, hmac });
    let asked = (id(CommandId::new), digest, of(occurred()), actor(), "\\PC{0,12}", of(reason()));
    let links = (of(uuid()), of(uuid()), of(position()), of(id(CommandId::new)));
    (asked, links).prop_map(|(asked, (correlation_id, causation_id, basis, retry_of))| {
        let (command_id, digest, occurred, actor, source_system, reason) = asked;
        Envelope {
            command_id,
            digest: Some(digest),
            occurred,
            actor,
            source_system,
            reason,
            correlation_id,
            causation_id,
            basis,
            retry_of,
        }
    })
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let recorded = prop::collection::vec((events::any_event(), any::<Option<u32>>()), 1..4);
    let details = prop::collection::btree_map("[a-z_]{0,8}", "\\PC{0,12}", 0..3);
    prop_oneof![
        3 => recorded.prop_map(|events| Outcome::Recorded(
            (0u32..).zip(events).map(|(index, (event, cause))| {
                let consequence_of = cause.and_then(|cause| cause.checked_rem(index));
                RecordedEvent { event, consequence_of }
            }).collect(),
        )),
        1 => ("[A-Z_]{1,12}", details).prop_map(|(reason, details)| {
            let details: BTreeMap<String, String> = details;
            Outcome::Rejected(Rejected { reason, details: details.into_iter().collect() })
        }),
        1 => "[A-Z_]{1,12}".prop_map(Outcome::Unchanged),
        1 => Just(Outcome::Abandoned),
    ]
}

fn stream() -> impl Strategy<Value = StreamId> {
    ((1..=4u8), (1..u128::MAX)).prop_map(|(kind, id)| {
        StreamId::new(StreamKind::from_byte(kind).unwrap(), Uuid::from_u128(id)).unwrap()
    })
}

/// Stream sequence and link of an entry with that sequence.
fn link(sequence: u64) -> impl Strategy<Value = (u64, StreamLink)> {
    prop_oneof![
        Just((1, StreamLink::NONE)),
        (2..=u64::MAX, 1..sequence, any::<[u8; 32]>()).prop_map(|(stream_sequence, at, hash)| {
            (stream_sequence, StreamLink { sequence: at, hash: Hash::from(hash) })
        }),
    ]
}

/// Any entry but genesis.
pub(crate) fn entry() -> impl Strategy<Value = Entry> {
    let place = (2..=u64::MAX)
        .prop_flat_map(|sequence| (Just(sequence), link(sequence), any::<[u8; 32]>()));
    let header = (any::<u32>(), id(EntryId::new), any::<i64>(), any::<u64>());
    (place, header, stream(), envelope().boxed(), outcome().boxed()).prop_map(
        |(place, header, stream, envelope, outcome)| {
            let (sequence, (stream_sequence, previous_in_stream), previous_hash) = place;
            let (log, entry_id, recorded_at, catalog_sequence) = header;
            let digest = envelope.digest.filter(|_| outcome != Outcome::Abandoned);
            let envelope = Envelope { digest, ..envelope };
            Entry {
                sequence,
                previous_hash: previous_hash.into(),
                log: LogNumber(log),
                entry_id,
                recorded_at: Timestamp::from_micros(recorded_at),
                catalog_sequence,
                body: Body::Command(Box::new(CommandOutcome {
                    stream,
                    stream_sequence,
                    previous_in_stream,
                    envelope,
                    outcome,
                })),
            }
        },
    )
}

/// Some of these values, each at most once.
pub(crate) fn some_of<T: Clone + Ord + std::fmt::Debug + 'static>(
    values: &'static [T],
) -> impl Strategy<Value = BTreeSet<T>> {
    prop::sample::subsequence(values, 0..=values.len())
        .prop_map(|values| values.into_iter().collect())
}
