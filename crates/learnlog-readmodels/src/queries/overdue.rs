//! Who owes what past its last good day. Invariant: overdue is a function of the effective day asked about and is never stored;
//! the counting unit is learner × target.

use learnlog_domain::assignment::event::Target;
use learnlog_domain::id::{CertificationId, CourseId, LearnerId, OrgUnitId};
use learnlog_domain::time::Day;
use uuid::Uuid;

use crate::queries::answer::{SealedAttribute, Titled};

/// Most items of one page.
pub const OVERDUE_PAGE_ITEMS_MAX: u32 = 1_000;

/// Printed by every answer.
pub const OVERDUE_COUNTING_UNIT: &str = "learner x target";

/// Obligations whose last good day is before the effective day, that were owed and not met on it, of people employed on it.
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
