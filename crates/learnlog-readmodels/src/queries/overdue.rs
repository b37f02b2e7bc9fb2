//! Who owes what past its last good day. Invariant: overdue is a function of the effective day
//! asked about and is never stored; the counting unit is learner × target.

use learnlog_domain::assignment::event::Target;
use learnlog_domain::id::{CertificationId, CourseId, LearnerId, OrgUnitId};
use learnlog_domain::time::Day;
use learnlog_postgres::error::DatabaseError;
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;
use uuid::Uuid;

use super::Queries;
use super::answer::{Answer, SealedAttribute, Titled};
use super::error::QueryError;
use super::snapshot::Snapshot;
use crate::columns::Columns;
use crate::people::person::DISPLAY_NAME;
use crate::{civil, stored};

/// Most items of one page.
pub const OVERDUE_PAGE_ITEMS_MAX: u32 = 1_000;

/// Printed by every answer.
pub const OVERDUE_COUNTING_UNIT: &str = "learner x target";

// One statement each, because each has its index, which gives the first page without looking at the
// rest.
const OPEN: &str = concat!(include_str!("overdue/open.sql"), include_str!("overdue/page.sql"));
const MET_LATE: &str =
    concat!(include_str!("overdue/met_late.sql"), include_str!("overdue/page.sql"));

const COUNT_OPEN: &str =
    concat!(include_str!("overdue/open.sql"), include_str!("overdue/counts.sql"));
const COUNT_MET_LATE: &str =
    concat!(include_str!("overdue/met_late.sql"), include_str!("overdue/counts.sql"));

/// Obligations whose last good day is before the effective day, that were owed and not met on it,
/// of people employed on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverdueRequest {
    /// The day asked about.
    pub effective_on: Day,
    /// People who were in this unit, or in one below it, on the effective day.
    pub org_unit: Option<OrgUnitId>,
    /// Obligations to reach this course. Together with `certification`: either.
    pub course: Option<CourseId>,
    /// Obligations to hold this certification.
    pub certification: Option<CertificationId>,
    /// 1 to [`OVERDUE_PAGE_ITEMS_MAX`]; others are brought within.
    pub page_size: u32,
    /// Where the last page ended.
    pub after: Option<OverdueKey>,
    /// Also count the whole list, which takes longer than a page of it.
    pub with_counts: bool,
}

/// Place of an item in the list: longest overdue first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct OverdueKey {
    /// Its last good day.
    pub due_on: Day,
    /// Who.
    pub learner_id: LearnerId,
    /// Id of the target.
    pub target_id: Uuid,
}

/// One page.
#[derive(Debug, Clone, PartialEq)]
pub struct OverduePage {
    /// By [`OverdueKey`].
    pub items: Vec<OverdueItem>,
    /// Where the next page begins; None: this was the last.
    pub next: Option<OverdueKey>,
    /// Of the whole list; with its first page only, and if asked for.
    pub counts: Option<OverdueCounts>,
}

/// What the list holds, and what it leaves out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OverdueCounts {
    /// Items of all pages.
    pub total: u64,
    /// Overdue obligations of people whose employment had ended before the effective day.
    pub employment_ended: u64,
    /// Overdue obligations of people who were not employed yet on the effective day.
    pub not_yet_employed: u64,
}

/// One learner who owes one target.
#[derive(Debug, Clone, PartialEq)]
pub struct OverdueItem {
    /// Who.
    pub learner_id: LearnerId,
    /// Sealed.
    pub display_name: Option<SealedAttribute>,
    /// On the effective day.
    pub org_unit: Option<Titled<OrgUnitId>>,
    /// On the effective day.
    pub manager_id: Option<LearnerId>,
    /// What.
    pub target: Target,
    /// Its title.
    pub target_title: String,
    /// The last good day: the earliest, where several assignments ask for the target.
    pub due_on: Day,
    /// Days from `due_on` to the effective day, at least 1.
    pub days_overdue: u32,
}

impl Queries {
    /// One page of who owes what past its last good day.
    ///
    /// Errors: [`QueryError`].
    pub async fn overdue(
        &self,
        request: &OverdueRequest,
    ) -> Result<Answer<OverduePage>, QueryError> {
        let page_size = request.page_size.clamp(1, OVERDUE_PAGE_ITEMS_MAX);
        let limit = i64::from(page_size) + 1;
        let effective_on = civil::stored(request.effective_on);
        let course = request.course.map(|id| id.uuid());
        let targets: Vec<Uuid> =
            course.into_iter().chain(request.certification.map(|id| id.uuid())).collect();
        let targets = Some(targets).filter(|targets| !targets.is_empty());
        let after_due_on = request.after.map(|key| civil::stored(key.due_on));
        let after_learner = request.after.map(|key| key.learner_id.uuid());
        let after_target = request.after.map(|key| key.target_id);
        self.answer(async |snapshot| {
            let org_units = match request.org_unit {
                Some(org_unit) => Some(org_units_below(snapshot, org_unit).await?),
                None => None,
            };
            let parameters: [&(dyn ToSql + Sync); 7] = [
                &effective_on,
                &org_units,
                &targets,
                &after_due_on,
                &after_learner,
                &after_target,
                &limit,
            ];
            let (open, met_late) = futures::try_join!(
                snapshot.query(OPEN, &parameters),
                snapshot.query(MET_LATE, &parameters),
            )?;
            let filters: [&(dyn ToSql + Sync); 3] = [&effective_on, &org_units, &targets];
            let counts = if request.with_counts && request.after.is_none() {
                Some(counts(snapshot, &filters).await?)
            } else {
                None
            };
            let mut items =
                open.iter().chain(&met_late).map(read).collect::<Result<Vec<_>, _>>()?;
            items.sort_by_key(OverdueItem::key);
            let more = items.len() > page_size as usize;
            items.truncate(page_size as usize);
            let next = items.last().filter(|_| more).map(OverdueItem::key);
            Ok(OverduePage { items, next, counts })
        })
        .await
    }
}

impl OverdueItem {
    /// Its place in the list.
    pub fn key(&self) -> OverdueKey {
        let (_, target_id) = stored::target(self.target);
        OverdueKey { due_on: self.due_on, learner_id: self.learner_id, target_id }
    }
}

/// The unit and all below it.
pub(super) async fn org_units_below(
    snapshot: &Snapshot<'_>,
    org_unit: OrgUnitId,
) -> Result<Vec<Uuid>, DatabaseError> {
    let statement = include_str!("overdue/org_units_below.sql");
    let rows = snapshot.query(statement, &[&org_unit.uuid()]).await?;
    rows.iter().map(|row| Columns::of(row).next()).collect()
}

async fn counts(
    snapshot: &Snapshot<'_>,
    filters: &[&(dyn ToSql + Sync)],
) -> Result<OverdueCounts, DatabaseError> {
    let (open, met_late) = futures::try_join!(
        snapshot.query(COUNT_OPEN, filters),
        snapshot.query(COUNT_MET_LATE, filters),
    )?;
    let mut counts = OverdueCounts::default();
    for row in open.iter().chain(&met_late) {
        let mut columns = Columns::of(row);
        counts.total += columns.count()?;
        counts.employment_ended += columns.count()?;
        counts.not_yet_employed += columns.count()?;
    }
    Ok(counts)
}

fn read(row: &Row) -> Result<OverdueItem, DatabaseError> {
    let mut columns = Columns::of(row);
    let learner_id = columns.id(LearnerId::new)?;
    let kind = columns.next()?;
    Ok(OverdueItem {
        learner_id,
        target: stored::target_from(kind, columns.next()?).ok_or(DatabaseError::Damaged)?,
        target_title: columns.next::<Option<String>>()?.unwrap_or_default(),
        due_on: columns.day()?,
        days_overdue: columns.number()?,
        display_name: SealedAttribute::read_or_null(&mut columns, learner_id, DISPLAY_NAME)?,
        org_unit: Titled::read_or_null(&mut columns, OrgUnitId::new)?,
        manager_id: columns.id_or_null(LearnerId::new)?,
    })
}
