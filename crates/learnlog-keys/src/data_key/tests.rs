//! How keys are wrapped is frozen: key tables outlive builds.

use learnlog_domain::id::LearnerId;
use learnlog_domain::stream::StreamId;

use super::*;

const MASTER: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// Computed independently, in Python: 32 bytes of 7 under `MASTER`, with a nonce of 24 bytes of 4.
const WRAPPED: &str = "040404040404040404040404040404040404040404040404\
                       1129a32db49a7c9ac4d9b38bf695e373e81d87b191e12aacd8b161821f14e6b7\
                       afe05ac71f6fa3deeed24b1aac091f59";

fn row() -> KeyRow {
    let digits: Vec<_> = WRAPPED.chars().map(|digit| digit.to_digit(16).unwrap()).collect();
    let bytes: Vec<_> =
        digits.chunks(2).map(|pair| u8::try_from(pair[0] << 4 | pair[1]).unwrap()).collect();
    let learner = LearnerId::new(Uuid::from_bytes([2; 16])).unwrap();
    KeyRow {
        key_id: KeyId::new(Uuid::from_bytes([5; 16])).unwrap(),
        owner: Owner::stream(StreamId::learner(learner)),
        wrapped_key: bytes.try_into().unwrap(),
    }
}

fn ledger_id(byte: u8) -> LedgerId {
    LedgerId::new(Uuid::from_bytes([byte; 16])).unwrap()
}

#[test]
fn wrapping_is_frozen() {
    let master = MasterKey::from_hex(MASTER).unwrap();
    let key = unwrap(&master, ledger_id(1), &row()).unwrap();
    assert_eq!(key.0, DataKey::fixed(7).0);
}

#[test]
fn a_wrapped_key_opens_only_as_what_it_was_made_for() {
    let master = MasterKey::from_hex(MASTER).unwrap();
    let other_master = MasterKey::from_hex(&MASTER.replace('0', "1")).unwrap();
    let other_owner = KeyRow { owner: Owner::ledger(ledger_id(1)), ..row() };
    let other_id = KeyRow { key_id: KeyId::new(Uuid::from_bytes([6; 16])).unwrap(), ..row() };
    assert!(unwrap(&other_master, ledger_id(1), &row()).is_none());
    assert!(unwrap(&master, ledger_id(2), &row()).is_none());
    assert!(unwrap(&master, ledger_id(1), &other_owner).is_none());
    assert!(unwrap(&master, ledger_id(1), &other_id).is_none());
}

#[test]
fn every_proposed_key_is_another_and_opens() {
    let master = MasterKey::from_hex(MASTER).unwrap();
    let first = propose(&master, ledger_id(1), row().owner).unwrap();
    let second = propose(&master, ledger_id(1), row().owner).unwrap();
    assert_ne!(first.key_id, second.key_id);
    let open = |row| unwrap(&master, ledger_id(1), row).unwrap();
    assert_ne!(open(&first).0, open(&second).0);
}
