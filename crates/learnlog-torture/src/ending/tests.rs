//! An end as it must be, and one thing at a time made false in it.
#![allow(clippy::unwrap_used)]

use super::*;

fn ending() -> Ending {
    let replay = BTreeMap::from([(0, Hash::of(&[b"catalog"])), (1, Hash::of(&[b"entries"]))]);
    let table = (Some(Hash::of(&[b"rows"])), Some(Hash::of(&[b"rows"])));
    Ending {
        replays: vec![replay; 3],
        tables: BTreeMap::from([("transcript_v1.facts".to_owned(), table)]),
        ..Ending::default()
    }
}

/// What is found where an end is changed so.
fn found(change: impl FnOnce(&mut Ending)) -> Vec<Kind> {
    let mut ending = ending();
    change(&mut ending);
    let mut violations = Violations::default();
    ending.check(&mut violations);
    violations.kinds()
}

#[test]
fn an_end_at_which_all_agree_has_no_violation() {
    assert_eq!(found(|_| ()), []);
}

#[test]
fn each_disagreement_and_each_breakage_is_found() {
    let divergent: [fn(&mut Ending); 5] = [
        |ending| ending.unverified.extend([(1, "1 finding".to_owned())]),
        |ending| ending.replays[2].extend([(1, Hash::of(&[b"another"]))]),
        |ending| ending.replays[1].retain(|log, _| *log != 1),
        |ending| ending.tables.values_mut().for_each(|table| table.1 = Some(Hash::ZERO)),
        |ending| ending.tables.values_mut().for_each(|table| table.0 = None),
    ];
    for change in divergent {
        assert_eq!(found(change), [Kind::Divergent]);
    }
    let broken = |ending: &mut Ending| ending.broken.push("process 1 panicked".to_owned());
    assert_eq!(found(broken), [Kind::Broken]);
}

#[test]
fn what_was_kept_is_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let mut found = ending();
    found.broken.push("process 1 panicked".to_owned());
    found.save(folder.path()).unwrap();
    let mut violations = Violations::default();
    Ending::load(folder.path()).unwrap().check(&mut violations);
    assert_eq!(violations.kinds(), [Kind::Broken]);
}
