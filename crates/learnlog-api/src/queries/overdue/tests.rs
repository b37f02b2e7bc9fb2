//! What a list asks for, and how its pages hang together.

#![allow(clippy::unwrap_used)]

use learnlog_codec::entry::LogNumber;

use super::*;
use crate::error::reason::Reason;
use crate::input::samples::{date, id};
use crate::testing::keyring;

const LOGS: u32 = 4;

fn refused(
    tokens: &PageTokens,
    change: impl FnOnce(&mut api::ListOverdueRequest),
) -> (Reason, String) {
    let mut input = api::ListOverdueRequest::default();
    change(&mut input);
    let error = List::read(&input, LOGS, tokens).unwrap_err();
    (error.reason(), error.field().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_list_has_limits() {
    use Reason::*;
    let tokens = PageTokens::new(keyring().await.ledger());
    type Case = (&'static str, Reason, fn(&mut api::ListOverdueRequest));
    let cases: Vec<Case> = vec![
        ("effective_on", DateInvalid, |r| r.effective_on = date(2026, 2, 30)),
        ("zone", ZoneUnknown, |r| r.zone = "Berne".into()),
        ("org_unit_id", IdInvalid, |r| r.org_unit_id = "x".into()),
        ("course_id", IdInvalid, |r| r.course_id = "x".into()),
        ("certification_id", IdInvalid, |r| r.certification_id = "x".into()),
        ("page_size", NumberOutOfRange, |r| r.page_size = 1_001),
        ("page_size", NumberOutOfRange, |r| r.page_size = -1),
        ("page_token", PageTokenInvalid, |r| r.page_token = "AAAA".into()),
        ("at_least.logs[0]", PositionInvalid, |r| {
            let logs = vec![ledger::LogPosition { log: LOGS, sequence: 1 }];
            r.at_least = Some(ledger::LedgerPosition { logs });
        }),
    ];
    for (field, reason, change) in cases {
        assert_eq!(refused(&tokens, change), (reason, field.to_owned()));
    }
    let list = List::read(&api::ListOverdueRequest::default(), LOGS, &tokens).unwrap();
    assert_eq!(list.request.page_size, 50);
    assert_eq!(list.request.after, None);
    let most = api::ListOverdueRequest { page_size: 1_000, ..Default::default() };
    assert_eq!(List::read(&most, LOGS, &tokens).unwrap().request.page_size, 1_000);
}

/// The first page of a list, which leads on to another.
fn first_page(input: &api::ListOverdueRequest, tokens: &PageTokens) -> (List, OverdueKey, String) {
    let key = OverdueKey {
        due_on: Day::new(2026, 1, 31).unwrap(),
        learner_id: LearnerId::new(Uuid::from_u128(7)).unwrap(),
        target_id: Uuid::from_u128(8),
    };
    let list = List::read(input, LOGS, tokens).unwrap();
    let position = LedgerPosition(vec![(LogNumber(0), 5), (LogNumber(1), 90)]);
    let page = OverduePage { items: Vec::new(), next: Some(key), counts: None };
    let said = list.response(Answer { position, value: page }, Vec::new(), tokens);
    (list, key, said.next_page_token)
}

#[tokio::test]
async fn the_next_page_goes_on_where_the_last_ended() {
    let tokens = PageTokens::new(keyring().await.ledger());
    let input = api::ListOverdueRequest { org_unit_id: id(1), ..Default::default() };
    let (first, key, token) = first_page(&input, &tokens);
    let logs = vec![
        ledger::LogPosition { log: 1, sequence: 91 },
        ledger::LogPosition { log: 2, sequence: 3 },
    ];
    let next = api::ListOverdueRequest {
        page_token: token,
        page_size: 7,
        at_least: Some(ledger::LedgerPosition { logs }),
        ..input
    };
    let next = List::read(&next, LOGS, &tokens).unwrap();
    assert_eq!(next.request.after, Some(key));
    assert_eq!(next.request.effective_on, first.request.effective_on);
    let expected = [(LogNumber(0), 5), (LogNumber(1), 91), (LogNumber(2), 3)];
    assert_eq!(next.at_least.unwrap().0, expected);
}

#[tokio::test]
async fn a_token_is_of_its_filters() {
    let tokens = PageTokens::new(keyring().await.ledger());
    let input = api::ListOverdueRequest {
        org_unit_id: id(1),
        effective_on: date(2026, 2, 1),
        ..Default::default()
    };
    let (_, _, token) = first_page(&input, &tokens);
    let changes: [fn(&mut api::ListOverdueRequest); 6] = [
        |r| r.org_unit_id = id(2),
        |r| r.effective_on = None,
        |r| r.effective_on = date(2026, 2, 2),
        |r| r.zone = "UTC".into(),
        |r| r.course_id = id(1),
        |r| r.certification_id = id(1),
    ];
    for (index, change) in changes.into_iter().enumerate() {
        let found = refused(&tokens, |request| {
            *request = input.clone();
            request.page_token.clone_from(&token);
            change(request);
        });
        assert_eq!(found, (Reason::PageTokenInvalid, "page_token".to_owned()), "change {index}");
    }
}
