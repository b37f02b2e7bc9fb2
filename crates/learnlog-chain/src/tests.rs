//! The rule against values computed with other tools.

use super::*;

#[test]
fn a_leaf_is_hashed_as_rfc_9162_says() {
    // printf '\0' | sha256sum; printf '\0abc' | sha256sum
    let cases: [(&[u8], &str); 2] = [
        (b"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (b"abc", "609f6e36d2405585188d5cfd761f407c7cc46a7d3f314c88270469dde315fcd1"),
    ];
    for (value, expected) in cases {
        assert_eq!(entry_hash(value).to_string(), expected);
    }
}

#[test]
fn only_the_next_sequence_on_the_same_hash_extends_a_head() {
    let one = Head::EMPTY.after(entry_hash(b"one"));
    let cases = [
        (Head::EMPTY, 1, Hash::ZERO, true),
        (Head::EMPTY, 2, Hash::ZERO, false),
        (Head::EMPTY, 1, one.hash, false),
        (one, 2, one.hash, true),
        (one, 1, Hash::ZERO, false),
        (one, 3, one.hash, false),
        (one, 2, Hash::ZERO, false),
        (Head { sequence: u64::MAX, hash: one.hash }, 0, one.hash, false),
    ];
    for (head, sequence, previous_hash, accepted) in cases {
        assert_eq!(head.accepts(&Claim { sequence, previous_hash }), accepted);
    }
}
