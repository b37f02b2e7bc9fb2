//! What the rule reads of a value, by a walk over its outermost fields. Invariant: one value, one answer, in every language and every
//! version: what a field other than these two means, or whether it means anything, takes no part.

use crate::{Claim, Hash};

/// Number of the field `sequence`.
const SEQUENCE: u64 = 1;

/// Number of the field `previous_hash`.
const PREVIOUS_HASH: u64 = 2;

/// Field numbers end here (protobuf, "Assigning Field Numbers").
const LAST_FIELD: u64 = (1 << 29) - 1;

/// Bytes of a varint.
const VARINT_LIMIT_BYTES: u32 = 10;

/// Protobuf's wire types but groups, which proto3 does not have.
const VARINT: u64 = 0;
const EIGHT_BYTES: u64 = 1;
const LENGTH_DELIMITED: u64 = 2;
const FOUR_BYTES: u64 = 5;

impl Claim {
    /// Reads the value of a message; None where it claims no place in a log: it is not a sequence of protobuf fields from beginning to end,
    /// `sequence` is no varint above 0, or `previous_hash` is not 32 bytes. Of a field that comes more than once, the last one counts.
    pub fn of(value: &[u8]) -> Option<Self> {
        let mut rest = value;
        let (mut sequence, mut previous_hash) = (0, None);
        while !rest.is_empty() {
            let key = varint(&mut rest)?;
            let (field, wire_type) = (key >> 3, key & 7);
            if field == 0 || field > LAST_FIELD {
                return None;
            }
            match (field, wire_type) {
                (SEQUENCE, VARINT) => sequence = varint(&mut rest)?,
                (PREVIOUS_HASH, LENGTH_DELIMITED) => previous_hash = Some(delimited(&mut rest)?),
                (SEQUENCE | PREVIOUS_HASH, _) => return None,
                (_, VARINT) => drop(varint(&mut rest)?),
                (_, EIGHT_BYTES) => drop(take(&mut rest, 8)?),
                (_, LENGTH_DELIMITED) => drop(delimited(&mut rest)?),
                (_, FOUR_BYTES) => drop(take(&mut rest, 4)?),
                _ => return None,
            }
        }
        let previous_hash = Hash::from_slice(previous_hash?)?;
        (sequence > 0).then_some(Self { sequence, previous_hash })
    }
}

/// A base-128 number of at most 64 bits.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for place in 0..VARINT_LIMIT_BYTES {
        let (&byte, behind) = rest.split_first()?;
        *rest = behind;
        let bits = u64::from(byte & 0x7f);
        if place == VARINT_LIMIT_BYTES - 1 && byte > 1 {
            return None;
        }
        number |= bits << (7 * place);
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

fn delimited<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let bytes = varint(rest)?;
    take(rest, usize::try_from(bytes).ok()?)
}

fn take<'a>(rest: &mut &'a [u8], bytes: usize) -> Option<&'a [u8]> {
    let (taken, behind) = rest.split_at_checked(bytes)?;
    *rest = behind;
    Some(taken)
}

#[cfg(test)]
mod tests;
