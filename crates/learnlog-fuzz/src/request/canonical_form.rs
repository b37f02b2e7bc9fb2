//! A reader of canonical encodings, by their published grammar (`learnlog_keys::canonical`). Invariant: it shares no
//! code with the writer.

use learnlog_keys::canonical::VERSION;

const UNSIGNED: u8 = 1;
const SIGNED: u8 = 2;
const TEXT: u8 = 3;
const BYTES: u8 = 4;
const MESSAGE: u8 = 5;
const LIST: u8 = 6;

/// Every byte has its place in the grammar, and a command's fields come once each, in ascending order.
pub(super) fn check(encoding: &[u8]) {
    let (version, fields) = encoding.split_first().expect("a version");
    assert_eq!(*version, VERSION);
    message(fields);
}

fn message(mut rest: &[u8]) {
    let mut last = 0;
    while !rest.is_empty() {
        let number = u16::from_be_bytes(take(&mut rest));
        assert!(number > last, "field {number} after {last}");
        last = number;
        value(&mut rest);
    }
}

fn value(rest: &mut &[u8]) {
    let [tag] = take(rest);
    let length = length(rest);
    let (content, behind) = rest.split_at_checked(length).expect("as much as its length says");
    *rest = behind;
    match tag {
        UNSIGNED | SIGNED => assert_eq!(content.len(), 8),
        TEXT => drop(std::str::from_utf8(content).expect("text is UTF-8")),
        BYTES => {}
        MESSAGE => message(content),
        LIST => list(content),
        other => panic!("tag {other}"),
    }
}

fn list(mut content: &[u8]) {
    let count = length(&mut content);
    assert!(count > 0, "an empty list is absent");
    for _ in 0..count {
        value(&mut content);
    }
    assert!(content.is_empty());
}

fn length(rest: &mut &[u8]) -> usize {
    u64::from_be_bytes(take(rest)).try_into().expect("a length")
}

fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
    let (taken, behind) = rest.split_first_chunk::<N>().expect("enough bytes");
    *rest = behind;
    *taken
}
