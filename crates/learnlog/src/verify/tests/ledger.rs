//! A small ledger with a good chain: definitions in the catalog, two learners in log 2.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_chain::entry_hash;
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandDigest, CommandOutcome, Entry, Envelope,
    LogNumber, Outcome, StreamLink,
};
use learnlog_codec::genesis::{catalog, of_log};
use learnlog_codec::placement::{CATALOG, log_of};
use learnlog_domain::id::{CommandId, EntryId, KeyId, LearnerId, LedgerId};
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::Timestamp;
use learnlog_proto::api::LogHead;
use uuid::Uuid;

use crate::verify::root::Root;

/// N of the ledger.
pub const LOGS: u32 = 3;

/// The log that has learners.
pub const LOG: LogNumber = LogNumber(2);

/// Entries in [`LOG`], and in the catalog: the last of the one is decided under the last of the
/// other.
pub const ENTRIES: u64 = 7;

pub fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

pub fn catalog_genesis() -> Entry {
    let ledger = LedgerId::new(uuid(7)).unwrap();
    catalog(ledger, LOGS, Timestamp::from_micros(1_000)).unwrap()
}

pub fn root() -> Root {
    Root::read(&encode(&catalog_genesis())).unwrap()
}

/// Learners whose stream lies in [`LOG`].
fn learners() -> Vec<StreamId> {
    (1..)
        .map(|number| StreamId::learner(LearnerId::new(uuid(number)).unwrap()))
        .filter(|stream| log_of(*stream, LOGS) == LOG)
        .take(2)
        .collect()
}

fn command(stream: StreamId, number: u64, previous: StreamLink, stream_sequence: u64) -> Body {
    let actor = Actor {
        kind: ActorKind::Service,
        subject: "s".to_owned(),
        issuer: "i".to_owned(),
        on_behalf_of: None,
        authenticated: AuthenticationMethod::LocalToken,
    };
    let digest = CommandDigest { key_id: KeyId::new(uuid(9)).unwrap(), hmac: [1; 32] };
    let envelope = Envelope {
        command_id: CommandId::new(uuid(u128::from(number))).unwrap(),
        digest: Some(digest),
        occurred: None,
        actor,
        source_system: "test".to_owned(),
        reason: None,
        correlation_id: None,
        causation_id: None,
        basis: None,
        retry_of: None,
    };
    Body::Command(Box::new(CommandOutcome {
        stream,
        stream_sequence,
        previous_in_stream: previous,
        envelope,
        outcome: Outcome::Unchanged("NO_DIFFERENCE".to_owned()),
    }))
}

/// The genesis of any log.
pub fn genesis(log: LogNumber) -> Entry {
    let root = catalog_genesis();
    let Body::Genesis(genesis) = &root.body else { panic!() };
    if log == CATALOG { root.clone() } else { of_log(genesis, entry_hash(&encode(&root)), log) }
}

/// Genesis and six entries of two learners, `change`d on the way; what follows a changed entry
/// chains on it.
pub fn log(change: impl Fn(&mut Entry)) -> Vec<Vec<u8>> {
    entries(LOG, &learners(), |sequence| 5 + sequence / 3, change)
}

/// Genesis and six entries of two definitions.
pub fn catalog_log() -> Vec<Vec<u8>> {
    let definition = |number| StreamId::new(StreamKind::Definition, uuid(number)).unwrap();
    entries(CATALOG, &[definition(1), definition(2)], |sequence| sequence - 1, |_| {})
}

fn entries(
    log: LogNumber,
    streams: &[StreamId],
    catalog_sequence: impl Fn(u64) -> u64,
    change: impl Fn(&mut Entry),
) -> Vec<Vec<u8>> {
    let mut first = genesis(log);
    change(&mut first);
    let mut values = vec![encode(&first).to_vec()];
    let mut last = [StreamLink::NONE; 2];
    for sequence in 2..=ENTRIES {
        let which = usize::from(sequence % 2 == 1);
        let stream_sequence = sequence / 2;
        let mut entry = Entry {
            sequence,
            previous_hash: entry_hash(values.last().unwrap()),
            log,
            entry_id: EntryId::new(uuid(u128::from(sequence) + 100)).unwrap(),
            recorded_at: Timestamp::from_micros(1_000 + i64::try_from(sequence / 3).unwrap()),
            catalog_sequence: catalog_sequence(sequence),
            body: command(streams[which], sequence, last[which], stream_sequence),
        };
        change(&mut entry);
        values.push(encode(&entry).to_vec());
        last[which] = StreamLink { sequence, hash: entry_hash(values.last().unwrap()) };
    }
    values
}

pub fn head(values: &[Vec<u8>]) -> LogHead {
    LogHead {
        sequence: values.len() as u64,
        hash: entry_hash(values.last().unwrap()).as_bytes().to_vec(),
        ..LogHead::default()
    }
}
