//! The encoding is frozen, and no two contents share one.

use proptest::prelude::*;

use super::*;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every kind of value once. Digests in ledgers depend on each byte.
#[test]
fn the_encoding_is_frozen() {
    let mut part = Fields::new();
    part.text(1, "é");
    let mut fields = Fields::new();
    fields
        .text(1, "ada")
        .bytes(2, &[0xff, 0])
        .unsigned(3, Some(258))
        .signed(4, Some(-2))
        .flag(5, true)
        .message(6, Some(&part))
        .messages(7, &[part.clone(), Fields::new()])
        .texts(8, &["x", ""])
        .numbers(300, &[9]);
    let expected = [
        "01",
        "0001 03 0000000000000003 616461",
        "0002 04 0000000000000002 ff00",
        "0003 01 0000000000000008 0000000000000102",
        "0004 02 0000000000000008 fffffffffffffffe",
        "0005 01 0000000000000008 0000000000000001",
        "0006 05 000000000000000d 0001 03 0000000000000002 c3a9",
        "0007 06 0000000000000027 0000000000000002",
        "05 000000000000000d 0001 03 0000000000000002 c3a9 05 0000000000000000",
        "0008 06 000000000000001b 0000000000000002 03 0000000000000001 78 03 0000000000000000",
        "012c 06 0000000000000019 0000000000000001 01 0000000000000008 0000000000000009",
    ];
    assert_eq!(hex(&fields.encode()), expected.concat().replace(' ', ""));
}

#[test]
fn absent_and_empty_leave_no_trace() {
    let mut fields = Fields::new();
    fields
        .text(1, "")
        .bytes(2, &[])
        .unsigned(3, None)
        .signed(4, None)
        .flag(5, false)
        .message(6, None)
        .messages(7, &[])
        .texts::<&str>(8, &[])
        .numbers(9, &[]);
    assert_eq!(fields.encode(), [VERSION]);
    // Zero and an empty part are something.
    assert_ne!(Fields::new().unsigned(1, Some(0)).encode(), [VERSION]);
    assert_ne!(Fields::new().message(1, Some(&Fields::new())).encode(), [VERSION]);
}

#[test]
fn the_order_of_calls_does_not_matter() {
    let mut forward = Fields::new();
    forward.text(1, "a").unsigned(2, Some(1)).flag(3, true);
    let mut backward = Fields::new();
    backward.flag(3, true).unsigned(2, Some(1)).text(1, "a");
    assert_eq!(forward.encode(), backward.encode());
}

#[derive(Debug, Clone, PartialEq)]
enum Content {
    Text(String),
    Unsigned(u64),
    Signed(i64),
    Parts(Vec<Vec<(u16, Content)>>),
}

fn content() -> impl Strategy<Value = Vec<(u16, Content)>> {
    let leaf = prop_oneof![
        "[ab]{1,3}".prop_map(Content::Text),
        (0..3u64).prop_map(Content::Unsigned),
        (-1..2i64).prop_map(Content::Signed),
    ];
    let nested = leaf.prop_recursive(3, 12, 3, |inner| {
        let part = prop::collection::btree_map(1..4u16, inner, 0..3)
            .prop_map(|part| part.into_iter().collect());
        prop::collection::vec(part, 1..3).prop_map(Content::Parts)
    });
    prop::collection::btree_map(1..4u16, nested, 0..3).prop_map(|map| map.into_iter().collect())
}

fn fields(content: &[(u16, Content)]) -> Fields {
    let mut fields = Fields::new();
    for (number, content) in content {
        match content {
            Content::Text(text) => fields.text(*number, text),
            Content::Unsigned(value) => fields.unsigned(*number, Some(*value)),
            Content::Signed(value) => fields.signed(*number, Some(*value)),
            Content::Parts(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| self::fields(part)).collect();
                fields.messages(*number, &parts)
            }
        };
    }
    fields
}

proptest! {
    #[test]
    fn different_contents_have_different_encodings(a in content(), b in content()) {
        prop_assert_eq!(a == b, fields(&a).encode() == fields(&b).encode());
    }
}
