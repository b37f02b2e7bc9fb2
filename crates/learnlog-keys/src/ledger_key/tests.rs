//! Derived ids and digests of the ledger.

use uuid::{Variant, Version};

use super::*;

fn key(byte: u8) -> LedgerKey {
    LedgerKey::new(KeyId::new(Uuid::from_bytes([byte; 16])).unwrap(), &DataKey::fixed(byte))
}

/// Computed with Python's `hmac`; frozen, because an import that is run again must find what it
/// wrote.
#[test]
fn derived_ids_and_digests_are_frozen() {
    let id = key(7).derive_id("learner", "workday", "E-1234");
    assert_eq!(id.to_string(), "66c5b940-20b6-8d11-8c8e-e9d14862838d");
    assert_eq!(id.get_version(), Some(Version::Custom));
    assert_eq!(id.get_variant(), Variant::RFC4122);
    let digest: String = key(7).digest(b"command").iter().map(|it| format!("{it:02x}")).collect();
    assert_eq!(digest, "14bacef4c79ce3c18e12792bd306972d32f7a4a462d0031af94b0f8be1b94107");
    assert!(key(7).digest_matches(b"command", &key(7).digest(b"command")));
    assert!(!key(8).digest_matches(b"command", &key(7).digest(b"command")));
}

#[test]
fn every_part_of_a_name_counts() {
    let ids = [
        key(7).derive_id("learner", "workday", "E-1234"),
        key(8).derive_id("learner", "workday", "E-1234"),
        key(7).derive_id("course", "workday", "E-1234"),
        key(7).derive_id("learner", "workda", "yE-1234"),
        key(7).derive_id("learner", "workday", "E-1235"),
        key(7).derive_id("learner", "workday", ""),
    ];
    let distinct: std::collections::BTreeSet<_> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len());
}
