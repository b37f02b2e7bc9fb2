//! Processes that do as they should, whatever they believe.

use futures::StreamExt;
use learnlog_codec::entry::LogNumber;
use learnlog_proto::api;
use learnlog_proto::api::submit_stream_response::Result as Said;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Request, Status};
use tonic_types::StatusExt;
use uuid::Uuid;

use super::stand::{Member, Stand, authorized, command, submit_request};
use crate::input::samples;
use crate::ownership::process::Process;
use crate::ownership::token::FORWARDED;
use crate::testing::{OTHER, OWN, process};

#[tokio::test]
async fn a_command_goes_to_the_owner_as_the_callers_own() {
    let stand = Stand::new().await;
    let (first, second) = stand.two().await;
    let answer = first.submit(command("add_person", 1)).await.unwrap();
    assert_eq!((answer.entry.unwrap().sequence, answer.repeated_command), (2, false));
    let again = first.submit(command("add_person", 1)).await.unwrap();
    assert_eq!((again.answer, again.repeated_command), (answer.answer, true));
    let calls = second.door.calls.lock().unwrap().clone();
    assert_eq!(calls.len(), 1, "one call carries both");
    assert_eq!(calls[0].get("authorization").unwrap(), "Bearer of-the-caller");
    assert_eq!(calls[0].get(FORWARDED).unwrap(), &OTHER.to_string());
    // Only the owner has written: it never met another's entry.
    let strays = second.ledger.status().iter().map(|status| status.strays.total()).sum::<u64>();
    assert_eq!(strays, 0);
}

#[tokio::test]
async fn an_owner_is_told_what_was_written_before_it_was_one() {
    let stand = Stand::new().await;
    let (first, second) = (stand.member(OWN).await, stand.member(OTHER).await);
    for number in 1..=3 {
        first.submit(command("add_person", number)).await.unwrap();
    }
    first.leave_all_to(&second.door.address);
    let answer = first.submit(command("add_person", 4)).await.unwrap();
    assert_eq!(answer.entry.unwrap().sequence, 1 + 4);
    assert_eq!(stand.learner_entries(), 4, "a record was lost to a race");
}

#[tokio::test]
async fn what_is_malformed_goes_nowhere() {
    let stand = Stand::new().await;
    let (first, second) = stand.two().await;
    let malformed = api::Command { source_system: " ".into(), ..command("add_person", 1) };
    let status = first.submit(malformed.clone()).await.unwrap_err();
    let decided_there = second.submit(malformed).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let told =
        |status: &Status| status.get_details_error_info().map(|info| (info.reason, info.metadata));
    assert_eq!(told(&status), told(&decided_there));
    assert_eq!(second.door.calls.lock().unwrap().len(), 1, "its own caller's");
}

#[tokio::test]
async fn who_showed_no_token_is_answered_here() {
    let stand = Stand::new().await;
    let (first, second) = stand.two().await;
    let request = Request::new(submit_request(command("add_person", 1)));
    let answer = first.door.client.clone().submit(request).await.unwrap().into_inner();
    assert!(answer.entry.is_some());
    assert!(second.door.calls.lock().unwrap().is_empty());
}

#[tokio::test]
async fn a_command_goes_no_further_than_one_hop() {
    let stand = Stand::new().await;
    let (first, second) = (stand.member(OTHER).await, stand.member(OWN).await);
    // Each takes the other one for the owner of everything.
    let (one, other) = (&first.door.address, &second.door.address);
    first.router.update(everything_is((OWN, other), (OTHER, one)));
    second.router.update(everything_is((OTHER, one), (OWN, other)));
    for (number, member) in [(1, &first), (2, &second)] {
        let answer = member.submit(command("add_person", number)).await.unwrap();
        assert!(answer.entry.is_some());
    }
    let calls = |member: &Member| {
        let calls = member.door.calls.lock().unwrap();
        calls.iter().filter(|call| call.contains_key(FORWARDED)).count()
    };
    assert_eq!((calls(&first), calls(&second)), (1, 1));
}

/// The processes with these ids and addresses, of which the second one can write nothing.
fn everything_is(owner: (Uuid, &str), other: (Uuid, &str)) -> Vec<Process> {
    let other = process(other.0, other.1);
    let unable_to_write = (0..3).map(LogNumber).collect();
    vec![process(owner.0, owner.1), Process { unable_to_write, ..other }]
}

#[tokio::test]
async fn who_was_answered_about_a_definition_may_rest_on_it_here() {
    let stand = Stand::new().await;
    let (first, _second) = stand.two().await;
    let unit = api::DefineOrgUnit {
        org_unit_id: samples::id(0x11),
        code: "ops".to_owned(),
        title: "Operations".to_owned(),
        parent_id: String::new(),
    };
    let asked = api::command::Command::DefineOrgUnit(unit);
    let answer = first.submit(samples::about_definition(asked)).await.unwrap();
    let entry = answer.entry.unwrap();
    assert_eq!((entry.log, first.ledger.catalog_answered()), (0, entry.sequence));
    // And the owner decides what follows on no older catalog.
    let answer = first.submit(command("add_person", 2)).await.unwrap();
    let position = answer.position.unwrap();
    let of_catalog = position.logs.iter().find(|log| log.log == 0).unwrap();
    assert!(of_catalog.sequence >= entry.sequence);
}

#[tokio::test]
async fn commands_of_a_call_keep_their_order_while_their_log_changes_hands() {
    const ITEMS: u8 = 200;
    const AHEAD: u8 = 20;
    let stand = Stand::new().await;
    let (first, second) = stand.two().await;
    let (items, sent) = mpsc::channel(1);
    let sent = authorized(ReceiverStream::new(sent));
    let call = first.door.client.clone().submit_stream(sent).await;
    let mut answers = call.unwrap().into_inner();
    let mut sequences = vec![0; ITEMS.into()];
    let mut next = 0;
    for answered in 0..ITEMS {
        while next < ITEMS && next < answered + AHEAD {
            let request = Some(submit_request(command("change_person", next)));
            items.send(api::SubmitStreamRequest { request }).await.unwrap();
            next += 1;
            match next % 60 {
                30 => first.take_all_from(&second.door.address),
                0 => first.leave_all_to(&second.door.address),
                _ => {}
            }
        }
        let answer = answers.next().await.unwrap().unwrap();
        let Some(Said::Response(response)) = answer.result else { panic!("{answer:?}") };
        sequences[usize::try_from(answer.index).unwrap()] = response.entry.unwrap().sequence;
    }
    let expected: Vec<_> = (2..=u64::from(ITEMS) + 1).collect();
    assert_eq!(sequences, expected);
    let forwarded = second.door.calls.lock().unwrap().len();
    assert!(forwarded > 0, "the other one was asked as well");
}
