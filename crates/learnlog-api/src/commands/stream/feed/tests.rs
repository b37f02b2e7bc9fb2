//! What is told of a batch while one of its items waits, on a ledger in memory.

#![allow(clippy::unwrap_used, clippy::panic)]

use learnlog_proto::{api, ledger};

use super::*;
use crate::caller::REJECTIONS_LIMIT_PER_MINUTE;
use crate::commands::stream::item::Label;
use crate::input::samples;
use crate::testing;

async fn desk() -> Arc<Desk> {
    let (log, genesis) = testing::settled_log().await;
    let ledger = Arc::new(testing::ledger(Arc::new(log), genesis).await);
    testing::desk(ledger, testing::keyring().await)
}

fn asker() -> Asker {
    Asker { caller: testing::caller(REJECTIONS_LIMIT_PER_MINUTE), token: None, forwarded: false }
}

/// A command of that number, which wants the catalog at `catalog`.
fn order(desk: &Desk, kind: &str, number: u8, catalog: Option<u64>) -> (Label, Order) {
    let mut command = samples::named(kind);
    (command.command_id, command.basis) = (samples::id(number), None);
    let position =
        |sequence| ledger::LedgerPosition { logs: vec![ledger::LogPosition { log: 0, sequence }] };
    let request = api::SubmitRequest {
        command: Some(command),
        validate_only: false,
        at_least: catalog.map(position),
    };
    (Label::unread(number.into()), desk.read(request).unwrap())
}

/// An entry, of whichever outcome.
async fn answer(fed: Fed<Label>) {
    match fed {
        Fed::Waiting(waiting) => match waiting.await.answered {
            Answered::Ledger(answer) => assert!(answer.unwrap().entry.is_some()),
            Answered::Forwarded(_) => panic!("there is nobody else"),
        },
        Fed::Refused(_, error) => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn an_item_that_waits_withholds_nothing_of_those_before_it() {
    let desk = desk().await;
    let orders = vec![
        order(&desk, "add_person", 1, None),
        order(&desk, "add_person", 2, Some(1)),
        order(&desk, "add_person", 3, Some(2)),
        order(&desk, "add_person", 4, None),
    ];
    let mut batch = feed(Arc::clone(&desk), asker(), Ways::default(), orders, None);
    let mut answered = 0;
    while answered < 2 {
        for fed in batch.next().await.unwrap() {
            answer(fed).await;
            answered += 1;
        }
    }
    assert_eq!(answered, 2, "the third waits for the catalog");
    // The catalog goes on, and so does the batch.
    let definition = vec![order(&desk, "define_org_unit", 5, None)];
    let definition =
        feed(desk, asker(), Ways::default(), definition, None).concat().await.pop().unwrap();
    answer(definition).await;
    let rest = batch.concat().await;
    assert_eq!(rest.len(), 2);
    for fed in rest {
        answer(fed).await;
    }
}

#[tokio::test]
async fn all_items_of_a_batch_wait_until_one_deadline() {
    let desk = desk().await;
    let mut orders: Vec<_> =
        (1..=50).map(|number| order(&desk, "add_person", number, Some(1_000))).collect();
    orders.push(order(&desk, "add_person", 51, None));
    let end = Deadline::after(Duration::from_millis(50), None);
    let mut fed = feed(desk, asker(), Ways::default(), orders, Some(end)).concat().await;
    let last = fed.pop().unwrap();
    assert!(matches!(last, Fed::Waiting(_)), "there is room: it waits for nothing");
    assert_eq!(fed.len(), 50);
    for refused in fed {
        let Fed::Refused(_, error) = refused else { panic!("the catalog has not come") };
        assert_eq!(error.reason(), Reason::PositionNotReached);
    }
}
