//! Values of every shape.

use proptest::prelude::*;

use super::*;

const HASH: [u8; 32] = [7; 32];

/// sequence = 5 and a previous_hash, with something before and something behind.
fn value(before: &[u8], behind: &[u8]) -> Vec<u8> {
    [before, &[0x08, 5, 0x12, 32], &HASH, behind].concat()
}

fn claim(sequence: u64) -> Option<Claim> {
    Some(Claim { sequence, previous_hash: Hash::from(HASH) })
}

#[test]
fn two_fields_are_read_and_the_others_passed() {
    let others: [&[u8]; 6] = [
        &[],
        // Field 3 as a varint, as eight bytes, as four bytes, as bytes that are no message.
        &[0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        &[0x19, 1, 2, 3, 4, 5, 6, 7, 8],
        &[0x1d, 1, 2, 3, 4],
        &[0x1a, 2, 0xff, 0xff],
        // The last field that there can be.
        &[0xf8, 0xff, 0xff, 0xff, 0x0f, 0],
    ];
    for other in others {
        assert_eq!(Claim::of(&value(other, &[])), claim(5), "{other:?}");
        assert_eq!(Claim::of(&value(&[], other)), claim(5), "{other:?}");
    }
}

#[test]
fn the_last_of_several_counts() {
    assert_eq!(Claim::of(&value(&[0x08, 9, 0x12, 0], &[])), claim(5));
    assert_eq!(Claim::of(&value(&[], &[0x08, 9])), claim(9));
    assert_eq!(Claim::of(&value(&[], &[0x12, 0])), None);
    // A number may be written longer than it must.
    assert_eq!(Claim::of(&value(&[], &[0x88, 0x80, 0x00, 0x89, 0x80, 0x00])), claim(9));
}

#[test]
fn what_is_no_sequence_of_fields_claims_nothing() {
    let broken: [&[u8]; 12] = [
        // A key, a number, bytes cut off.
        &[0x80],
        &[0x18],
        &[0x18, 0x80],
        &[0x19, 1, 2, 3, 4, 5, 6, 7],
        &[0x1d, 1, 2, 3],
        &[0x1a, 3, 1, 2],
        // Eleven bytes, and more than 64 bits.
        &[0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x00],
        &[0x18, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02],
        // Field 0, a field beyond the last, a group, wire type 7.
        &[0x00, 0],
        &[0x80, 0x80, 0x80, 0x80, 0x10, 0],
        &[0x1b, 0x1c],
        &[0x1f],
    ];
    for bytes in broken {
        assert_eq!(Claim::of(&value(bytes, &[])), None, "{bytes:?}");
        assert_eq!(Claim::of(&value(&[], bytes)), None, "{bytes:?}");
    }
}

#[test]
fn a_place_needs_a_number_above_0_and_32_bytes() {
    let of_hash = |bytes: u8| [&[0x08, 5, 0x12, bytes][..], &vec![7; bytes.into()]].concat();
    assert_eq!(Claim::of(&of_hash(32)), claim(5));
    for bytes in [0, 31, 33] {
        assert_eq!(Claim::of(&of_hash(bytes)), None, "{bytes}");
    }
    assert_eq!(Claim::of(&[]), None);
    assert_eq!(Claim::of(&[0x08, 5]), None);
    assert_eq!(Claim::of(&value(&[], &[0x08, 0])), None);
    // The right fields in another shape.
    assert_eq!(Claim::of(&value(&[], &[0x0d, 1, 2, 3, 4])), None);
    assert_eq!(Claim::of(&value(&[], &[0x10, 1])), None);
}

proptest! {
    /// Nothing that anybody writes breaks the walk.
    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..64)) {
        let _ = Claim::of(&value(&bytes, &[]));
        let _ = Claim::of(&bytes);
    }
}
