//! Making topics, and refusing those that would lose something.

use learnlog_kafka::topics::error::TopicError;
use learnlog_kafka::topics::{check, ensure};
use learnlog_testkit::stack::Stack;
use rdkafka::admin::{AdminOptions, NewPartitions, ResourceSpecifier};

use crate::ledger::{ENTRIES_LOGS, TestLedger, wait_for};

fn checked(ledger: &TestLedger) -> Result<(), TopicError> {
    wait_for(check(&ledger.connection(), &ledger.topic(), ENTRIES_LOGS))
}

const DEMANDED: [(&str, &str); 6] = [
    ("cleanup.policy", "delete"),
    ("retention.ms", "-1"),
    ("retention.bytes", "-1"),
    ("message.timestamp.type", "LogAppendTime"),
    ("unclean.leader.election.enable", "false"),
    ("max.message.bytes", "1048588"),
];

#[test]
fn a_new_topic_has_what_the_ledger_demands() {
    let ledger = TestLedger::new(Stack::shared());
    let topic = ledger.topic();
    let specifier = ResourceSpecifier::Topic(&topic);
    let admin = ledger.admin();
    let described = wait_for(admin.describe_configs([&specifier], &AdminOptions::new())).unwrap();
    let described = described.into_iter().next().unwrap().unwrap();
    for (name, value) in DEMANDED {
        let found = described.get(name).unwrap().value.as_deref();
        assert_eq!(found, Some(value), "{name}");
    }
    assert!(checked(&ledger).is_ok());
}

#[test]
fn a_topic_is_made_once_however_often_and_by_however_many() {
    let ledger = TestLedger::new(Stack::shared());
    ledger.delete_topic();
    std::thread::scope(|scope| {
        let makers: Vec<_> = (0..4).map(|_| scope.spawn(|| ledger.make_topic())).collect();
        makers.into_iter().for_each(|maker| maker.join().unwrap());
    });
    ledger.make_topic();
}

#[test]
fn a_topic_with_other_partitions_is_refused() {
    let ledger = TestLedger::new(Stack::shared());
    let topic = ledger.topic();
    let more = NewPartitions::new(&topic, 3);
    let grown = wait_for(ledger.admin().create_partitions([&more], &AdminOptions::new())).unwrap();
    assert!(grown.iter().all(Result::is_ok), "{grown:?}");
    let refused = wait_for(ensure(&ledger.connection(), &topic, ENTRIES_LOGS)).unwrap_err();
    assert!(
        matches!(&refused, TopicError::Partitions { found: 3, expected: 2, .. }),
        "{refused:?}"
    );
}

#[test]
fn a_topic_that_would_lose_or_refuse_messages_is_refused_by_setting() {
    let ledger = TestLedger::new(Stack::shared());
    for (name, value) in [
        ("cleanup.policy", "compact"),
        ("cleanup.policy", "compact,delete"),
        ("retention.ms", "604800000"),
        ("retention.bytes", "1000000000"),
        ("message.timestamp.type", "CreateTime"),
        ("unclean.leader.election.enable", "true"),
        ("max.message.bytes", "1000000"),
    ] {
        let altered =
            DEMANDED.map(|demanded| if demanded.0 == name { (name, value) } else { demanded });
        ledger.alter_topic(&altered);
        match checked(&ledger) {
            Err(TopicError::Setting { setting, found, .. }) => {
                assert_eq!((setting, found.as_str()), (name, value));
            }
            other => panic!("{name}={value}: {other:?}"),
        }
    }
    ledger.alter_topic(
        &DEMANDED.map(|it| if it.0 == "max.message.bytes" { (it.0, "9999999") } else { it }),
    );
    assert!(checked(&ledger).is_ok(), "larger messages may be allowed");
}

#[test]
fn a_topic_that_is_not_there_is_missing() {
    let ledger = TestLedger::new(Stack::shared());
    ledger.delete_topic();
    let refused = checked(&ledger).unwrap_err();
    assert!(matches!(refused, TopicError::Missing { .. }), "{refused:?}");
}
