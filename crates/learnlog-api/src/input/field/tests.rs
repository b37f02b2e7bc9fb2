//! Checks of single fields at their edges.

#![allow(clippy::unwrap_used)]

use learnlog_domain::id::CourseId;

use super::*;

const ID_TEXT: &str = "0190b5a4-7c3d-7e1f-8a52-3f6d1c2b4a59";

fn at() -> At<'static> {
    At::root("f")
}

fn reason<T: std::fmt::Debug>(result: Result<T, ApiError>) -> Reason {
    result.unwrap_err().reason()
}

#[test]
fn an_id_is_a_uuid_in_its_usual_form() {
    assert_eq!(id(at(), ID_TEXT, CourseId::new).unwrap().to_string(), ID_TEXT);
    assert!(id(at(), &ID_TEXT.to_uppercase(), CourseId::new).is_ok());
    assert_eq!(reason(id(at(), "", CourseId::new)), Reason::FieldMissing);
    assert_eq!(optional_id(at(), "", CourseId::new).unwrap(), None);
    let bare = ID_TEXT.replace('-', "");
    let braced = format!("{{{ID_TEXT}}}");
    let urn = format!("urn:uuid:{ID_TEXT}");
    let padded = format!(" {ID_TEXT}");
    let nil = "00000000-0000-0000-0000-000000000000";
    let odd = "0190b5a4-7c3d-7e1f-8a52-3f6d1c2b4a5g";
    for text in [bare.as_str(), &braced, &urn, &padded, nil, odd, "x", "anna@example.org"] {
        assert_eq!(reason(id(at(), text, CourseId::new)), Reason::IdInvalid, "{text}");
    }
}

#[test]
fn texts_are_counted_in_bytes() {
    assert!(text(at(), "", 4).is_ok());
    assert!(text(at(), "ääb", 5).is_ok());
    assert_eq!(reason(text(at(), "ääb", 4)), Reason::TextInvalid);
    assert!(text(at(), "a\r\n\tb", 9).is_ok());
    assert_eq!(reason(text(at(), "a\0b", 9)), Reason::TextInvalid);
    assert_eq!(reason(text(at(), "a\u{85}b", 9)), Reason::TextInvalid);
    assert_eq!(reason(required_text(at(), "", 9)), Reason::FieldMissing);
}

#[test]
fn a_text_is_never_repeated_in_its_refusal() {
    let error = text(at(), "Anna Muster", 4).unwrap_err();
    assert!(!format!("{error:?}").contains("Anna"), "{error:?}");
}

#[test]
fn codes_and_names_have_their_letters() {
    assert!(code(at(), "").is_ok());
    assert!(code(at(), "LEFT_COMPANY_2").is_ok());
    for text in ["left", "A-B", "Ä", "A B", &"A".repeat(65)] {
        assert_eq!(reason(code(at(), text)), Reason::CodeInvalid, "{text}");
    }
    assert!(name(at(), &"a".repeat(64)).is_ok());
    assert!(name(at(), "work-day_2.1").is_ok());
    for text in ["a b", "a/b", "é", &"a".repeat(65)] {
        assert_eq!(reason(name(at(), text)), Reason::CodeInvalid, "{text}");
    }
    assert_eq!(reason(required_name(at(), "")), Reason::FieldMissing);
    assert!(kind(at(), "learner").is_ok());
    assert_eq!(reason(kind(at(), "Learner")), Reason::CodeInvalid);
    assert_eq!(reason(kind(at(), "")), Reason::FieldMissing);
}

#[test]
fn a_locale_looks_like_one() {
    for text in ["", "de", "de-CH", "zh-Hant-TW", "sl-rozaj-biske-1994"] {
        assert!(locale(at(), text).is_ok(), "{text}");
    }
    let long = ["abcdefgh"; 5].join("-");
    for text in ["-", "de-", "de_CH", "germanlanguage", "d e", &long] {
        assert_eq!(reason(locale(at(), text)), Reason::CodeInvalid, "{text}");
    }
}

#[test]
fn enums_have_the_numbers_they_have() {
    use learnlog_proto::events::Success;
    assert_eq!(choice::<Success>(at(), 3, "x").unwrap(), Success::Passed);
    assert_eq!(reason(choice::<Success>(at(), 0, "x")), Reason::FieldMissing);
    for number in [4, -1, i32::MAX] {
        assert_eq!(reason(choice::<Success>(at(), number, "x")), Reason::EnumUnknown);
    }
    assert_eq!(optional_choice::<Success>(at(), 0, "x").unwrap(), Success::Unspecified);
}

#[test]
fn numbers_and_lists_have_their_range() {
    assert_eq!(number(at(), 5, 1, 5).unwrap(), 5);
    assert_eq!(reason(number(at(), 6, 1, 5)), Reason::NumberOutOfRange);
    assert_eq!(reason(number(at(), 0, 1, 5)), Reason::NumberOutOfRange);
    assert!(count(at(), 3, 0, 3).is_ok());
    assert_eq!(reason(count(at(), 4, 0, 3)), Reason::TooManyItems);
    assert_eq!(reason(count(at(), 0, 1, 3)), Reason::FieldMissing);
}
