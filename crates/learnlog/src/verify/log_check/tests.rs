//! A good log passes; each way of being broken is found at its entry.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use learnlog_chain::Hash;
use learnlog_codec::entry::{Body, CommandOutcome, Entry, LogNumber};
use learnlog_codec::placement::log_of;
use learnlog_domain::id::CommandId;
use learnlog_domain::stream::{StreamId, StreamKind};
use learnlog_domain::time::Timestamp;
use learnlog_proto::api::{GetPositionResponse, LogHead};
use learnlog_proto::ledger as wire;
use prost::Message;

use super::LogCheck;
use crate::verify::finding::Finding;
use crate::verify::report::Verdict;
use crate::verify::root::Root;
use crate::verify::tests::ledger::{LOG, LOGS, head, log, root, uuid};
use crate::verify::told::Told;

/// The first broken entry and what is wrong with it.
fn verdict(values: &[Vec<u8>], told: Option<&LogHead>) -> Option<(u64, Finding)> {
    verdict_after(values, by_server(told))
}

fn by_server(head: Option<&LogHead>) -> Told {
    let heads = head.map(|head| LogHead { log: LOG.0, ..head.clone() }).into_iter().collect();
    Told::about(LOG, &GetPositionResponse { heads, ..Default::default() })
}

fn verdict_after(values: &[Vec<u8>], told: Told) -> Option<(u64, Finding)> {
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
    let mut earlier = LogCheck::new(LOG, root(), by_server(Some(&head(&values[..4]))));
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
    assert!(matches!(found(&values[..5]), (5, Finding::EndsEarly { told: 7, .. })));
    assert!(matches!(found(&[]), (0, Finding::Empty)));
    assert!(matches!(verdict(&values, None), Some((7, Finding::NoHead))));
    let other = LogHead { hash: vec![1; 32], ..told.clone() };
    assert!(matches!(verdict(&values, Some(&other)), Some((7, Finding::HeadDiffers))));
}

#[test]
fn a_log_that_ends_before_what_anybody_has_seen_ends_early() {
    let values = log(|_| {});
    // The server found the end of the log lost, and knows nothing of it any more.
    let told = by_server(Some(&LogHead::default()));
    assert!(verdict_after(&values[..5], told.clone()).is_none());
    let mut seen = told;
    seen.see(6, || "projection transcript".to_owned());
    seen.see(3, || "projection overdue".to_owned());
    let found = verdict_after(&values[..5], seen.clone());
    let Some((5, Finding::EndsEarly { by, told: 6 })) = found else { panic!("{found:?}") };
    assert_eq!(by, "projection transcript");
    assert!(verdict_after(&values[..6], seen).is_none());
}

#[test]
fn a_log_that_the_server_has_stopped_is_not_good_whatever_can_be_read_of_it() {
    let values = log(|_| {});
    for (state, is_good) in
        [("SERVING", true), ("STARTING", true), ("UNAVAILABLE: x", true), ("STOPPED: x", false)]
    {
        let told = LogHead { state: state.to_owned(), ..head(&values) };
        let found = verdict(&values, Some(&told));
        assert_eq!(found.is_none(), is_good, "{state}: {found:?}");
        assert!(is_good || matches!(found, Some((7, Finding::Stopped { .. }))), "{found:?}");
    }
}

#[test]
fn an_entry_that_no_writer_could_interpret_is_found() {
    let mut values = log(|_| {});
    let mut last = wire::Entry::decode(values.pop().unwrap().as_slice()).unwrap();
    let unknown = wire::Event { r#type: "person.teleported".to_owned(), ..Default::default() };
    let recorded = wire::Recorded { events: vec![unknown] };
    last.outcome = Some(wire::entry::Outcome::Recorded(recorded));
    values.push(last.encode_to_vec());
    let found = verdict(&values, Some(&head(&values)));
    assert!(matches!(found, Some((7, Finding::Uninterpretable(_)))), "{found:?}");
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
