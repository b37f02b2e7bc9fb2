//! Genesis of every log.

use std::collections::BTreeSet;

use learnlog_chain::entry_hash;

use super::*;
use crate::encode::encode;
use crate::examples;

fn of_ledger(ledger_id: LedgerId) -> (Genesis, Vec<Entry>) {
    let catalog = catalog(ledger_id, 8, Timestamp::from_micros(1)).unwrap();
    let Body::Genesis(fields) = catalog.body.clone() else { panic!("{catalog:?}") };
    let hash = entry_hash(&encode(&catalog));
    let others = (1..=9).map(|log| of_log(&fields, hash, LogNumber(log)));
    let all = std::iter::once(catalog.clone()).chain(others).collect();
    (fields, all)
}

#[test]
fn everyone_makes_the_same_and_no_two_logs_share_one() {
    let (_, entries) = of_ledger(examples::ledger_id());
    assert_eq!(of_ledger(examples::ledger_id()).1, entries);
    let values: BTreeSet<_> = entries.iter().map(encode).collect();
    assert_eq!(values.len(), entries.len());
    let ids: BTreeSet<_> = entries.iter().map(|entry| entry.entry_id).collect();
    assert_eq!(ids.len(), entries.len());
    let (_, others) = of_ledger(examples::id(LedgerId::new, 9));
    assert!(others.iter().all(|entry| !values.contains(&encode(entry))));
}

#[test]
fn it_opens_its_log_in_the_name_of_nobody() {
    let (fields, entries) = of_ledger(examples::ledger_id());
    for (number, entry) in (0..).zip(&entries) {
        assert_eq!((entry.sequence, entry.previous_hash), (1, Hash::ZERO));
        assert_eq!((entry.log, entry.catalog_sequence), (LogNumber(number), 0));
        assert_eq!(entry.recorded_at, fields.created_at);
    }
}

#[test]
fn it_depends_on_the_genesis_of_the_catalog() {
    let (fields, entries) = of_ledger(examples::ledger_id());
    let other = of_log(&fields, Hash::from([1; 32]), LogNumber(1));
    assert_ne!(encode(&other), encode(&entries[1]));
}

#[test]
fn a_ledger_has_1_to_4096_entries_logs() {
    for (entries_logs, valid) in [(0, false), (1, true), (4_096, true), (4_097, false)] {
        let result = catalog(examples::ledger_id(), entries_logs, Timestamp::from_micros(0));
        assert_eq!(result.is_ok(), valid, "{entries_logs}");
        if let Err(error) = result {
            let expected = format!("a ledger has 1 to 4096 entries logs, not {entries_logs}");
            assert_eq!(error.to_string(), expected);
        }
    }
}
