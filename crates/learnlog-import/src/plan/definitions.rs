//! Jobs, courses with their components, offerings; org units are left to `org_units`. Invariant: what a fact refers to is
//! defined by a good row, where the mapping defines such things at all.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::mapping::reference::{Reference, Template};
use crate::mapping::rules::definitions::{ComponentRule, CourseRule, JobRule, OfferingRule};
use crate::mapping::rules::{Key, Repeat};
use crate::plan::PlanError;
use crate::plan::draft::Draft;
use crate::plan::fact::Body;
use crate::plan::fact::definition::{Component, Definition, Title};
use crate::plan::fact::kind::Kind;
use crate::plan::names::{IdKind, NameId};
use crate::plan::planner::{Made, Planner, Rows};
use crate::problem::fault::Fault;
use crate::problem::{Trouble, quoted};
use crate::source::row::Row;

impl<'a> Planner<'a> {
    /// All definitions of the mapping.
    pub(super) fn define(&mut self) -> Result<(), PlanError> {
        let mapping = self.mapping;
        self.org_units()?;
        for rule in &mapping.jobs {
            self.define_jobs(rule)?;
        }
        for rule in &mapping.courses {
            self.define_courses(rule)?;
        }
        for rule in mapping.courses.iter().filter_map(|rule| rule.components.as_ref()) {
            self.define_components(rule)?;
        }
        for rule in &mapping.offerings {
            self.define_offerings(rule)?;
        }
        Ok(())
    }

    fn define_jobs(&mut self, rule: &'a JobRule) -> Result<(), PlanError> {
        let rows = rows(Kind::Job, &rule.table, &rule.when, rule.repeat, &rule.key);
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let title = title(row, &rule.code, &rule.title)?;
            let job = planner.names.get(IdKind::Job, &key);
            Ok(definition(key, Definition::Job { job, title }))
        })
    }

    fn define_courses(&mut self, rule: &'a CourseRule) -> Result<(), PlanError> {
        let rows = rows(Kind::Course, &rule.table, &rule.when, rule.repeat, &rule.key);
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let title = title(row, &rule.code, &rule.title)?;
            let course = planner.names.get(IdKind::Course, &key);
            let (completed_by, components) = (rule.completed_by, Vec::new());
            Ok(definition(key, Definition::Course { course, title, completed_by, components }))
        })
    }

    fn define_components(&mut self, rule: &'a ComponentRule) -> Result<(), PlanError> {
        let rows = rows(Kind::Component, &rule.table, &[], Repeat::Same, &rule.key);
        let mut seen: HashMap<String, (u32, NameId, Component)> = HashMap::new();
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let key_of_course = row.key(&rule.course)?;
            let course =
                planner.defined(row, &column_of(&rule.course), IdKind::Course, &key_of_course)?;
            let title = title(row, &rule.code, &rule.title)?;
            let component = planner.names.get(IdKind::Component, &key);
            let new = Component { component, title, kind: rule.kind };
            match seen.entry(key) {
                Entry::Vacant(free) => {
                    let column = column_of(&rule.key);
                    planner.admit_component(row, &column, course, &new)?;
                    planner.names.define(component);
                    planner.drafts.add_component(&key_of_course, new.clone());
                    free.insert((row.line(), course, new));
                    Ok(Made::Part)
                }
                Entry::Occupied(taken) => match taken.get() {
                    (_, its_course, first) if (its_course, first) == (&course, &new) => {
                        Ok(Made::Same)
                    }
                    (first, ..) => {
                        let fault = Fault::KeyTaken { row: *first, key: quoted(taken.key()) };
                        Err(row.problem(&column_of(&rule.key), fault).into())
                    }
                },
            }
        })
    }

    fn define_offerings(&mut self, rule: &'a OfferingRule) -> Result<(), PlanError> {
        let rows = rows(Kind::Offering, &rule.table, &rule.when, rule.repeat, &rule.key);
        self.each_row(&rows, |planner, row| {
            let key = row.key(&rule.key)?;
            let course = row.key(&rule.course)?;
            let course = planner.defined(row, &column_of(&rule.course), IdKind::Course, &course)?;
            let title = title(row, &rule.code, &rule.title)?;
            let day = |reference: &Option<Reference>| {
                reference.as_ref().map(|reference| row.known_day(reference)).transpose()
            };
            let (starts_on, ends_on) = (day(&rule.starts_on)?, day(&rule.ends_on)?);
            let offering = planner.names.get(IdKind::Offering, &key);
            let run = Definition::Offering { offering, course, title, starts_on, ends_on };
            Ok(definition(key, run))
        })
    }
}

pub(super) fn definition(key: String, definition: Definition) -> Made {
    let body = Body::Definition(definition);
    Made::Draft(Draft { key, learner: None, day: None, order: None, body })
}

pub(super) fn rows<'a>(
    kind: Kind,
    table: &'a str,
    when: &'a [crate::mapping::rules::Clause],
    repeat: Repeat,
    key: &Key,
) -> Rows<'a> {
    Rows { kind, table, when, repeat, column: column_of(key) }
}

/// The column that stands for a key in messages.
pub(super) fn column_of(key: &Key) -> String {
    key.first().map_or("", Reference::as_str).to_owned()
}

pub(super) fn title(row: &Row<'_>, code: &Template, words: &Template) -> Result<Title, Trouble> {
    Ok(Title { code: required(row, code)?, words: required(row, words)? })
}

/// A text that may not be empty.
pub(super) fn required(row: &Row<'_>, template: &Template) -> Result<String, Trouble> {
    let column = template.single_column().map_or("", Reference::as_str);
    row.text(template)?.ok_or_else(|| row.problem(column, Fault::Empty).into())
}
