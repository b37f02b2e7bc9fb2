//! May this person be added or changed, and what of it is a change?

use crate::catalog::Catalog;
use crate::decision::Decision;
use crate::event::Event;
use crate::id::{JobId, LearnerId, OrgUnitId};
use crate::person::command::{AddPerson, ChangePerson};
use crate::person::difference::difference;
use crate::person::event::{
    PersonAdded, PersonAttributes, PersonChanged, PersonEvent, PersonField,
};
use crate::person::rejection::{AddPersonRejection, ChangePersonRejection};
use crate::person::state::Dated;
use crate::state::LearnerState;
use crate::time::{Day, EffectiveDay};

/// Adds a learner. A learner who has exactly these attributes already is unchanged.
pub fn add(
    learner: &LearnerState,
    catalog: &Catalog,
    learner_id: LearnerId,
    effective: EffectiveDay,
    command: &AddPerson,
) -> Result<Decision, AddPersonRejection> {
    let attributes = &command.attributes;
    if let Some(person) = &learner.person {
        return if person.has_exactly(attributes) {
            Ok(Decision::no_difference())
        } else {
            Err(AddPersonRejection::PersonExists)
        };
    }
    if let Some(id) = unknown_org_unit(catalog, attributes) {
        return Err(AddPersonRejection::OrgUnitUnknown(id));
    }
    if let Some(id) = unknown_job(catalog, attributes) {
        return Err(AddPersonRejection::JobUnknown(id));
    }
    if attributes.manager_id == Some(learner_id) {
        return Err(AddPersonRejection::OwnManager);
    }
    if ends_before_hire(attributes.hire_date, attributes.employment_end) {
        return Err(AddPersonRejection::EmploymentEndsBeforeHire);
    }
    let added = PersonAdded { attributes: attributes.clone(), effective };
    Ok(Decision::one(Event::Person(PersonEvent::Added(added))))
}

/// Changes what is named and differs.
pub fn change(
    learner: &LearnerState,
    catalog: &Catalog,
    learner_id: LearnerId,
    effective: EffectiveDay,
    command: &ChangePerson,
) -> Result<Decision, ChangePersonRejection> {
    let person = learner.person.as_ref().ok_or(ChangePersonRejection::PersonUnknown)?;
    let set = &command.set;
    if let Some(id) = unknown_org_unit(catalog, set) {
        return Err(ChangePersonRejection::OrgUnitUnknown(id));
    }
    if let Some(id) = unknown_job(catalog, set) {
        return Err(ChangePersonRejection::JobUnknown(id));
    }
    if set.manager_id == Some(learner_id) {
        return Err(ChangePersonRejection::OwnManager);
    }
    let day = |field: &Dated<Day>, set: Option<Day>, name: PersonField| {
        let named = set.is_some() || command.clear.contains(&name);
        let after = if named { field.after(set.as_ref(), effective) } else { field.value() };
        after.copied()
    };
    let hired = day(&person.hire_date, set.hire_date, PersonField::HireDate);
    let ends = day(&person.employment_end, set.employment_end, PersonField::EmploymentEnd);
    if ends_before_hire(hired, ends) {
        return Err(ChangePersonRejection::EmploymentEndsBeforeHire);
    }
    let (set, cleared) = difference(person, command, effective);
    if set == PersonAttributes::default() && cleared.is_empty() {
        return Ok(Decision::no_difference());
    }
    let changed = PersonChanged { set: Box::new(set), cleared, effective };
    Ok(Decision::one(Event::Person(PersonEvent::Changed(changed))))
}

fn unknown_org_unit(catalog: &Catalog, attributes: &PersonAttributes) -> Option<OrgUnitId> {
    attributes.org_unit_id.filter(|id| catalog.org_unit(*id).is_none())
}

fn unknown_job(catalog: &Catalog, attributes: &PersonAttributes) -> Option<JobId> {
    attributes.job_id.filter(|id| catalog.job(*id).is_none())
}

fn ends_before_hire(hired: Option<Day>, ends: Option<Day>) -> bool {
    hired.zip(ends).is_some_and(|(hired, ends)| ends < hired)
}
