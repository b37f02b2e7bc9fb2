//! Names that are taken and refused, and where logs lie.

use learnlog_codec::entry::LogNumber;

use super::{Place, TopicNames};

#[test]
fn a_name_is_short_lower_case_and_plain() {
    for name in ["a", "learnlog", "acme-2", &"x".repeat(64)] {
        assert!(TopicNames::new(name).is_ok(), "{name}");
    }
    for name in ["", "Acme", "a.b", "a_b", "a b", "ä", "a\0", &"x".repeat(65)] {
        let refused = TopicNames::new(name).unwrap_err();
        assert_eq!(refused.name, name);
    }
}

#[test]
fn every_log_has_a_place_of_its_own() {
    let names = TopicNames::new("acme").unwrap();
    let place = |log| names.place(LogNumber(log), 3);
    let expected = |topic: &str, partition| Place { topic: topic.into(), partition };
    assert_eq!(place(0), expected("acme.catalog.v1", 0));
    assert_eq!(place(1), expected("acme.entries.v1", 0));
    assert_eq!(place(3), expected("acme.entries.v1", 2));
    assert_eq!(place(4), expected("acme.operations.v1", 0));
    assert_eq!(place(5), expected("acme.entries.v1", 4));
}
