//! A good log passes; each way of being broken is found at its entry.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_chain::{Hash, entry_hash};
use learnlog_codec::encode::encode;
use learnlog_codec::entry::{
    Actor, ActorKind, AuthenticationMethod, Body, CommandDigest, CommandOutcome, Entry, Envelope,
    LogNumber, Outcome, StreamLink,
};
use learnlog_codec::genesis::{catalog, of_log};
use learnlog_codec::placement::log_of;
use learnlog_domain::id::{CommandId, EntryId, KeyId, LearnerId, LedgerId};
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::Timestamp;
use learnlog_proto::api::LogHead;
use uuid::Uuid;

use super::LogCheck;
use crate::verify::finding::Finding;
use crate::verify::report::Verdict;
use crate::verify::root::Root;

const LOGS: u32 = 3;
const LOG: LogNumber = LogNumber(2);

fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(number)
}

fn catalog_genesis() -> Entry {
    let ledger = LedgerId::new(uuid(7)).unwrap();
    catalog(ledger, LOGS, Timestamp::from_micros(1_000)).unwrap()
}

fn root() -> Root {
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

/// Genesis and six entries of two learners, `change`d on the way; what follows a changed entry
/// chains on it.
fn log(change: impl Fn(&mut Entry)) -> Vec<Vec<u8>> {
    let root_bytes = encode(&catalog_genesis());
    let Body::Genesis(genesis) = catalog_genesis().body else { panic!() };
    let mut first = of_log(&genesis, entry_hash(&root_bytes), LOG);
    change(&mut first);
    let mut values = vec![encode(&first).to_vec()];
    let mut last = [StreamLink::NONE; 2];
    for sequence in 2..=7_u64 {
        let which = usize::from(sequence % 2 == 1);
        let stream_sequence = sequence / 2;
        let mut entry = Entry {
            sequence,
            previous_hash: entry_hash(values.last().unwrap()),
            log: LOG,
            entry_id: EntryId::new(uuid(u128::from(sequence) + 100)).unwrap(),
            recorded_at: Timestamp::from_micros(1_000 + i64::try_from(sequence / 3).unwrap()),
            catalog_sequence: 5 + sequence / 3,
            body: command(learners()[which], sequence, last[which], stream_sequence),
        };
        change(&mut entry);
        values.push(encode(&entry).to_vec());
        last[which] = StreamLink { sequence, hash: entry_hash(values.last().unwrap()) };
    }
    values
}

fn head(values: &[Vec<u8>]) -> LogHead {
    LogHead {
        sequence: values.len() as u64,
        hash: entry_hash(values.last().unwrap()).as_bytes().to_vec(),
        ..LogHead::default()
    }
}

/// The first broken entry and what is wrong with it.
fn verdict(values: &[Vec<u8>], told: Option<&LogHead>) -> Option<(u64, Finding)> {
    let mut check = LogCheck::new(LOG, root(), told);
    let broken = (1..).zip(values).find_map(|(told, value)| check.entry(told, value).err());
    match broken.map_or_else(|| check.finish(), |finding| check.broken(finding)) {
        Verdict::Good => None,
        Verdict::Broken { sequence, finding } => Some((sequence, finding)),
        Verdict::Unread(error) => panic!("{error}"),
    }
}

fn broken(change: impl Fn(&mut Entry)) -> (u64, Finding) {
    let values = log(change);
    verdict(&values, Some(&head(&values))).expect("the change is found")
}

fn outcome(entry: &mut Entry) -> &mut CommandOutcome {
    let Body::Command(command) = &mut entry.body else { panic!("entry 1 is genesis") };
    command
}

#[test]
fn a_good_log_is_good() {
    let values = log(|_| {});
    assert!(verdict(&values, Some(&head(&values))).is_none());
    let mut earlier = LogCheck::new(LOG, root(), Some(&head(&values[..4])));
    for (told, value) in (1..).zip(&values) {
        earlier.entry(told, value).expect("entries after the head are good as well");
    }
    assert!(matches!(earlier.finish(), Verdict::Good));
}

#[test]
fn every_changed_byte_is_found() {
    let values = log(|_| {});
    let told = head(&values);
    for entry in 0..values.len() {
        for byte in 0..values[entry].len() {
            let mut changed = values.clone();
            changed[entry][byte] ^= 1;
            let (sequence, _) = verdict(&changed, Some(&told)).expect("the change is found");
            let at = entry as u64 + 1;
            assert!((at..=at + 1).contains(&sequence), "entry {at}, byte {byte}: {sequence}");
        }
    }
}

#[test]
fn left_out_doubled_and_swapped_entries_are_found() {
    let values = log(|_| {});
    let told = head(&values);
    let found = |values: &[Vec<u8>]| verdict(values, Some(&told)).unwrap();
    let (mut without, mut doubled, mut swapped) = (values.clone(), values.clone(), values.clone());
    without.remove(3);
    doubled.insert(3, values[3].clone());
    swapped.swap(3, 4);
    assert!(matches!(found(&without), (4, Finding::Chain { claimed: 5, head: 3, .. })));
    assert!(matches!(found(&doubled), (5, Finding::Chain { claimed: 4, head: 4, .. })));
    assert!(matches!(found(&swapped), (4, Finding::Chain { claimed: 5, head: 3, .. })));
    assert!(matches!(found(&values[..5]), (5, Finding::EndsEarly { told: 7 })));
    assert!(matches!(found(&[]), (0, Finding::Empty)));
    assert!(matches!(verdict(&values, None), Some((7, Finding::NoHead))));
    let other = LogHead { hash: vec![1; 32], ..told.clone() };
    assert!(matches!(verdict(&values, Some(&other)), Some((7, Finding::HeadDiffers))));
}

#[test]
fn a_rewritten_history_with_a_good_chain_is_found_by_what_the_entries_say() {
    let at = |wanted: u64, change: fn(&mut Entry)| {
        broken(move |entry| {
            if entry.sequence == wanted {
                change(entry);
            }
        })
    };
    let found = at(4, |entry| entry.log = LogNumber(1));
    assert!(matches!(found, (4, Finding::OtherLog { claimed: LogNumber(1) })), "{found:?}");
    let found = at(5, |entry| entry.recorded_at = Timestamp::from_micros(1_000));
    assert!(matches!(found, (5, Finding::RecordedAt)), "{found:?}");
    let found = at(5, |entry| entry.catalog_sequence = 5);
    assert!(matches!(found, (5, Finding::CatalogSequence { claimed: 5, .. })), "{found:?}");
    let found = at(4, |entry| outcome(entry).stream_sequence = 3);
    assert!(matches!(found, (4, Finding::StreamLink { claimed: 3, last: 1, .. })), "{found:?}");
    let found = at(4, |entry| outcome(entry).previous_in_stream.hash = Hash::from([9; 32]));
    assert!(matches!(found, (4, Finding::StreamLink { claimed: 2, last: 1, .. })), "{found:?}");
    let found = at(6, |entry| {
        outcome(entry).envelope.command_id = CommandId::new(uuid(2)).unwrap();
    });
    assert!(matches!(found, (6, Finding::CommandTwice { .. })), "{found:?}");
    let values = log(|entry| {
        if entry.sequence == 7 {
            outcome(entry).envelope.command_id = CommandId::new(uuid(2)).unwrap();
        }
    });
    let found = verdict(&values, Some(&head(&values)));
    assert!(found.is_none(), "the same id in another stream is fine: {found:?}");
}

#[test]
fn a_stream_in_another_log_than_its_own_is_found() {
    let elsewhere = (1..)
        .map(|number| StreamId::new(StreamKind::Learner, uuid(number)).unwrap())
        .find(|stream| log_of(*stream, LOGS) != LOG)
        .unwrap();
    let found = broken(|entry| {
        if entry.sequence == 2 {
            outcome(entry).stream = elsewhere;
        }
    });
    assert!(matches!(found, (2, Finding::Misplaced { home, .. }) if home != LOG), "{found:?}");
}

#[test]
fn a_genesis_that_does_not_derive_from_the_catalogs_is_found() {
    let found = broken(|entry| {
        if let Body::Genesis(genesis) = &mut entry.body {
            genesis.created_at = Timestamp::from_micros(1_001);
        }
    });
    assert!(matches!(found, (1, Finding::Genesis)), "{found:?}");
    let first = &log(|_| {})[0];
    assert!(Root::read(first).is_err(), "the genesis of an entries log is no root");
    assert!(matches!(Root::read(b"\xff"), Err(Finding::NoEntry(_))));
}
