//! Requests of Submit, items of its stream, and what processes tell each other about them. Invariant: a request that
//! was read here reads the same where it is forwarded to, and a refusal there is the same refusal here.

use std::sync::Arc;

use learnlog_api::commands::order::{Order, raise};
use learnlog_api::commands::stream::item::Label;
use learnlog_api::error::reason::Reason;
use learnlog_api::error::{ApiError, ECHO_LIMIT_BYTES};
use learnlog_codec::entry::LogNumber;
use learnlog_codec::placement::log_of;
use learnlog_proto::api;
use learnlog_proto::api::submit_stream_response::Result as Said;
use prost::Message;
use tonic::Status;

use super::{ENTRIES_LOGS, LOGS, Read, position};

/// What must hold of every request of Submit.
pub(super) fn request(bytes: &[u8]) -> Read {
    let Ok(asked) = api::SubmitRequest::decode(bytes) else { return Read::Undecodable };
    let order = match Order::read(asked.clone(), LOGS, true) {
        Ok(order) => order,
        Err(error) => return Read::Refused(error),
    };
    position::check(order.at_least.as_ref(), asked.at_least.as_ref());
    assert_eq!(order.validate_only, asked.validate_only);
    assert!(log_of(order.draft.stream, ENTRIES_LOGS).0 < LOGS);
    assert!(order.request.as_deref() == Some(&asked), "it is forwarded as it came");
    for log in 0..LOGS {
        for sequence in [0, 1, bytes.len() as u64, u64::MAX] {
            is_raised(&order, &asked, LogNumber(log), sequence);
        }
    }
    Read::Accepted
}

/// A request that is forwarded may wait for more than it came with, and is the same otherwise.
fn is_raised(order: &Order, asked: &api::SubmitRequest, log: LogNumber, sequence: u64) {
    let mut raised = Arc::new(asked.clone());
    raise(&mut raised, log, sequence);
    let raised = Arc::unwrap_or_clone(raised);
    assert_eq!((&raised.command, raised.validate_only), (&asked.command, asked.validate_only));
    let there = Order::read(raised, LOGS, false).expect("what was accepted is accepted");
    assert!(there.request.is_none(), "it is not forwarded again");
    assert_eq!(there.draft.canonical, order.draft.canonical);
    for other in (0..LOGS).map(LogNumber) {
        let at_least = |order: &Order| {
            let logs = order.at_least.iter().flat_map(|position| &position.0);
            logs.into_iter().find(|(log, _)| *log == other).map_or(0, |(_, sequence)| *sequence)
        };
        let expected = if other == log { at_least(order).max(sequence) } else { at_least(order) };
        assert_eq!(at_least(&there), expected);
    }
}

/// What must hold of every item of SubmitStream: it is answered under the name that its command has.
pub(super) fn item(bytes: &[u8]) -> Read {
    let Ok(item) = api::SubmitStreamRequest::decode(bytes) else { return Read::Undecodable };
    let asked = item.request.unwrap_or_default();
    let mut label = Label::unread(u64::MAX);
    label.read(asked.command.as_ref());
    let command_id = asked.command.as_ref().map_or("", |command| &command.command_id).to_owned();
    let answer = label.response(Ok(api::SubmitResponse::default()));
    assert_eq!(answer.index, u64::MAX);
    assert!(command_id.starts_with(&answer.command_id));
    assert!(answer.command_id.len() <= ECHO_LIMIT_BYTES);
    assert!(answer.stream_id.len() <= ECHO_LIMIT_BYTES);
    let order = match Order::read(asked, LOGS, false) {
        Ok(order) => order,
        Err(error) => return Read::Refused(error),
    };
    let stream = order.draft.stream;
    assert_eq!(answer.stream_kind, i32::from(stream.kind() as u8));
    assert_eq!(answer.stream_id.to_ascii_lowercase(), stream.uuid().to_string());
    assert_eq!(answer.command_id, command_id);
    Read::Accepted
}

/// What must hold of every answer of another process: a refusal for a reason that is known here is passed on whole.
pub(super) fn answer(bytes: &[u8]) -> Read {
    let Ok(answer) = api::SubmitStreamResponse::decode(bytes) else { return Read::Undecodable };
    let Some(Said::Error(item)) = answer.result else { return Read::Accepted };
    let known = Reason::ALL.iter().find(|reason| reason.name() == item.reason);
    let error = ApiError::from_item(item.clone());
    assert_eq!(error.as_ref().map(ApiError::reason), known.copied());
    let Some(error) = error else { return Read::Accepted };
    assert_eq!(Status::from(error.clone()).code(), error.reason().code());
    let passed_on = error.clone().into_item();
    assert_eq!(passed_on, api::ItemError { code: error.reason().code() as i32, ..item });
    assert_eq!(ApiError::from_item(passed_on), Some(error));
    Read::Accepted
}
