//! ListOverdue: who owes what past its last good day, page by page. Invariant: all pages of a list are of one
//! effective day, and none is read at an earlier position than the page before it. Not the same position: rows do not keep their
//! history yet, so each page names its own.

use std::time::SystemTime;

use jiff::tz::TimeZone;
use learnlog_codec::entry::LedgerPosition;
use learnlog_domain::id::{CertificationId, CourseId, LearnerId, OrgUnitId};
use learnlog_domain::time::Day;
use learnlog_keys::canonical::Fields;
use learnlog_proto::google::r#type::Date;
use learnlog_proto::{api, ledger};
use learnlog_readmodels::catalog::DefinitionKind;
use learnlog_readmodels::queries::answer::Answer;
use learnlog_readmodels::queries::overdue::{
    OVERDUE_COUNTING_UNIT, OVERDUE_PAGE_ITEMS_MAX, OverdueCounts, OverdueItem, OverdueKey,
    OverduePage, OverdueRequest,
};
use prost::Message;
use uuid::Uuid;

use super::named::Named;
use super::page_token::{PageTokens, Query, invalid};
use crate::error::ApiError;
use crate::input::at::At;
use crate::input::field;
use crate::input::position::{position, to_proto};
use crate::say;

#[cfg(test)]
mod tests;

/// Items of a page where the caller does not say.
pub const DEFAULT_PAGE_ITEMS: u32 = 50;

/// A list that was asked for.
#[derive(Debug)]
pub struct List {
    /// One page of it.
    pub request: OverdueRequest,
    /// What must be visible.
    pub at_least: Option<LedgerPosition>,
    filters: Vec<u8>,
}

/// Where a page begins.
#[derive(Clone, PartialEq, Message)]
struct Place {
    #[prost(message, optional, tag = "1")]
    effective_on: Option<Date>,
    #[prost(message, optional, tag = "2")]
    due_on: Option<Date>,
    #[prost(bytes = "vec", tag = "3")]
    learner_id: Vec<u8>,
    #[prost(bytes = "vec", tag = "4")]
    target_id: Vec<u8>,
    #[prost(message, optional, tag = "5")]
    position: Option<ledger::LedgerPosition>,
}

impl List {
    /// Reads a request in a ledger with `logs` logs. Errors: the INVALID_ARGUMENT reasons.
    pub fn read(
        input: &api::ListOverdueRequest,
        logs: u32,
        tokens: &PageTokens,
    ) -> Result<Self, ApiError> {
        let zone = match input.zone.as_str() {
            "" => TimeZone::UTC,
            name => field::zone(At::root("zone"), name)?.0,
        };
        let asked = field::optional_day(At::root("effective_on"), &input.effective_on)?;
        let unit = At::root("org_unit_id");
        let certification = At::root("certification_id");
        let mut list = Self {
            request: OverdueRequest {
                effective_on: asked.map_or_else(|| today(&zone), Ok)?,
                org_unit: field::optional_id(unit, &input.org_unit_id, OrgUnitId::new)?,
                course: field::optional_id(At::root("course_id"), &input.course_id, CourseId::new)?,
                certification: field::optional_id(
                    certification,
                    &input.certification_id,
                    CertificationId::new,
                )?,
                page_size: page_size(input.page_size)?,
                after: None,
                with_counts: input.with_counts,
            },
            at_least: position(At::root("at_least"), &input.at_least, logs)?,
            filters: filters(input),
        };
        if !input.page_token.is_empty() {
            list.go_on(&tokens.open(list.query(), &input.page_token)?, logs)?;
        }
        Ok(list)
    }

    /// Takes up the list where a token says.
    fn go_on(&mut self, place: &[u8], logs: u32) -> Result<(), ApiError> {
        let place = Place::decode(place).map_err(|_| invalid())?;
        let day = |date: Option<Date>| {
            let date = date.ok_or_else(invalid)?;
            Day::new(date.year, date.month, date.day).map_err(|_| invalid())
        };
        let id = |bytes: &[u8]| Uuid::from_slice(bytes).map_err(|_| invalid());
        self.request.effective_on = day(place.effective_on)?;
        self.request.after = Some(OverdueKey {
            due_on: day(place.due_on)?,
            learner_id: LearnerId::new(id(&place.learner_id)?).map_err(|_| invalid())?,
            target_id: id(&place.target_id)?,
        });
        let before = position(At::root("page_token"), &place.position, logs)?.unwrap_or_default();
        let at_least = self.at_least.take().unwrap_or_default();
        self.at_least = Some(later(&at_least, &before));
        Ok(())
    }

    fn query(&self) -> Query<'_> {
        Query { rpc: "ListOverdue", filters: &self.filters }
    }

    /// The page as the wire says it, with the names of its people in plain text.
    pub fn response(
        &self,
        answer: Answer<OverduePage>,
        names: Vec<String>,
        tokens: &PageTokens,
    ) -> api::ListOverdueResponse {
        let position = Some(to_proto(&answer.position));
        let effective_on = Some(say::date(self.request.effective_on));
        let token = answer.value.next.map(|next| {
            let place = Place {
                effective_on,
                due_on: Some(say::date(next.due_on)),
                learner_id: next.learner_id.as_bytes().to_vec(),
                target_id: next.target_id.as_bytes().to_vec(),
                position: position.clone(),
            };
            tokens.seal(self.query(), &place.encode_to_vec())
        });
        let counts = answer.value.counts;
        let items = answer.value.items.into_iter().zip(names);
        api::ListOverdueResponse {
            position,
            effective_on,
            items: items.map(|(overdue, name)| item(overdue, name)).collect(),
            next_page_token: token.unwrap_or_default(),
            counting_unit: OVERDUE_COUNTING_UNIT.to_owned(),
            total: counts.map(|counts| counts.total),
            excluded: counts.map(excluded).unwrap_or_default(),
        }
    }

    /// What the filters name, to be looked up where the list begins.
    pub fn named(&self) -> Vec<Named> {
        if self.request.after.is_some() {
            return Vec::new();
        }
        let OverdueRequest { org_unit, course, certification, .. } = &self.request;
        let org_unit = org_unit.map(|id| (id.uuid(), DefinitionKind::OrgUnit, "org_unit_id"));
        let course = course.map(|id| (id.uuid(), DefinitionKind::Course, "course_id"));
        let certification =
            certification.map(|id| (id.uuid(), DefinitionKind::Certification, "certification_id"));
        [org_unit, course, certification].into_iter().flatten().collect()
    }
}

fn excluded(counts: OverdueCounts) -> Vec<api::OverdueExclusion> {
    let reasons = [
        (api::ExclusionReason::EmploymentEnded, counts.employment_ended),
        (api::ExclusionReason::NotYetEmployed, counts.not_yet_employed),
    ];
    let counted = reasons.into_iter().filter(|(_, count)| *count > 0);
    counted.map(|(reason, count)| api::OverdueExclusion { reason: reason.into(), count }).collect()
}

fn item(item: OverdueItem, display_name: String) -> api::OverdueItem {
    let (org_unit_id, org_unit_title) =
        item.org_unit.map(|unit| (unit.id.to_string(), unit.title)).unwrap_or_default();
    api::OverdueItem {
        learner_id: item.learner_id.to_string(),
        display_name,
        org_unit_id,
        org_unit_title,
        manager_id: item.manager_id.map(|id| id.to_string()).unwrap_or_default(),
        target_id: say::target_id(item.target),
        target_title: item.target_title,
        due_on: Some(say::date(item.due_on)),
        days_overdue: item.days_overdue,
    }
}

/// What must stay the same from page to page: everything but size, token and at_least.
fn filters(input: &api::ListOverdueRequest) -> Vec<u8> {
    let mut fields = Fields::new();
    if let Some(day) = &input.effective_on {
        fields.signed(1, Some(day.year.into()));
        fields.signed(2, Some(day.month.into())).signed(3, Some(day.day.into()));
    }
    fields
        .text(4, &input.zone)
        .text(5, &input.org_unit_id)
        .text(6, &input.course_id)
        .text(7, &input.certification_id);
    fields.encode()
}

fn page_size(asked: i32) -> Result<u32, ApiError> {
    match u32::try_from(asked) {
        Ok(0) => Ok(DEFAULT_PAGE_ITEMS),
        Ok(size) => field::number(At::root("page_size"), size, 0, OVERDUE_PAGE_ITEMS_MAX),
        Err(_) => Err(field::out_of_range(At::root("page_size"), asked, 0, OVERDUE_PAGE_ITEMS_MAX)),
    }
}

/// The civil day there now. Errors: a clock outside the years 1 to 9999.
pub(super) fn today(zone: &TimeZone) -> Result<Day, ApiError> {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    let now = i64::try_from(seconds.as_secs()).ok().map(jiff::Timestamp::from_second);
    let day = now.and_then(Result::ok).and_then(|now| Day::from_date(zone.to_datetime(now).date()));
    day.ok_or_else(|| field::missing(At::root("effective_on"), "the day asked about"))
}

/// The later of two positions, log by log.
fn later(one: &LedgerPosition, other: &LedgerPosition) -> LedgerPosition {
    let mut merged = one.clone();
    for (log, sequence) in &other.0 {
        match merged.0.iter_mut().find(|(known, _)| known == log) {
            Some((_, known)) => *known = (*known).max(*sequence),
            None => merged.0.push((*log, *sequence)),
        }
    }
    merged.0.sort_unstable();
    merged
}
