//! What happens to a person.

use std::collections::{BTreeMap, BTreeSet};

use crate::id::{JobId, LearnerId, OrgUnitId};
use crate::protected::Protected;
use crate::time::{Day, EffectiveDay};

/// One fact about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PersonEvent {
    /// "person.added".
    Added(PersonAdded),
    /// "person.changed".
    Changed(PersonChanged),
}

/// A learner exists from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonAdded {
    /// Who it is.
    pub attributes: Box<PersonAttributes>,
    /// From when the attributes hold.
    pub effective: EffectiveDay,
}

/// Only what changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonChanged {
    /// What is present here is set.
    pub set: Box<PersonAttributes>,
    /// What is named here is emptied; nothing that is also set.
    pub cleared: BTreeSet<PersonField>,
    /// From when it holds.
    pub effective: EffectiveDay,
}

/// What is known of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonAttributes {
    /// The name as shown.
    pub display_name: Option<Protected>,
    /// The address.
    pub email: Option<Protected>,
    /// The org unit the person belongs to.
    pub org_unit_id: Option<OrgUnitId>,
    /// The person's job.
    pub job_id: Option<JobId>,
    /// The person's manager, also a learner.
    pub manager_id: Option<LearnerId>,
    /// "EMPLOYEE", "CONTRACTOR" … a code of the organization.
    pub worker_type: Option<String>,
    /// The first day of employment.
    pub hire_date: Option<Day>,
    /// The last day of employment, inclusive.
    pub employment_end: Option<Day>,
    /// BCP 47.
    pub locale: Option<String>,
    /// IANA.
    pub time_zone: Option<String>,
    /// By source; in a change it replaces the earlier value of that source.
    pub external_ids: BTreeMap<String, Protected>,
    /// Demographics and the like, by name; in a change it replaces the earlier value of that name.
    pub other: BTreeMap<String, Protected>,
}

/// A field that can be emptied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PersonField {
    /// [`PersonAttributes::display_name`].
    DisplayName,
    /// [`PersonAttributes::email`].
    Email,
    /// [`PersonAttributes::org_unit_id`].
    OrgUnit,
    /// [`PersonAttributes::job_id`].
    Job,
    /// [`PersonAttributes::manager_id`].
    Manager,
    /// [`PersonAttributes::worker_type`].
    WorkerType,
    /// [`PersonAttributes::hire_date`].
    HireDate,
    /// [`PersonAttributes::employment_end`].
    EmploymentEnd,
    /// [`PersonAttributes::locale`].
    Locale,
    /// [`PersonAttributes::time_zone`].
    TimeZone,
}
