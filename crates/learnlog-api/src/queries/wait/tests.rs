//! More questions than may wait, to read models that do not answer.

#![allow(clippy::unwrap_used)]

use futures::FutureExt;
use learnlog_codec::entry::LogNumber;
use learnlog_postgres::database::Database;
use learnlog_readmodels::database::{LOOK_SESSIONS, query_pool};

use super::*;

#[tokio::test]
async fn too_many_questions_are_refused_at_once() {
    let nowhere = Database::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    let sessions = |count| query_pool(&nowhere, count).unwrap();
    let asking = Asking::of(Queries::new(sessions(1), sessions(LOOK_SESSIONS), 1));
    let deadline = Deadline::after(Duration::from_secs(60), None);
    let endless = async |_: &Queries| std::future::pending::<Result<(), QueryError>>().await;
    let ask = || asking.ask("GetTranscript", None, deadline, endless).boxed_local();
    let mut asked: Vec<_> = (0..QUESTIONS_LIMIT).map(|_| ask()).collect();
    for question in &mut asked {
        assert!(question.as_mut().now_or_never().is_none());
    }
    let refused = ask().now_or_never().unwrap().unwrap_err();
    assert_eq!(refused.reason(), Reason::TooManyQuestions);
    // Who goes leaves room behind.
    drop(asked.pop());
    assert!(ask().now_or_never().is_none());
}

#[tokio::test]
async fn who_waits_for_a_position_keeps_nobody_else_from_asking() {
    let nowhere = Database::parse("postgres://nobody@127.0.0.1:1/none").unwrap();
    let sessions = |count| query_pool(&nowhere, count).unwrap();
    let asking = Asking::of(Queries::new(sessions(1), sessions(LOOK_SESSIONS), 1));
    let deadline = Deadline::after(Duration::from_secs(60), None);
    let endless = async |_: &Queries| std::future::pending::<Result<(), QueryError>>().await;
    let far = LedgerPosition(vec![(LogNumber(1), 1_000_000)]);
    let ask = |at_least| asking.ask("GetTranscript", at_least, deadline, endless).boxed_local();
    let mut waiting: Vec<_> = (0..QUESTIONS_LIMIT).map(|_| ask(Some(&far))).collect();
    for question in &mut waiting {
        assert!(question.as_mut().now_or_never().is_none());
    }
    let refused = ask(Some(&far)).now_or_never().unwrap().unwrap_err();
    assert_eq!(refused.reason(), Reason::TooManyQuestions);
    assert!(ask(None).now_or_never().is_none(), "it is asked");
    drop(waiting.pop());
    assert!(ask(Some(&far)).now_or_never().is_none());
}
