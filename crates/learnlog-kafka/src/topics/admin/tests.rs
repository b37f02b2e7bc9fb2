//! Waiting for a new topic, without brokers: what they answer is made up.

use super::*;

fn missing() -> TopicError {
    TopicError::Missing { topic: "t".to_owned() }
}

fn leaderless() -> TopicError {
    let code = RDKafkaErrorCode::LeaderNotAvailable;
    said("give a topic its leaders")(KafkaError::AdminOp(code))
}

fn set(found: &str) -> TopicError {
    let (topic, found) = ("t".to_owned(), found.to_owned());
    TopicError::Setting { topic, setting: "cleanup.policy", found, expected: "delete" }
}

/// Asks for those answers, with time for so many questions; gives the last answer and how many are left.
fn ask(answers: Vec<Result<(), TopicError>>, questions: usize) -> (Result<(), TopicError>, usize) {
    let mut left = answers.into_iter();
    let mut asked = 0;
    let pause = || {
        asked += 1;
        asked < questions
    };
    let answer = until_known(pause, || left.next().unwrap_or_else(|| Err(missing())));
    (answer, left.len())
}

#[test]
fn a_broker_that_has_not_heard_of_a_new_topic_is_asked_again_also_after_one_that_has() {
    let (answer, left) = ask(vec![Err(missing()), Err(leaderless()), Err(missing()), Ok(())], 10);
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(left, 0);
}

#[test]
fn a_broker_that_tells_no_settings_of_a_new_topic_is_asked_again() {
    let (answer, left) = ask(vec![Err(set("")), Err(set("")), Ok(())], 10);
    assert!(answer.is_ok(), "{answer:?}");
    assert_eq!(left, 0);
    let (answer, left) = ask(vec![Err(set("compact")), Ok(())], 10);
    assert!(matches!(answer, Err(TopicError::Setting { .. })), "{answer:?}");
    assert_eq!(left, 1);
}

#[test]
fn when_time_is_over_the_last_answer_counts() {
    let (answer, left) = ask(vec![Err(leaderless()), Err(missing()), Ok(())], 2);
    assert!(matches!(answer, Err(TopicError::Missing { .. })), "{answer:?}");
    assert_eq!(left, 1);
}

#[test]
fn a_topic_that_is_wrong_is_not_asked_for_again() {
    let wrong = TopicError::Partitions { topic: "t".to_owned(), found: 1, expected: 2 };
    let (answer, left) = ask(vec![Err(wrong), Ok(())], 10);
    assert!(matches!(answer, Err(TopicError::Partitions { .. })), "{answer:?}");
    assert_eq!(left, 1);
}
