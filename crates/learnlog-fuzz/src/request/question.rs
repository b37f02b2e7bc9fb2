//! Questions to the read models. Invariant: what was read, said again, is what was asked, with ids in small letters
//! and what was left to the server filled in.

use learnlog_api::error::reason::Reason;
use learnlog_api::queries::overdue::{DEFAULT_PAGE_ITEMS, List};
use learnlog_api::queries::{dashboard, transcript};
use learnlog_domain::time::Day;
use learnlog_proto::api;
use learnlog_proto::google::r#type::Date;
use learnlog_readmodels::queries::dashboard::DashboardGrouping;
use learnlog_readmodels::queries::overdue::OVERDUE_PAGE_ITEMS_MAX;
use prost::Message;

use super::{LOGS, Read, position};
use crate::page_token::{TOKENS, date};

/// Refusals of GetTranscript.
pub(super) const OF_TRANSCRIPT: &[Reason] =
    &[Reason::FieldMissing, Reason::IdInvalid, Reason::DateInvalid, Reason::PositionInvalid];

/// Refusals of ListOverdue.
pub(super) const OF_OVERDUE: &[Reason] = &[
    Reason::DateInvalid,
    Reason::ZoneUnknown,
    Reason::IdInvalid,
    Reason::NumberOutOfRange,
    Reason::PageTokenInvalid,
    Reason::PositionInvalid,
];

/// Refusals of GetCompletionDashboard.
pub(super) const OF_DASHBOARD: &[Reason] = &[
    Reason::FieldMissing,
    Reason::EnumUnknown,
    Reason::DateInvalid,
    Reason::IdInvalid,
    Reason::PositionInvalid,
];

/// What must hold of every question for a transcript.
pub(super) fn transcript(bytes: &[u8]) -> Read {
    let Ok(asked) = api::GetTranscriptRequest::decode(bytes) else { return Read::Undecodable };
    let question = match transcript::read(&asked, LOGS) {
        Ok(question) => question,
        Err(error) => return Read::Refused(error),
    };
    position::check(question.at_least.as_ref(), asked.at_least.as_ref());
    is_id(Some(question.learner_id), &asked.learner_id);
    is_day_if_said(question.effective_on, &asked.effective_on);
    Read::Accepted
}

/// What must hold of every question for a page of a list.
pub(super) fn overdue(bytes: &[u8]) -> Read {
    let Ok(asked) = api::ListOverdueRequest::decode(bytes) else { return Read::Undecodable };
    let list = match List::read(&asked, LOGS, &TOKENS) {
        Ok(list) => list,
        Err(error) => return Read::Refused(error),
    };
    // Tokens that open are made in `page_token`.
    assert_eq!(asked.page_token, "");
    let request = &list.request;
    position::check(list.at_least.as_ref(), asked.at_least.as_ref());
    is_day_if_said(request.effective_on, &asked.effective_on);
    is_id(request.org_unit, &asked.org_unit_id);
    is_id(request.course, &asked.course_id);
    is_id(request.certification, &asked.certification_id);
    assert_eq!((request.after, request.with_counts), (None, asked.with_counts));
    let size =
        if asked.page_size == 0 { DEFAULT_PAGE_ITEMS.cast_signed() } else { asked.page_size };
    assert_eq!(request.page_size.cast_signed(), size);
    assert!((1..=OVERDUE_PAGE_ITEMS_MAX).contains(&request.page_size));
    let named = [&asked.org_unit_id, &asked.course_id, &asked.certification_id];
    let named = named.into_iter().filter(|id| !id.is_empty());
    are_looked_up(&list.named(), named);
    Read::Accepted
}

/// What must hold of every question for counts.
pub(super) fn dashboard(bytes: &[u8]) -> Read {
    let Ok(asked) = api::GetCompletionDashboardRequest::decode(bytes) else {
        return Read::Undecodable;
    };
    let (request, at_least) = match dashboard::read(&asked, LOGS) {
        Ok(read) => read,
        Err(error) => return Read::Refused(error),
    };
    position::check(at_least.as_ref(), asked.at_least.as_ref());
    let grouping = match request.group_by {
        DashboardGrouping::Course => api::DashboardGrouping::Course,
        DashboardGrouping::Offering => api::DashboardGrouping::Offering,
        DashboardGrouping::OrgUnit => api::DashboardGrouping::OrgUnit,
    };
    assert_eq!(asked.group_by, i32::from(grouping));
    let (from, through) = (request.enrolled_from, request.enrolled_through);
    assert_eq!((from.map(date), through.map(date)), (asked.enrolled_from, asked.enrolled_through));
    assert!(from.zip(through).is_none_or(|(from, through)| from <= through));
    is_id(request.course, &asked.course_id);
    is_id(request.org_unit, &asked.org_unit_id);
    let named = [&asked.org_unit_id, &asked.course_id].into_iter().filter(|id| !id.is_empty());
    are_looked_up(&dashboard::named(&request), named);
    Read::Accepted
}

fn is_id<T: ToString>(read: Option<T>, asked: &str) {
    let read = read.map(|id| id.to_string()).unwrap_or_default();
    assert_eq!(read, asked.to_ascii_lowercase());
}

fn is_day_if_said(read: Day, asked: &Option<Date>) {
    assert_eq!(asked.unwrap_or(date(read)), date(read));
}

/// Every definition that a question names is looked up, under the field that names it.
fn are_looked_up<'a>(
    named: &[learnlog_api::queries::named::Named],
    asked: impl Iterator<Item = &'a String>,
) {
    let looked_up: Vec<String> = named.iter().map(|(id, ..)| id.to_string()).collect();
    assert_eq!(looked_up, asked.map(|id| id.to_ascii_lowercase()).collect::<Vec<_>>());
}
