//! The acceptance rule's reading of a value: its outermost fields, and two of them. Invariant: docs/entry-format.md, The acceptance rule,
//! and nothing else.

/// What a value claims of its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Field 1.
    pub sequence: u64,
    /// Field 2, 32 bytes.
    pub previous_hash: &'a [u8],
}

const HASH_BYTES: usize = 32;
const NUMBER_LIMIT: u64 = 536_870_911;

/// None: unreadable.
pub fn walk(value: &[u8]) -> Option<Claim<'_>> {
    let (mut sequence, mut previous_hash) = (0, &[][..]);
    let mut rest = value;
    while !rest.is_empty() {
        let key = varint(&mut rest)?;
        let (number, wire_type) = (key >> 3, key & 7);
        if number == 0 || number > NUMBER_LIMIT {
            return None;
        }
        let expected = match number {
            1 => Some(0),
            2 => Some(2),
            _ => None,
        };
        if expected.is_some_and(|expected| expected != wire_type) {
            return None;
        }
        match wire_type {
            0 => {
                let content = varint(&mut rest)?;
                if number == 1 {
                    sequence = content;
                }
            }
            1 => drop(take(&mut rest, 8)?),
            2 => {
                let length = usize::try_from(varint(&mut rest)?).ok()?;
                let content = take(&mut rest, length)?;
                if number == 2 {
                    previous_hash = content;
                }
            }
            5 => drop(take(&mut rest, 4)?),
            _ => return None,
        }
    }
    let readable = sequence != 0 && previous_hash.len() == HASH_BYTES;
    readable.then_some(Claim { sequence, previous_hash })
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let (taken, after) = rest.split_at_checked(count)?;
    *rest = after;
    Some(taken)
}

/// At most 10 bytes and 64 bits.
fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0_u64;
    for place in 0..10 {
        let byte = *take(rest, 1)?.first()?;
        let bits = u64::from(byte & 0x7f);
        if place == 9 && bits > 1 {
            return None;
        }
        value |= bits << (7 * place);
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
